package pyrometer.process;

/// How a program ended.
///
/// @param waitStatus as the system tells it: [#signal()] in the low byte, or else the exit status in the next
/// @param cpuNanos CPU time of the program and of the children that it has waited for
/// @param endNanos when we learned of the end, by [System#nanoTime()]
public record Exit(int waitStatus, long cpuNanos, long endNanos) {
    private static final int SIGNAL = 0x7f;

    /// As a shell reports it: 128 + n after death by signal n.
    public int status() {
        return signal() == 0 ? (waitStatus >> 8) & 0xff : 128 + signal();
    }

    /// What killed it; 0 if it ended by itself, with whatever status.
    public int signal() {
        return waitStatus & SIGNAL;
    }
}
