package pyrometer.process;

/// The line of a `stat` file. The name in it may contain anything, so fields are counted from its last `)`.
final class ThreadStat {
    private ThreadStat() {}

    /// `R` running, `S` sleeping, `D` waiting for a disk, `T` stopped, `Z` ended; see `proc(5)`.
    static char state(String stat) {
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /// Field 22: when it started.
    static long startTicks(String stat) {
        int at = stat.lastIndexOf(')') + 2;
        for (int field = 3; field < 22; field++) {
            at = stat.indexOf(' ', at) + 1;
        }
        return Long.parseLong(stat.substring(at, stat.indexOf(' ', at)));
    }
}
