package pyrometer.cli;

import java.util.List;
import java.util.Locale;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.render.UnusableOption;

/// The format of the report and how it is to look, as the command line says.
record ReportChoice(Format format, Options options) {
    /// Endings that people know from other profilers. None of them can be written yet, and a text report under such a
    /// name would be found out too late.
    private static final List<String> NOT_YET = List.of(".speedscope.json", ".pyisession", ".pstats");

    /// The format that was named, else the one that the ending of the file says, else text.
    static Format format(RunOptions run) throws UsageException {
        if (run.renderer().isPresent()) {
            try {
                return Format.named(run.renderer().get());
            } catch (UnusableOption e) {
                throw refusal("--renderer", e);
            }
        }
        String outfile = run.outfile().orElse("");
        for (String ending : NOT_YET) {
            if (outfile.toLowerCase(Locale.ROOT).endsWith(ending)) {
                throw new UsageException("cannot write " + ending + " files yet; .txt, .json and .html it can,"
                        + " and -r text, json or html under any name");
            }
        }
        return Format.ofFile(outfile).orElse(Format.TEXT);
    }

    /// @param unicode whether line characters are wanted where nothing else is said
    /// @param color whether colour is
    static ReportChoice of(Format format, RunOptions run, boolean unicode, boolean color) throws UsageException {
        Options options = Options.DEFAULT
                .withUnicode(unicode)
                .withColor(color)
                .withTimeline(run.timeline())
                .withShowAll(run.showAll());
        for (String setting : run.renderOptions()) {
            try {
                options = options.with(format, setting);
            } catch (UnusableOption e) {
                throw refusal("-p", e);
            }
        }
        return new ReportChoice(format, options);
    }

    private static UsageException refusal(String option, UnusableOption e) {
        return new UsageException(option + ": " + e.getMessage());
    }
}
