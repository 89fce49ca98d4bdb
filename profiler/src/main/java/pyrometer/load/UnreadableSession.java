package pyrometer.load;

/// A file is not the session it should be. The message is for the user: it says what is wrong with the file.
public final class UnreadableSession extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableSession(String message) {
        super(message);
    }
}
