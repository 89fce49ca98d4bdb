package pyrometer.history;

/// No run, or more than one, is called that. The message is for the user.
public final class NoSuchRun extends Exception {
    private static final long serialVersionUID = 1L;

    NoSuchRun(String message) {
        super(message);
    }
}
