package pyrometer.session;

/// What a thread was doing when it was sampled, as the operating system and the interpreter said.
public enum ThreadState {
    /// On a CPU, or ready for one.
    RUNNING,
    /// The same, and collecting garbage: the interpreter's collection goes on, and the thread holds the GIL.
    COLLECTING,
    /// Blocked in the kernel: sleeping, waiting for input or for a lock of the program.
    WAITING,
    /// Blocked in the kernel until another thread gives up the GIL.
    WAITING_FOR_GIL,
    /// Not asked, or the answer was not to be had.
    UNKNOWN;

    /// Whether the thread was on a CPU, or ready for one.
    public boolean isRunning() {
        return switch (this) {
            case RUNNING, COLLECTING -> true;
            case WAITING, WAITING_FOR_GIL, UNKNOWN -> false;
        };
    }

    /// Whether it was blocked in the kernel, for whatever reason.
    public boolean isWaiting() {
        return switch (this) {
            case WAITING, WAITING_FOR_GIL -> true;
            case RUNNING, COLLECTING, UNKNOWN -> false;
        };
    }
}
