package pyrometer.cli;

import java.util.List;

/// How the report is to look: the choices that all renderers are offered, with what the command line made of them.
///
/// @param timeline calls in the order of time, rather than merged and sorted
/// @param showAll nothing hidden: libraries, imports, small frames
/// @param filterThreshold the share of the whole below which a frame is left out
record ReportStyle(
        boolean unicode, boolean color, boolean timeline, boolean showAll, TimeFormat time, double filterThreshold) {
    enum TimeFormat {
        SECONDS,
        PERCENT_OF_TOTAL
    }

    private static final double DEFAULT_THRESHOLD = 0.01;
    private static final List<String> TIME_FORMATS = List.of("seconds", "percent_of_total");

    /// The style before any `-p`.
    static ReportStyle of(boolean unicode, boolean color, boolean timeline, boolean showAll) {
        return new ReportStyle(unicode, color, timeline, showAll, TimeFormat.SECONDS, DEFAULT_THRESHOLD);
    }

    ReportStyle with(List<RenderOption> options, ReportFormat format) throws UsageException {
        ReportStyle style = this;
        for (RenderOption option : options) {
            if (!format.renderOptions().contains(option.key())) {
                throw new UsageException("the " + format.word() + " renderer has no option " + option.key()
                        + "; it has " + String.join(", ", format.renderOptions()));
            }
            style = style.with(option);
        }
        return style;
    }

    private ReportStyle with(RenderOption option) throws UsageException {
        return switch (option.key()) {
            case "unicode" -> new ReportStyle(option.asBoolean(), color, timeline, showAll, time, filterThreshold);
            case "color" -> new ReportStyle(unicode, option.asBoolean(), timeline, showAll, time, filterThreshold);
            case "timeline" -> new ReportStyle(unicode, color, option.asBoolean(), showAll, time, filterThreshold);
            case "show_all" -> new ReportStyle(unicode, color, timeline, option.asBoolean(), time, filterThreshold);
            case "time" -> new ReportStyle(unicode, color, timeline, showAll, timeFormat(option), filterThreshold);
            case "processor_options.filter_threshold" ->
                new ReportStyle(unicode, color, timeline, showAll, time, option.asShare());
            default -> throw new IllegalStateException("render option without a meaning: " + option.key());
        };
    }

    private static TimeFormat timeFormat(RenderOption option) throws UsageException {
        return TimeFormat.values()[TIME_FORMATS.indexOf(option.asOneOf(TIME_FORMATS))];
    }
}
