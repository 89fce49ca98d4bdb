package pyrometer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import pyrometer.Preparation;
import pyrometer.Profiler;
import pyrometer.session.Session;

/// Runs a program, samples it, keeps the recording, writes the report.
final class RunCommand {
    private final RunOptions options;
    private final Map<String, Optional<String>> environmentChanges;
    private final Surroundings surroundings;
    private final Stages stages;

    RunCommand(
            RunOptions options,
            Map<String, Optional<String>> environmentChanges,
            Surroundings surroundings,
            Stages stages) {
        this.options = options;
        this.environmentChanges = Map.copyOf(environmentChanges);
        this.surroundings = surroundings;
        this.stages = stages;
    }

    /// @return the program's exit status, whatever became of the report
    int run() throws UsageException, UnusableException {
        LaunchPlan plan = LaunchPlan.of(
                options.program(), options.python(), named -> stages.findPython(named, surroundings), surroundings);
        Preparation preparation = stages.prepare(Path.of(plan.command().getFirst()));
        Destination forText = Destination.standardError(surroundings);
        ReportWriter writer = ReportWriter.of(options.report(), forText, surroundings, stages);

        try (RecordedRun recorded =
                RecordedRun.begin(options.recording(), options.program().words(), surroundings, stages)) {
            Profiler.Run run = new Profiler.Run(plan.command(), environmentChanges, recorded.settings());
            Profiler.Outcome outcome = stages.profile(run, preparation);
            outcome.failure().ifPresent(surroundings::say);
            if (outcome.session().isPresent()) {
                try (Session session = outcome.session().get()) {
                    recorded.finish(session, writer);
                }
            } else {
                recorded.forget();
            }
            return outcome.exitStatus();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
