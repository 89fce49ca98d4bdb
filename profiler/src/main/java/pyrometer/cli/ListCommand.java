package pyrometer.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pyrometer.history.History;
import pyrometer.history.KeptRun;
import pyrometer.history.Summary;
import pyrometer.render.ReportFile;

/// Lists the runs that were kept, the newest last: that is what one looks at a terminal's end for.
final class ListCommand {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int MAX_PROGRAM = 60;
    private static final List<String> TITLES = List.of("ID", "STARTED", "DURATION", "PROGRAM", "TOP FUNCTION");
    private static final String UNKNOWN = "-";

    private final int number;
    private final boolean json;
    private final Surroundings surroundings;

    /// @param number how many at most
    ListCommand(int number, boolean json, Surroundings surroundings) {
        this.number = number;
        this.json = json;
        this.surroundings = surroundings;
    }

    void run() throws UnusableException {
        History history = History.ofUser(surroundings.environment());
        try {
            List<KeptRun> all = history.runs();
            List<KeptRun> runs = all.subList(Math.max(0, all.size() - number), all.size());
            if (json) {
                surroundings.out().println(json(runs));
            } else if (runs.isEmpty()) {
                surroundings
                        .out()
                        .println("No run has been kept in "
                                + Printable.of(history.folder().toString()) + ".");
            } else {
                table(runs).forEach(surroundings.out()::println);
            }
        } catch (IOException e) {
            throw new UnusableException("cannot read the runs in " + history.folder() + ": " + ReportFile.reason(e));
        }
    }

    private static List<String> table(List<KeptRun> runs) {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        runs.forEach(run -> rows.add(row(run)));
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(KeptRun run) {
        Optional<Summary> summary = run.summary();
        return List.of(
                run.id(),
                WHEN.format(LocalDateTime.ofInstant(run.started(), ZoneId.systemDefault())),
                switch (run.state()) {
                    case COMPLETE ->
                        summary.map(known -> seconds(known.duration()) + " s").orElse(UNKNOWN);
                    case RUNNING -> "running";
                    case UNFINISHED -> "unfinished";
                },
                shortened(Printable.of(run.description())),
                summary.map(ListCommand::top).orElse(UNKNOWN));
    }

    private static String top(Summary summary) {
        return summary.topFunction()
                .map(name -> BigDecimal.valueOf(summary.topShare() * 100).setScale(0, RoundingMode.HALF_EVEN) + " %  "
                        + Printable.of(name))
                .orElse(UNKNOWN);
    }

    private static String shortened(String description) {
        String text = description.startsWith("Program: ") ? description.substring("Program: ".length()) : description;
        if (text.isEmpty()) {
            return UNKNOWN;
        }
        return text.codePointCount(0, text.length()) <= MAX_PROGRAM
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_PROGRAM - 3)) + "...";
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).setScale(3, RoundingMode.HALF_EVEN);
    }

    private static String json(List<KeptRun> runs) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            out.writeStartArray();
            for (KeptRun run : runs) {
                write(run, out);
            }
            out.writeEndArray();
        }
        return text.toString();
    }

    private static void write(KeptRun run, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", run.id());
        out.writeStringField("started", run.started().toString());
        out.writeStringField("state", run.state().name().toLowerCase(Locale.ROOT));
        out.writeStringField("target_description", run.description());
        out.writeStringField("file", run.recording().toString());
        out.writeNumberField("bytes", run.bytes());
        out.writeFieldName("duration");
        out.writeNumber(
                run.summary().map(summary -> seconds(summary.duration())).orElse(null));
        out.writeFieldName("samples");
        if (run.summary().isPresent()) {
            out.writeNumber(run.summary().get().samples());
        } else {
            out.writeNull();
        }
        out.writeStringField(
                "top_function", run.summary().flatMap(Summary::topFunction).orElse(null));
        out.writeFieldName("top_share");
        out.writeNumber(run.summary()
                .filter(summary -> summary.topFunction().isPresent())
                .map(summary -> BigDecimal.valueOf(summary.topShare()).setScale(4, RoundingMode.HALF_EVEN))
                .orElse(null));
        out.writeEndObject();
    }
}
