package pyrometer.process;

/// The line of a `stat` file. The name in it may contain anything, so fields are counted from its last
/// `)`.
final class ThreadStat {
    private ThreadStat() {}

    /// `R` running, `S` sleeping, `D` waiting for a disk, `T` stopped, `Z` ended; see `proc(5)`.
    static char state(String stat) {
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /// Field 4: the number of the process that started it.
    static int parentPid(String stat) {
        return (int) field(stat, 4);
    }

    /// Fields 14 and 15: how long it ran, in hundredths of a second.
    static long cpuTicks(String stat) {
        return field(stat, 14) + field(stat, 15);
    }

    /// Field 22: when it started.
    static long startTicks(String stat) {
        return field(stat, 22);
    }

    private static long field(String stat, int number) {
        int at = stat.lastIndexOf(')') + 2;
        for (int field = 3; field < number; field++) {
            at = stat.indexOf(' ', at) + 1;
        }
        return Long.parseLong(stat.substring(at, stat.indexOf(' ', at)));
    }
}
