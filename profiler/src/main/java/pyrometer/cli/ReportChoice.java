package pyrometer.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.render.UnusableOption;
import pyrometer.session.Glob;

/// The format of the report and how it is to look, as the command line says.
record ReportChoice(Format format, Options options) {
    private static final Pattern JSON_OBJECT = Pattern.compile("[\\w.]+=\\s*\\{");
    private static final String HIDE = "processor_options.hide_regex";
    private static final String SHOW = "processor_options.show_regex";

    /// The format that the command line names, else the one that the ending of the file says, else the configured one,
    /// else text.
    static Format format(ReportOptions report) throws UsageException {
        return knownFormat(report).orElse(Format.TEXT);
    }

    /// The same, without the last resort.
    static Optional<Format> knownFormat(ReportOptions report) throws UsageException {
        Optional<Given> renderer = report.renderer();
        if (renderer.isPresent() && renderer.get().isTyped()) {
            return Optional.of(named(renderer.get()));
        }
        Optional<Format> ofFile = Format.ofFile(report.outfile().orElse(""));
        if (ofFile.isEmpty() && renderer.isPresent()) {
            return Optional.of(named(renderer.get()));
        }
        return ofFile;
    }

    private static Format named(Given renderer) throws UsageException {
        try {
            return Format.named(renderer.value());
        } catch (UnusableOption e) {
            throw renderer.refusal(": " + e.getMessage());
        }
    }

    /// @param unicode whether line characters are wanted where nothing else is said
    /// @param color whether colour is
    static ReportChoice of(Format format, ReportOptions report, boolean unicode, boolean color) throws UsageException {
        Options options = Options.DEFAULT.withUnicode(unicode).withColor(color);
        for (Given given : report.look()) {
            if (isKnown(format, given)) {
                options = with(options, format, given);
            } else if (given.isTyped()) {
                throw given.refusal(" does nothing for the format " + format.label());
            }
            // A default is for the formats that know it.
        }
        try {
            format.check(options);
        } catch (UnusableOption e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return new ReportChoice(format, options);
    }

    /// What the option is called after `-p`, with a value that it can have.
    private static String setting(Given given) {
        return switch (given.option()) {
            case TIMELINE -> "timeline=true";
            case SHOW_ALL -> "show_all=true";
            case SOURCE -> "source=true";
            case COLOR -> "color=true";
            case NO_COLOR -> "color=false";
            case UNICODE -> "unicode=true";
            case NO_UNICODE -> "unicode=false";
            case HIDE, HIDE_REGEX -> HIDE + "=x";
            case SHOW, SHOW_REGEX -> SHOW + "=x";
            default -> given.value();
        };
    }

    /// An option of the format's own is always asked for by name, and refused with the names there are.
    private static boolean isKnown(Format format, Given given) {
        if (given.option() == Switch.RENDER_OPTION) {
            return true;
        }
        try {
            Options.DEFAULT.with(format, setting(given));
            return true;
        } catch (UnusableOption e) {
            return false;
        }
    }

    /// One setting, or those of a JSON object.
    private static Options withSettings(Options options, Format format, String setting) throws UnusableOption {
        Options all = options;
        for (String single : JSON_OBJECT.matcher(setting).lookingAt() ? JsonSettings.of(setting) : List.of(setting)) {
            all = all.with(format, single);
        }
        return all;
    }

    private static Options with(Options options, Format format, Given given) throws UsageException {
        try {
            return switch (given.option()) {
                case HIDE -> options.withHide(Optional.of(Glob.pattern(given.value())));
                case HIDE_REGEX -> options.withHide(Optional.of(Pattern.compile(given.value())));
                case SHOW -> options.withShow(Optional.of(Glob.pattern(given.value())));
                case SHOW_REGEX -> options.withShow(Optional.of(Pattern.compile(given.value())));
                default -> withSettings(options, format, setting(given));
            };
        } catch (PatternSyntaxException e) {
            String kind = given.option().value() == Switch.Value.GLOB ? "pattern" : "regular expression";
            throw given.refusal(": " + e.getDescription() + " in the " + kind + " '" + given.value() + "'");
        } catch (UnusableOption e) {
            throw given.refusal(": " + e.getMessage());
        }
    }
}
