package pyrometer.session;

/// What the operating system said a thread was doing when it was sampled.
public enum ThreadState {
    /// On a CPU, or ready for one.
    RUNNING,
    /// Blocked in the kernel: sleeping, waiting for input, for a lock or for the GIL.
    WAITING,
    /// Not asked, or the answer was not to be had.
    UNKNOWN
}
