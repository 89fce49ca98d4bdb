package pyrometer.render;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pyrometer.session.CodePaths;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.tree.CallTree;
import pyrometer.tree.FunctionTable;
import pyrometer.tree.LineTable;
import pyrometer.tree.RemoveIrrelevant;

/// A summary in GitHub-flavoured Markdown, short enough for a comment: the figures, the top of the main thread's tree,
/// its hottest functions and lines.
///
/// Names come from the program. They stand in code spans or, where that is not safe, as character references; so
/// nothing
/// of them is markup.
final class MarkdownRenderer implements Renderer {
    private static final int MOST_TREE_LINES = 24;
    private static final int WIDEST_TREE_LINE = 160;
    private static final int MOST_FUNCTIONS = 8;
    private static final int MOST_LINES = 5;
    private static final int LONGEST_NAME = 80;

    /// Shares below which calls are left out until the tree is short enough.
    private static final List<Double> THRESHOLDS = List.of(0.02, 0.05, 0.1, 0.2, 0.4);

    private final Options options;

    MarkdownRenderer(Options options) {
        this.options = options.withColor(false);
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        new Document(session, writer).write();
        writer.flush();
    }

    private final class Document {
        private final Session session;
        private final Writer out;
        private final CodePaths paths;
        private final ProcessNames processes;
        private final int decimals;

        Document(Session session, Writer out) {
            this.session = session;
            this.out = out;
            this.paths = new CodePaths(session.environment());
            this.processes = new ProcessNames(session);
            this.decimals = Decimal.decimals(session.interval());
        }

        void write() throws IOException {
            line("### " + code(session.description()));
            line("");
            String cpuTime = session.cpuTime()
                    .map(time -> "CPU " + Decimal.seconds(time.toNanos(), 3) + " s, ")
                    .orElse("");
            line(Decimal.seconds(session.duration().toNanos(), 3) + " s, " + cpuTime
                    + session.quality().samples() + " samples every "
                    + Decimal.seconds(session.interval().toNanos(), decimals) + " s"
                    + python() + ", " + session.started().truncatedTo(ChronoUnit.SECONDS));
            for (String note : session.notes()) {
                line("");
                line(escaped(note));
            }
            Optional<ThreadSamples> main = session.threads().stream()
                    .filter(thread -> OnlyWaited.watchedNanos(thread, session) > 0)
                    .findFirst();
            line("");
            if (main.isEmpty() || session.quality().samples() == 0) {
                line("No samples were recorded.");
                return;
            }
            thread(main.get());
        }

        private String python() {
            String version = session.environment().pythonVersion();
            return version.isEmpty() ? "" : ", Python " + escaped(version);
        }

        private void thread(ThreadSamples thread) throws IOException {
            if (session.threads().size() > 1) {
                String ofProcesses = processes.areSeveral() ? " of several processes" : "";
                line("Thread " + code(processes.thread(thread.thread())) + ", one of "
                        + session.threads().size() + ofProcesses + ":");
                line("");
            }
            tree(thread);
            functions(FunctionTable.of(new ReadableTrees(session, options).forTable(thread)));
            lines(LineTable.of(session, thread, options.showAll()));
        }

        private void tree(ThreadSamples thread) throws IOException {
            double threshold = options.filterThreshold();
            List<String> drawn = draw(thread, threshold);
            for (int i = 0; i < THRESHOLDS.size() && drawn.size() > MOST_TREE_LINES; i++) {
                threshold = Math.max(threshold, THRESHOLDS.get(i));
                drawn = draw(thread, threshold);
            }
            int shown = Math.min(drawn.size(), MOST_TREE_LINES);
            String fence = "`".repeat(Math.max(3, 1 + longestRun(drawn, '`')));
            line(fence + "text");
            for (String each : drawn.subList(0, shown)) {
                line(shortened(each, WIDEST_TREE_LINE));
            }
            line(fence);
            line("");
            if (shown < drawn.size() || threshold > options.filterThreshold()) {
                line("Calls with at least " + Decimal.percent(threshold) + " of the time"
                        + (shown < drawn.size() ? ", the first " + shown + " lines of " + drawn.size() : "") + ".");
                line("");
            }
        }

