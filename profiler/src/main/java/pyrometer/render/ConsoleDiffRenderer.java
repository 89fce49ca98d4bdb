package pyrometer.render;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import pyrometer.session.Session;
import pyrometer.tree.Change;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.TreeDiff;
import pyrometer.tree.Verdict;

/// A comparison for a terminal: what became of the whole, of the functions that changed most, and of each call.
final class ConsoleDiffRenderer implements DiffRenderer {
    private static final int MOST_FUNCTIONS = 20;

    /// As in the tree of one session: deeper calls begin at the margin again.
    private static final int LEVELS = 100;

    private final Options options;

    ConsoleDiffRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(TreeDiff diff, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        new Report(diff, writer).write();
        writer.flush();
    }

    private final class Report {
        private final TreeDiff diff;
        private final Writer out;
        private final Palette palette = options.color() ? Palette.ANSI : Palette.PLAIN;
        private final int decimals;
        private final int width;

        Report(TreeDiff diff, Writer out) {
            this.diff = diff;
            this.out = out;
            this.decimals = ChangeText.decimals(diff);
            Change all = diff.threadTime();
            this.width = Math.max(
                    "before".length(),
                    seconds(Math.max(all.before(), all.after())).length());
        }

        void write() throws IOException {
            header();
            functions();
            tree();
        }

        private void header() throws IOException {
            Session after = diff.after().getFirst();
            Change total = diff.total();
            line(palette.heading(CallText.printable(after.description())));
            line("Before: " + seconds(total.before()) + " s, " + ChangeText.runs(diff.before()));
            line("After:  " + seconds(total.after()) + " s, " + ChangeText.runs(diff.after()));
            line("Change: "
                    + palette.verdict(
                            total.verdict(),
                            ChangeText.signed(total.difference(), decimals) + " s " + ChangeText.percent(total))
                    + "  " + ChangeText.total(diff, decimals));
            for (String note : diff.notes()) {
                line(CallText.printable(note));
            }
            line("");
        }

        private void functions() throws IOException {
            List<ComparedFunction> changed = ChangeText.changed(diff);
            if (changed.isEmpty()) {
                line("No function changed beyond noise.");
                line("");
                return;
            }
            line(palette.heading("Time in the function itself"));
            line(right("before", width) + "  " + right("after", width) + "  " + right("change", width + 1) + "  "
                    + right("", 8));
            for (ComparedFunction function : changed.subList(0, Math.min(MOST_FUNCTIONS, changed.size()))) {
                Change self = function.self();
                line(right(seconds(self.before()), width) + "  " + right(seconds(self.after()), width) + "  "
                        + palette.verdict(
                                self.verdict(),
                                right(ChangeText.signed(self.difference(), decimals), width + 1) + "  "
                                        + right(ChangeText.percent(self), 8) + "  "
                                        + ChangeText.verdict(self.verdict()))
                        + "  " + called(function));
            }
            if (changed.size() > MOST_FUNCTIONS) {
                line("... and " + (changed.size() - MOST_FUNCTIONS) + " more");
            }
            line("");
        }

        /// With the calls that take long or have changed, and those that lead there.
        private boolean[] shown() {
            boolean[] shown = new boolean[diff.size()];
            long longest = Math.max(diff.total().before(), diff.total().after());
            for (int node = shown.length - 1; node > TreeDiff.ROOT; node--) {
                if (diff.isLoneSelf(node)) {
                    continue;
                }
                Change change = diff.change(node);
                shown[node] |= options.showAll()
                        || change.verdict() != Verdict.NOISE
                        || Math.max(change.before(), change.after()) >= options.filterThreshold() * longest;
                shown[diff.parent(node)] |= shown[node];
            }
            return shown;
        }

        private void tree() throws IOException {
            boolean[] shown = shown();
            int[] last = new int[diff.size()];
            int[] depths = new int[diff.size()];
            for (int node = TreeDiff.ROOT + 1; node < last.length; node++) {
                depths[node] = depths[diff.parent(node)] + 1;
                if (shown[node]) {
                    last[diff.parent(node)] = node;
                }
            }
            boolean several = diff.size() > 1 && diff.end(TreeDiff.ROOT + 1) < diff.size();
            StringBuilder indent = new StringBuilder();
            line(palette.heading("Time with all calls"));
            int from = 0;
            for (int node = TreeDiff.ROOT + 1; node < last.length; node++) {
                if (!shown[node]) {
                    continue;
                }
                int depth = depths[node] - 2; // of the outermost call: 0
                if (depth < 0) {
                    thread(node, several);
                    from = 0;
                    continue;
                }
                if (depth / LEVELS * LEVELS != from) {
                    from = depth / LEVELS * LEVELS;
                    line(palette.faint("[" + from + " calls deep]"));
                }
                indent.setLength(0);
                branches(node, depth - from, last, indent);
                call(node, indent);
            }
        }

        private void thread(int node, boolean several) throws IOException {
            if (several) {
                line(palette.heading(CallText.printable(diff.threadName(node))) + "  " + times(diff.change(node)));
            }
        }

        /// Draws the lines from the margin to the call, from the inside out.
        private void branches(int node, int levels, int[] last, StringBuilder indent) {
            int at = node;
            for (int level = 0; level < levels; level++) {
                boolean isLast = last[diff.parent(at)] == at;
                boolean own = level == 0;
                indent.insert(0, options.unicode() ? unicode(own, isLast) : ascii(own, isLast));
                at = diff.parent(at);
            }
        }

        private static String unicode(boolean own, boolean isLast) {
            return own ? isLast ? "└─ " : "├─ " : isLast ? "   " : "│  ";
        }

        private static String ascii(boolean own, boolean isLast) {
            return own ? isLast ? "`- " : "|- " : isLast ? "   " : "|  ";
        }

        private void call(int node, StringBuilder indent) throws IOException {
            String what = diff.function(node).map(this::called).orElse("");
            line(indent + times(diff.change(node)) + "  " + what);
        }

        /// `0.500 -> 0.800 (+0.300, slower)`; in noise no more than the times.
        private String times(Change change) {
            String arrow = options.unicode() ? " → " : " -> ";
            String times = seconds(change.before()) + arrow + seconds(change.after());
            if (change.difference() == 0) {
                return times;
            }
            String difference =
                    ChangeText.signed(change.difference(), decimals) + ", " + ChangeText.verdict(change.verdict());
            return times + " " + palette.verdict(change.verdict(), "(" + difference + ")");
        }

        private String called(ComparedFunction function) {
            String name = CallText.printable(function.label());
            String position = ChangeText.position(function);
            return (function.application() ? palette.application(name) : name)
                    + (position.isEmpty() ? "" : "  " + palette.faint(position));
        }

        private String seconds(long nanos) {
            return Decimal.seconds(nanos, decimals);
        }

        private static String right(String text, int width) {
            return " ".repeat(Math.max(0, width - text.length())) + text;
        }

        private void line(String text) throws IOException {
            out.write(text.stripTrailing());
            out.write('\n');
        }
    }
}
