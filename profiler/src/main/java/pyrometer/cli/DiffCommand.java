package pyrometer.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pyrometer.render.DiffFormat;
import pyrometer.render.DiffRenderer;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.render.ReportFile;
import pyrometer.render.UnusableOption;
import pyrometer.session.Session;
import pyrometer.session.Slice;
import pyrometer.tree.FailIf;
import pyrometer.tree.TreeDiff;
import pyrometer.tree.UnusableThreshold;

/// Compares recordings, one with one or several with several.
final class DiffCommand {
    /// Those that a comparison in text looks at; other formats look at none.
    private static final Set<Switch> OF_TEXT = EnumSet.of(
            Switch.SHOW_ALL, Switch.COLOR, Switch.NO_COLOR, Switch.UNICODE, Switch.NO_UNICODE, Switch.RENDER_OPTION);

    /// Those that say what a page shows at first.
    private static final Set<Switch> OF_PAGE = EnumSet.of(Switch.SHOW_ALL, Switch.RENDER_OPTION);

    private static final List<String> PAGE_OPTIONS = List.of("processor_options.filter_threshold", "show_all");
    private static final List<String> TEXT_OPTIONS =
            List.of("processor_options.filter_threshold", "show_all", "color", "unicode");

    private final Request.Diff request;
    private final Surroundings surroundings;
    private final Stages stages;

    DiffCommand(Request.Diff request, Surroundings surroundings, Stages stages) {
        this.request = request;
        this.surroundings = surroundings;
        this.stages = stages;
    }

    int run() throws UsageException, UnusableException {
        ReportOptions options = request.options();
        DiffFormat format = format(options);
        Destination destination = options.outfile().isPresent()
                ? Destination.file(options.outfile().get(), surroundings)
                : Destination.standardOutput(surroundings);
        if (format == DiffFormat.HTML
                && request.before().size() + request.after().size() > 2) {
            throw new UsageException(
                    "a page compares one recording with one: put those of each side together first, with"
                            + " pyrometer merge");
        }
        Options look = look(format, destination);
        Optional<FailIf> failIf = failIf();

        Recordings recordings = new Recordings(surroundings, stages);
        TreeDiff diff = TreeDiff.of(
                parts(recordings, request.before(), options.slice()),
                parts(recordings, request.after(), options.slice()));
        if (Browser.isWanted(format == DiffFormat.HTML, destination, surroundings)) {
            Path page = Browser.newPage();
            write(diff, format.renderer(look), new Destination.Replaced(page));
            Browser.open(page, surroundings);
        } else {
            write(diff, format.renderer(look), destination);
        }
        return failIf.isPresent() && isExceeded(failIf.get(), diff) ? CommandLine.EXCEEDED : CommandLine.OK;
    }

    private static List<Session> parts(Recordings opener, List<Recording> recordings, Slice slice)
            throws UnusableException {
        List<Session> parts = new ArrayList<>();
        for (Recording recording : recordings) {
            parts.add(ReportWriter.part(opener.open(recording), slice));
        }
        return parts;
    }

    private void write(TreeDiff diff, DiffRenderer renderer, Destination destination) throws UnusableException {
        try (Patience patience = Patience.with(surroundings, "making the comparison ...")) {
            destination.write(out -> renderer.render(diff, patience.until(out)));
        } catch (IOException e) {
            throw new UnusableException("could not write the comparison: " + ReportFile.reason(e));
        }
        destination.note().ifPresent(file -> surroundings.say("wrote the comparison to " + file));
    }

    private Optional<FailIf> failIf() throws UsageException {
        try {
            return request.failIf().isEmpty()
                    ? Optional.empty()
                    : Optional.of(FailIf.parse(request.failIf().get()));
        } catch (UnusableThreshold e) {
            throw new UsageException("--fail-if: " + e.getMessage());
        }
    }

    private boolean isExceeded(FailIf failIf, TreeDiff diff) throws UnusableException {
        try {
            FailIf.Result result = failIf.check(diff);
            surroundings.out().flush(); // The reasons come behind what they are reasons for.
            result.reasons().forEach(surroundings::say);
            return result.failed();
        } catch (UnusableThreshold e) {
            throw new UnusableException("--fail-if: " + e.getMessage());
        }
    }

    private static DiffFormat format(ReportOptions options) throws UsageException {
        Optional<Given> renderer = options.renderer();
        Optional<DiffFormat> ofFile = DiffFormat.ofFile(options.outfile().orElse(""));
        if (renderer.isEmpty() || !renderer.get().isTyped()) {
            return ofFile.orElse(DiffFormat.TEXT); // What is configured is a format of reports.
        }
        try {
            return DiffFormat.named(renderer.get().value());
        } catch (UnusableOption e) {
            throw renderer.get().refusal(": " + e.getMessage());
        }
    }

    private Options look(DiffFormat format, Destination destination) throws UsageException {
        ReportOptions options = request.options();
        List<Given> known =
                options.look().stream().filter(given -> isKnown(format, given)).toList();
        for (Given given : options.look()) {
            if (given.isTyped() && !known.contains(given)) {
                throw given.refusal(" does nothing for a comparison in the format " + format.label());
            }
        }
        ReportOptions usable = new ReportOptions(Optional.empty(), Optional.empty(), known, options.slice());
        return ReportChoice.of(
                        Format.TEXT,
                        usable,
                        ReportWriter.unicode(destination, surroundings),
                        ReportWriter.color(destination, surroundings))
                .options();
    }

    private static boolean isKnown(DiffFormat format, Given given) {
        String key = given.value().split("=", 2)[0];
        return switch (format) {
            case TEXT -> OF_TEXT.contains(given.option()) && isOneOf(TEXT_OPTIONS, given, key);
            case HTML -> OF_PAGE.contains(given.option()) && isOneOf(PAGE_OPTIONS, given, key);
            case JSON, MARKDOWN -> false;
        };
    }

    private static boolean isOneOf(List<String> keys, Given given, String key) {
        return given.option() != Switch.RENDER_OPTION || keys.contains(key);
    }
}
