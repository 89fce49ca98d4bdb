package pyrometer.render;

/// A format or an option of a format that does not exist or cannot have that value. The message is for the user: it
/// names the option and says what would do.
public final class UnusableOption extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableOption(String message) {
        super(message);
    }
}