        private List<String> draw(ThreadSamples thread, double threshold) throws IOException {
            CallTree tree = new ReadableTrees(session, options.withFilterThreshold(threshold)).of(thread);
            if (options.showAll() && threshold > options.filterThreshold()) {
                tree = new RemoveIrrelevant(threshold).apply(tree); // all kinds of calls, but the comment stays short
            }
            StringBuilder text = new StringBuilder();
            new TreePrinter(tree, paths, options, decimals).print(text);
            return text.toString().lines().toList();
        }

        private void functions(FunctionTable table) throws IOException {
            List<List<String>> rows = new ArrayList<>();
            for (FunctionTable.Row row : table.rows()) {
                if (rows.size() < MOST_FUNCTIONS && isNotable(row.selfNanos(), table.nanos())) {
                    rows.add(List.of(
                            time(row.selfNanos(), table.nanos()),
                            time(row.totalNanos(), table.nanos()),
                            code(CallText.name(row.function(), row.className())),
                            code(CallText.position(row.function(), paths))));
                }
            }
            table(List.of("self", "total", "function", "where"), 2, rows);
        }

        private void lines(LineTable table) throws IOException {
            List<List<String>> rows = new ArrayList<>();
            for (LineTable.Row row : table.rows()) {
                if (rows.size() < MOST_LINES && isNotable(row.nanos(), table.nanos())) {
                    rows.add(List.of(
                            time(row.nanos(), table.nanos()),
                            code(paths.shorten(row.function().file()) + ":" + row.line()),
                            code(row.function().name())));
                }
            }
            table(List.of("self", "line", "in"), 1, rows);
        }

        /// @param numbers how many of the first columns are figures
        private void table(List<String> headings, int numbers, List<List<String>> rows) throws IOException {
            if (rows.isEmpty()) {
                return;
            }
            List<String> rules = new ArrayList<>();
            for (int column = 0; column < headings.size(); column++) {
                rules.add(column < numbers ? "---:" : "---");
            }
            row(headings);
            row(rules);
            for (List<String> each : rows) {
                row(each);
            }
            line("");
        }

        private void row(List<String> cells) throws IOException {
            line("| " + String.join(" | ", cells) + " |");
        }

        private boolean isNotable(long nanos, long whole) {
            return nanos > 0 && nanos >= options.filterThreshold() * whole;
        }

        private String time(long nanos, long whole) {
            String share = Decimal.percent(whole == 0 ? 1 : (double) nanos / whole);
            return switch (options.time()) {
                case SECONDS -> Decimal.seconds(nanos, decimals) + " s, " + share;
                case PERCENT_OF_TOTAL -> share;
            };
        }

        private void line(String text) throws IOException {
            out.write(text);
            out.write('\n');
        }
    }

    /// The text as it is, in a code span. In a table no span can hold a `|` after a backslash, and none a backtick
    /// without more around it: such text is spelled out.
    private static String code(String text) {
        String safe = shortened(CallText.printable(text), LONGEST_NAME).strip();
        if (safe.isEmpty()) {
            return "";
        }
        return safe.indexOf('`') < 0 && safe.indexOf('|') < 0 ? "`" + safe + "`" : "<code>" + escaped(safe) + "</code>";
    }

    /// Each character that could be markup as a character reference.
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        CallText.printable(text).codePoints().forEach(c -> {
            boolean plain = c > 127 || Character.isLetterOrDigit(c) || c == ' ' || c == '.' || c == ',' || c == ':';
            if (plain) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append("&#").append(c).append(';');
            }
        });
        return escaped.toString();
    }

    private static String shortened(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest - 3)) + "...";
    }

    private static int longestRun(List<String> texts, char of) {
        int longest = 0;
        for (String text : texts) {
            int run = 0;
            for (int i = 0; i < text.length(); i++) {
                run = text.charAt(i) == of ? run + 1 : 0;
                longest = Math.max(longest, run);
            }
        }
        return longest;
    }
}
