package pyrometer.cli;

/// Which recording is meant.
sealed interface Recording {
    /// The one in a file.
    record InFile(String name) implements Recording {}

    /// One that was kept: its id, the beginning of it, `last`, or `last~1` for the one before.
    record Kept(String id) implements Recording {}

    /// A file of this name, or else a run that was kept.
    record Named(String word) implements Recording {}
}
