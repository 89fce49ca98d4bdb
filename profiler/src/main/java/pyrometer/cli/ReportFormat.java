package pyrometer.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The formats of a report, by the words and file extensions that choose them.
enum ReportFormat {
    TEXT("text"),
    JSON("json");

    /// Extensions that people know from other profilers. None of them is written yet, and a text report under such a
    /// name would be found out too late.
    private static final List<String> NOT_YET = List.of(".speedscope.json", ".html", ".htm", ".pyisession", ".pstats");

    private final String word;

    ReportFormat(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /// The keys of `-p` that mean something to it.
    List<String> renderOptions() {
        return switch (this) {
            case TEXT ->
                List.of("color", "processor_options.filter_threshold", "show_all", "time", "timeline", "unicode");
            case JSON -> List.of("processor_options.filter_threshold", "show_all", "timeline");
        };
    }

    /// The format that was named, else the one that the extension of the file says, else text.
    static ReportFormat of(Optional<String> name, Optional<String> outfile) throws UsageException {
        return name.isPresent() ? named(name.get()) : byExtension(outfile.orElse(""));
    }

    private static ReportFormat named(String name) throws UsageException {
        for (ReportFormat format : values()) {
            if (format.word.equals(name)) {
                return format;
            }
        }
        String known = Arrays.stream(values()).map(ReportFormat::word).collect(Collectors.joining(", "));
        throw new UsageException("there is no renderer " + name + "; there are " + known);
    }

    private static ReportFormat byExtension(String outfile) throws UsageException {
        String name = outfile.toLowerCase(Locale.ROOT);
        for (String extension : NOT_YET) {
            if (name.endsWith(extension)) {
                throw new UsageException("cannot write " + extension + " files yet; .txt and .json it can,"
                        + " and -r text or -r json under any name");
            }
        }
        return name.endsWith(".json") ? JSON : TEXT;
    }
}
