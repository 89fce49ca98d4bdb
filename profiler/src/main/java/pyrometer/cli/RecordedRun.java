package pyrometer.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pyrometer.Profiler;
import pyrometer.history.History;
import pyrometer.history.Keeping;
import pyrometer.history.Summary;
import pyrometer.render.ReportFile;
import pyrometer.session.Session;

/// A recording from before it begins until it is kept and reported.
final class RecordedRun implements AutoCloseable {
    private final RecordingOptions options;
    private final String description;
    private final Surroundings surroundings;
    private final Stages stages;

    /// Nothing where it is not to be kept, or cannot be.
    private final @Nullable Keeping keeping;

    private RecordedRun(
            RecordingOptions options,
            String description,
            @Nullable Keeping keeping,
            Surroundings surroundings,
            Stages stages) {
        this.options = options;
        this.description = description;
        this.keeping = keeping;
        this.surroundings = surroundings;
        this.stages = stages;
    }

    /// @param args what the program is started with, for the header
    static RecordedRun begin(RecordingOptions options, String args, Surroundings surroundings, Stages stages) {
        String description = options.description().of(args);
        Keeping keeping = options.save() ? keeping(description, surroundings) : null;
        return new RecordedRun(options, description, keeping, surroundings, stages);
    }

    private static @Nullable Keeping keeping(String description, Surroundings surroundings) {
        History history = History.ofUser(surroundings.environment());
        try {
            return history.begin(description, Instant.now());
        } catch (IOException e) {
            notKept(history, e, surroundings);
            return null;
        }
    }

    Profiler.Settings settings() {
        return new Profiler.Settings(
                description,
                options.interval(),
                options.asyncMode(),
                options.children(),
                Optional.ofNullable(keeping).map(Keeping::journal));
    }

    /// @return whether there is a report; if not, it has been said why
    boolean finish(Session session, ReportWriter writer) {
        boolean isKept = keeping != null && keep(session, keeping); // First: it outlives a report that fails.
        if (writer.isText()) {
            surroundings.err().println(); // apart from what the program printed
        }
        boolean isReported = report(session, writer);
        if (keeping != null && isKept && (writer.isText() || !isReported)) {
            surroundings
                    .err()
                    .println("To see this run again, with other options such as --show-all or -o report.html:");
            surroundings
                    .err()
                    .println("  " + Printable.quoted(surroundings.command()) + " --load-prev " + keeping.id());
        }
        return isReported;
    }

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

    private boolean keep(Session session, Keeping into) {
        try {
            into.complete(out -> stages.save(session, out), Summary.of(session), History.Limits.DEFAULT);
            return true;
        } catch (IOException e) {
            notKept(History.ofUser(surroundings.environment()), e, surroundings);
            return false;
        }
    }

    /// Nothing was recorded.
    void forget() throws IOException {
        if (keeping != null) {
            keeping.forget();
        }
    }

    @Override
    public void close() {
        try {
            if (keeping != null) {
                keeping.close();
            }
        } catch (IOException e) {
            // A file of no use is left behind; the next run removes it.
        }
    }

    private static void notKept(History history, IOException e, Surroundings surroundings) {
        surroundings.say(
                "this run is not kept in " + history.folder() + ": " + ReportFile.reason(e) + " (--no-save leaves it)");
    }
}
