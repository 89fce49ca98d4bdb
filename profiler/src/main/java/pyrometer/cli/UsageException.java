package pyrometer.cli;

/// The command line was mistyped: exit status 2, nothing has been run.
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
