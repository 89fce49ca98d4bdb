package pyrometer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import pyrometer.Profiler;
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
        ReportFormat format = ReportFormat.of(options.renderer(), options.outfile());
        Destination destination = destination(format);
        ReportStyle style = style(destination).with(options.renderOptions(), format);
        LaunchPlan plan = LaunchPlan.of(
                options.program(), options.python(), named -> stages.findPython(named, surroundings), surroundings);

        Profiler.Outcome outcome = profile(plan);

        outcome.failure().ifPresent(this::say);
        outcome.session().ifPresent(session -> report(session, format, style, destination));
        return outcome.exitStatus();
    }

    /// Text is for the person at the terminal; the program's standard output stays what it would be without us. Data is
    /// for a pipe, behind what the program itself printed.
    private Destination destination(ReportFormat format) throws UnusableException {
        if (options.outfile().isPresent()) {
            return Destination.file(options.outfile().get(), surroundings);
        }
        return switch (format) {
            case TEXT -> Destination.standardError(surroundings);
            case JSON -> Destination.standardOutput(surroundings);
        };
    }

    private ReportStyle style(Destination destination) {
        return switch (destination) {
            case Destination.Stream(PrintStream _, int descriptor) ->
                style(
                        TerminalHabits.unicode(options.unicode(), surroundings),
                        TerminalHabits.color(options.color(), surroundings, descriptor));
            case Destination.Replaced _, Destination.WrittenInto _ ->
                style(options.unicode().orElse(true), options.color().orElse(false));
        };
    }

    private ReportStyle style(boolean unicode, boolean color) {
        return ReportStyle.of(unicode, color, options.timeline(), options.showAll());
    }

    private Profiler.Outcome profile(LaunchPlan plan) throws UnusableException {
        try {
            return stages.profile(
                    new Profiler.Run(plan.command(), environmentChanges, options.description(), options.interval()));
        } catch (Profiler.CannotStart e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
    }

    private void report(Session session, ReportFormat format, ReportStyle style, Destination destination) {
        try {
            destination.write(out -> stages.render(session, format, style, out));
            destination.note().ifPresent(file -> say("wrote the report to " + file));
        } catch (IOException e) {
            say("could not write the report: " + Destination.reason(e));
        }
    }

    private void say(String message) {
        surroundings.err().println("pyrometer: " + message);
        surroundings.err().flush();
    }
}
