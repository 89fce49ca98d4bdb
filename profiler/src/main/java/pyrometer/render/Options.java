package pyrometer.render;

import java.util.Optional;
import java.util.regex.Pattern;

/// How to render. Each format looks at those it knows and refuses the others when they are asked for by name.
///
/// @param showAll whether to leave nothing out
/// @param timeline whether calls are shown as they followed one another, rather than added up
/// @param unicode whether lines are drawn with box characters rather than ASCII
/// @param color whether ANSI colours are used
/// @param time what stands before each call
/// @param filterThreshold the share of a thread's time below which a call is left out
/// @param hide files whose calls are treated as a library's, by the start of their path
/// @param show files whose calls are treated as the program's own; wins over `hide`
/// @param view what is shown of each thread
/// @param source whether the text of source files goes into the report
public record Options(
        boolean showAll,
        boolean timeline,
        boolean unicode,
        boolean color,
        Time time,
        double filterThreshold,
        Optional<Pattern> hide,
        Optional<Pattern> show,
        View view,
        boolean source) {

    /// Plain text, the one percent rule, nothing special hidden or shown.
    public static final Options DEFAULT = new Options(
            false, false, false, false, Time.SECONDS, 0.01, Optional.empty(), Optional.empty(), View.TREE, false);

    /// What stands before each call.
    public enum Time {
        SECONDS,
        PERCENT_OF_TOTAL
    }

    /// These options with one more, as written after `-p`: `key=value`, or `key` alone for `key=true`.
    /// A value may stand in the double quotes of a JSON string.
    ///
    /// @throws UnusableOption if the format has no such option, or the option no such value
    public Options with(Format format, String setting) throws UnusableOption {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? setting : setting.substring(0, equals);
        String value = equals < 0 ? "true" : unquoted(setting.substring(equals + 1));
        return format.option(key).set(this, value);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\([\"\\\\/])", "$1") : value;
    }

    public Options withShowAll(boolean all) {
        return new Options(all, timeline, unicode, color, time, filterThreshold, hide, show, view, source);
    }

    public Options withTimeline(boolean inTimeOrder) {
        return new Options(showAll, inTimeOrder, unicode, color, time, filterThreshold, hide, show, view, source);
    }

    public Options withUnicode(boolean boxes) {
        return new Options(showAll, timeline, boxes, color, time, filterThreshold, hide, show, view, source);
    }

    public Options withColor(boolean ansi) {
        return new Options(showAll, timeline, unicode, ansi, time, filterThreshold, hide, show, view, source);
    }

    public Options withTime(Time unit) {
        return new Options(showAll, timeline, unicode, color, unit, filterThreshold, hide, show, view, source);
    }

    public Options withFilterThreshold(double share) {
        return new Options(showAll, timeline, unicode, color, time, share, hide, show, view, source);
    }

    public Options withHide(Optional<Pattern> files) {
        return new Options(showAll, timeline, unicode, color, time, filterThreshold, files, show, view, source);
    }

    public Options withShow(Optional<Pattern> files) {
        return new Options(showAll, timeline, unicode, color, time, filterThreshold, hide, files, view, source);
    }

    public Options withView(View other) {
        return new Options(showAll, timeline, unicode, color, time, filterThreshold, hide, show, other, source);
    }

    public Options withSource(boolean texts) {
        return new Options(showAll, timeline, unicode, color, time, filterThreshold, hide, show, view, texts);
    }
}
