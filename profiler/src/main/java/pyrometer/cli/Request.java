package pyrometer.cli;

/// What the command line asks for.
sealed interface Request {
    record Help() implements Request {}

    record Version() implements Request {}

    record Run(RunOptions options) implements Request {}
}
