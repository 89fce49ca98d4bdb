package pyrometer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import pyrometer.render.Format;
import pyrometer.render.ReportFile;
import pyrometer.session.CannotSlice;
import pyrometer.session.Session;
import pyrometer.session.Slice;

/// Writes reports where and as the command line says. All that can be refused is refused when this is made,
/// before
/// anything runs or is read.
final class ReportWriter {
    private final ReportOptions options;
    private final ReportChoice choice;
    private final Destination destination;
    private final boolean isForBrowser;
    private final Surroundings surroundings;
    private final Stages stages;

    private ReportWriter(
            ReportOptions options,
            ReportChoice choice,
            Destination destination,
            boolean isForBrowser,
            Surroundings surroundings,
            Stages stages) {
        this.options = options;
        this.choice = choice;
        this.destination = destination;
        this.isForBrowser = isForBrowser;
        this.surroundings = surroundings;
        this.stages = stages;
    }

    /// @param forText where text goes if no file is named
    static ReportWriter of(ReportOptions options, Destination forText, Surroundings surroundings, Stages stages)
            throws UsageException, UnusableException {
        Format format = ReportChoice.format(options);
        Destination destination = destination(options, format, forText, surroundings);
        if (format.isBinary()
                && destination instanceof Destination.Stream(PrintStream _, int descriptor)
                && surroundings.isTerminal().test(descriptor)) {
            throw new UsageException("a terminal cannot show " + format.label()
                    + ", which is binary: name a file with -o, or send it through a pipe");
        }
        ReportChoice choice =
                ReportChoice.of(format, options, unicode(destination, surroundings), color(destination, surroundings));
        boolean isForBrowser = Browser.isWanted(format == Format.HTML, destination, surroundings);
        return new ReportWriter(options, choice, destination, isForBrowser, surroundings, stages);
    }

    /// One that shows pages in the browser, whatever format is configured.
    static ReportWriter inBrowser(ReportOptions options, Surroundings surroundings, Stages stages)
            throws UsageException {
        ReportChoice choice = ReportChoice.of(Format.HTML, options, true, false);
        return new ReportWriter(options, choice, Destination.standardOutput(surroundings), true, surroundings, stages);
    }

    /// Text is for the person at the terminal. Data is for a pipe, behind what the program itself printed.
    private static Destination destination(
            ReportOptions options, Format format, Destination forText, Surroundings surroundings)
            throws UnusableException {
        if (options.outfile().isPresent()) {
            return Destination.file(options.outfile().get(), surroundings);
        }
        return format == Format.TEXT ? forText : Destination.standardOutput(surroundings);
    }

    /// A file is UTF-8, whatever the terminal can show.
    static boolean unicode(Destination destination, Surroundings surroundings) {
        return switch (destination) {
            case Destination.Stream _ -> TerminalHabits.unicode(surroundings);
            case Destination.Replaced _, Destination.WrittenInto _ -> true;
        };
    }

    static boolean color(Destination destination, Surroundings surroundings) {
        return switch (destination) {
            case Destination.Stream(PrintStream _, int descriptor) -> TerminalHabits.color(surroundings, descriptor);
            case Destination.Replaced _, Destination.WrittenInto _ -> false;
        };
    }

    /// @throws UnusableException if there is no such part
    static Session part(Session session, Slice slice) throws UnusableException {
        try {
            return slice.apply(session);
        } catch (CannotSlice e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
    }

    /// Whether a person reads the report as it is written, rather than a file or another program.
    boolean isText() {
        return destination instanceof Destination.Stream && choice.format() == Format.TEXT;
    }

    /// Writes the report of the chosen part of the session.
    ///
    /// @throws UnusableException if it could not be made or written
    void write(Session session) throws UnusableException {
        Session part = part(session, options.slice());
        if (!choice.format().hasNotes()) {
            part.notes().stream()
                    .filter(note -> !session.notes().contains(note))
                    .forEach(note -> surroundings.say(
                            "the format " + choice.format().label() + " has no place to say it: " + note));
        }
        if (isForBrowser) {
            Path page = Browser.newPage();
            write(part, new Destination.Replaced(page));
            Browser.open(page, surroundings);
        } else {
            write(part, destination);
        }
    }

    private void write(Session part, Destination where) throws UnusableException {
        try (Patience patience = Patience.with(surroundings, "making the report ...")) {
            where.write(out -> stages.render(part, choice, patience.until(out)));
        } catch (IOException e) {
            String file = where.path().map(to -> " to " + to).orElse("");
            throw new UnusableException("could not write the report" + file + ": " + ReportFile.reason(e));
        }
        where.note().ifPresent(file -> surroundings.say("wrote the report to " + file));
    }
}
