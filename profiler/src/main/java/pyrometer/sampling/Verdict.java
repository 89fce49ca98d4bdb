package pyrometer.sampling;

/// What one look at a thread came to.
enum Verdict {
    /// A stack that was really there.
    STACK,
    /// The thread exists and runs no Python code.
    EMPTY,
    /// Something that was needed was not among the ranges read; it is now, so look again.
    INCOMPLETE,
    /// The stack changed while it was copied.
    MOVED,
    /// The thread state is no longer there.
    GONE
}
