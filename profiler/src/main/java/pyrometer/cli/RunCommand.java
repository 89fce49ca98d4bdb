package pyrometer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pyrometer.Preparation;
import pyrometer.Profiler;
import pyrometer.history.History;
import pyrometer.history.Keeping;
import pyrometer.history.Summary;
import pyrometer.render.ReportFile;
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

        Keeping keeping = options.save() ? begin() : null;
        try {
            Profiler.Run run = new Profiler.Run(
                    plan.command(),
                    environmentChanges,
                    options.description(),
                    options.interval(),
                    options.asyncMode(),
                    Optional.ofNullable(keeping).map(Keeping::journal));
            Profiler.Outcome outcome = stages.profile(run, preparation);
            outcome.failure().ifPresent(surroundings::say);
            if (outcome.session().isPresent()) {
                try (Session session = outcome.session().get()) {
                    finish(session, writer, keeping);
                }
            } else if (keeping != null) {
                keeping.forget();
            }
            return outcome.exitStatus();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end(keeping);
        }
    }

    private void finish(Session session, ReportWriter writer, @Nullable Keeping keeping) {
        boolean isKept = keeping != null && keep(session, keeping); // First: it outlives a report that fails.
        if (writer.isText()) {
            surroundings.err().println(); // apart from what the program printed
        }
        boolean isReported = report(session, writer);
        if (keeping != null && isKept && (writer.isText() || !isReported)) {
            surroundings.err().println("To see this run again, with any options:");
            surroundings
                    .err()
                    .println("  " + Printable.quoted(surroundings.command()) + " --load-prev " + keeping.id());
        }
    }

    /// @return whether there is a report; if not, it has been said why
    private boolean report(Session session, ReportWriter writer) {
        try {
            writer.write(session);
            return true;
        } catch (UnusableException e) {
            surroundings.say(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            surroundings.say("could not make the report; this is a fault of Pyrometer's");
            e.printStackTrace(surroundings.err());
        }
        return false;
    }

    private @Nullable Keeping begin() {
        History history = History.ofUser(surroundings.environment());
        try {
            return history.begin(options.description(), Instant.now());
        } catch (IOException e) {
            notKept(history, e);
            return null;
        }
    }

    private boolean keep(Session session, Keeping keeping) {
        try {
            keeping.complete(out -> stages.save(session, out), Summary.of(session), History.Limits.DEFAULT);
            return true;
        } catch (IOException e) {
            notKept(History.ofUser(surroundings.environment()), e);
            return false;
        }
    }

    private static void end(@Nullable Keeping keeping) {
        try {
            if (keeping != null) {
                keeping.close();
            }
        } catch (IOException e) {
            // A file of no use is left behind; the next run removes it.
        }
    }

    private void notKept(History history, IOException e) {
        surroundings.say(
                "this run is not kept in " + history.folder() + ": " + ReportFile.reason(e) + " (--no-save leaves it)");
    }
}
