package pyrometer.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.Profiler;
import pyrometer.session.AsyncMode;

/// Profiles a program into a journal: a process of its own, for tests that kill it.
public final class JournaledRun {
    private JournaledRun() {}

    /// @param arguments the journal, then the command
    public static void main(String[] arguments) throws Exception {
        List<String> command = List.of(arguments).subList(1, arguments.length);
        Profiler.run(new Profiler.Run(
                command,
                Map.of(),
                "Program: test",
                Duration.ofMillis(1),
                AsyncMode.ENABLED,
                Optional.of(Path.of(arguments[0]))));
    }
}
