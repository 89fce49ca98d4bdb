package pyrometer.process;

/// The terminal that controls us, if any.
final class Terminal {
    private Terminal() {}

    /// Whether Ctrl-C is typed at us: we are the foreground job of a terminal, and so are the programs we start.
    static boolean sendsSignalsToUs() {
        String stat = ProcFs.readText((int) ProcessHandle.current().pid(), "stat");
        // After the name: state, ppid, pgrp, session, tty_nr, tpgid.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 7);
        return fields[2].equals(fields[5]);
    }
}
