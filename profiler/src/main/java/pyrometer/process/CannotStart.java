package pyrometer.process;

/// A program cannot be started, or there is none to start. The message says what happened and what to do.
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStart(String message) {
        super(message);
    }
}
