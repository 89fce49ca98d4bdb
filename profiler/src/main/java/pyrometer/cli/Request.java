package pyrometer.cli;

import java.util.List;
import java.util.Optional;

/// What the command line asks for.
sealed interface Request {
    /// @param command the one to explain; [Subcommand#RUN] for Pyrometer itself
    record Help(Subcommand command) implements Request {}

    record Version() implements Request {}

    /// To answer a program that profiles itself.
    record Serve() implements Request {}

    record Run(RunOptions options) implements Request {}

    record Attach(AttachOptions options) implements Request {}

    record Report(Recording recording, ReportOptions options) implements Request {}

    /// @param number how many runs at most
    record ListRuns(int number, boolean json) implements Request {}

    record Merge(List<Recording> recordings, ReportOptions options) implements Request {
        public Merge {
            recordings = List.copyOf(recordings);
        }
    }

    /// @param before at least one run
    /// @param after at least one
    /// @param failIf the limit beyond which it is a failure
    record Diff(List<Recording> before, List<Recording> after, Optional<String> failIf, ReportOptions options)
            implements Request {
        public Diff {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /// Shows it in the browser.
    record Open(Recording recording, ReportOptions options) implements Request {}

    record Convert(Recording recording, ReportOptions options) implements Request {}

    /// @param shell `bash`, `zsh` or `fish`
    record Completion(String shell) implements Request {}
}
