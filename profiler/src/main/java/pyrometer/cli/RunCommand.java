package pyrometer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import pyrometer.Profiler;
import pyrometer.render.Format;
import pyrometer.session.Session;

/// Runs a program, samples it, writes the report.
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
        Format format = ReportChoice.format(options);
        Destination destination = destination(format);
        ReportChoice choice = ReportChoice.of(format, options, unicode(destination), color(destination));
        LaunchPlan plan = LaunchPlan.of(
                options.program(), options.python(), named -> stages.findPython(named, surroundings), surroundings);

        Profiler.Outcome outcome = stages.profile(new Profiler.Run(
                plan.command(), environmentChanges, options.description(), options.interval(), Optional.empty()));

        outcome.failure().ifPresent(this::say);
        outcome.session().ifPresent(session -> report(session, choice, destination));
        return outcome.exitStatus();
    }

    /// Text is for the person at the terminal; the program's standard output stays what it would be
    /// without us. Data is for a pipe, behind what the program itself printed.
    private Destination destination(Format format) throws UnusableException {
        if (options.outfile().isPresent()) {
            return Destination.file(options.outfile().get(), surroundings);
        }
        if (format == Format.TEXT) {
            return Destination.standardError(surroundings);
        }
        return Destination.standardOutput(surroundings);
    }

    /// A file is UTF-8, whatever the terminal can show.
    private boolean unicode(Destination destination) {
        return switch (destination) {
            case Destination.Stream _ -> TerminalHabits.unicode(options.unicode(), surroundings);
            case Destination.Replaced _, Destination.WrittenInto _ ->
                options.unicode().orElse(true);
        };
    }

    private boolean color(Destination destination) {
        return switch (destination) {
            case Destination.Stream(PrintStream _, int descriptor) ->
                TerminalHabits.color(options.color(), surroundings, descriptor);
            case Destination.Replaced _, Destination.WrittenInto _ ->
                options.color().orElse(false);
        };
    }

    private void report(Session session, ReportChoice choice, Destination destination) {
        if (destination instanceof Destination.Stream && choice.format() == Format.TEXT) {
            surroundings.err().println(); // apart from what the program printed
        }
        try {
            destination.write(out -> stages.render(session, choice, out));
            destination.note().ifPresent(file -> say("wrote the report to " + file));
        } catch (IOException e) {
            say("could not write the report: " + Destination.reason(e));
        } catch (RuntimeException e) {
            say("could not make the report; this is a fault of Pyrometer's");
            e.printStackTrace(surroundings.err());
        }
    }

    private void say(String message) {
        surroundings.err().println("pyrometer: " + message);
        surroundings.err().flush();
    }
}
