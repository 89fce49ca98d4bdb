package pyrometer.render;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import pyrometer.tree.Change;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.TreeDiff;

/// A comparison as a comment to a change: what became of the whole, and a table of the functions that changed.
final class MarkdownDiffRenderer implements DiffRenderer {
    private static final int MOST_FUNCTIONS = 20;

    @Override
    public void render(TreeDiff diff, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        int decimals = ChangeText.decimals(diff);
        Change total = diff.total();
        writer.write("### " + text(diff.after().getFirst().description()) + "\n\n");
        writer.write("**" + ChangeText.signed(total.difference(), decimals) + " s "
                + ChangeText.percent(total) + "**: " + Decimal.seconds(total.before(), decimals) + " s before ("
                + ChangeText.runs(diff.before()) + "), " + Decimal.seconds(total.after(), decimals) + " s after ("
                + ChangeText.runs(diff.after()) + "). " + capitalized(ChangeText.total(diff, decimals)) + ".\n\n");
        for (String note : diff.notes()) {
            writer.write("- " + text(note) + "\n");
        }
        writer.write(diff.notes().isEmpty() ? "" : "\n");
        table(diff, decimals, writer);
        writer.flush();
    }

    private static void table(TreeDiff diff, int decimals, Writer out) throws IOException {
        List<ComparedFunction> changed = ChangeText.changed(diff);
        if (changed.isEmpty()) {
            out.write("No function changed beyond noise.\n");
            return;
        }
        out.write("| function | itself before | after | change | | with calls before | after |\n");
        out.write("|---|--:|--:|--:|---|--:|--:|\n");
        for (ComparedFunction function : changed.subList(0, Math.min(MOST_FUNCTIONS, changed.size()))) {
            Change self = function.self();
            String position = ChangeText.position(function);
            out.write("| " + text(function.label()) + (position.isEmpty() ? "" : " " + text(position)) + " | "
                    + Decimal.seconds(self.before(), decimals) + " | " + Decimal.seconds(self.after(), decimals)
                    + " | " + (ChangeText.signed(self.difference(), decimals) + " " + ChangeText.percent(self)).strip()
                    + " | " + ChangeText.verdict(self.verdict()) + " | "
                    + Decimal.seconds(function.total().before(), decimals) + " | "
                    + Decimal.seconds(function.total().after(), decimals) + " |\n");
        }
        if (changed.size() > MOST_FUNCTIONS) {
            out.write("\n" + (changed.size() - MOST_FUNCTIONS) + " more functions changed.\n");
        }
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /// Names come from the program: none of their characters may mean something to Markdown.
    private static String text(String name) {
        return CallText.printable(name).replaceAll("[\\\\`*_{}\\[\\]<>#|!~&]", "\\\\$0");
    }
}
