package pyrometer.session;

import java.io.Serial;

/// A file that cannot be opened as a session. The message is for the user: what is wrong with it and what
/// to do.
public final class UnusableSession extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public UnusableSession(String message) {
        super(message);
    }
}
