package pyrometer.cli;

/// The command line is well formed, but what it names is missing or may not be used: exit status 1, nothing has been
/// run.
final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
        super(message);
    }
}
