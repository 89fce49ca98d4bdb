package pyrometer;

import org.jspecify.annotations.NullMarked;

/// A running process cannot be profiled. The message is for the user: why, and what to do about it.
@NullMarked
public final class CannotAttach extends Exception {
    private static final long serialVersionUID = 1L;

    /// What keeps us from it.
    public enum Reason {
        /// The system does not allow to read it.
        PERMISSION,
        /// It is no Python that can be read.
        UNSUPPORTED,
        /// It has ended, or has no such thread.
        GONE
    }

    private final Reason reason;

    CannotAttach(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
