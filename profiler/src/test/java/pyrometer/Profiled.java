package pyrometer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.process.CannotStart;
import pyrometer.session.AsyncMode;
import pyrometer.session.Session;

/// Recordings of real programs.
final class Profiled {
    private Profiled() {}

    /// @param command an interpreter and its arguments
    static Session run(List<String> command, Duration interval) throws CannotStart {
        Profiler.Run run = new Profiler.Run(
                command,
                Map.of(),
                new Profiler.Settings("Program", interval, AsyncMode.ENABLED, false, Optional.empty()));
        return Profiler.run(run, Preparation.begin(Path.of(command.getFirst())))
                .session()
                .orElseThrow();
    }
}
