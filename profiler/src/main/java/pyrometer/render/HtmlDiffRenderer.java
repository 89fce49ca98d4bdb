package pyrometer.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import pyrometer.session.Session;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.TreeDiff;

/// A comparison of two recordings as one HTML page with both of them in it. Which functions are the same is said here;
/// the page lays the trees over one another, as [TreeDiff] does.
final class HtmlDiffRenderer implements DiffRenderer {
    private final Options options;

    HtmlDiffRenderer(Options options) {
        this.options = options;
    }

    /// @throws IllegalArgumentException if there are several runs on one side
    @Override
    public void render(TreeDiff diff, OutputStream out) throws IOException {
        if (diff.before().size() != 1 || diff.after().size() != 1) {
            throw new IllegalArgumentException(
                    "a page of " + diff.before().size() + " and " + diff.after().size() + " recordings");
        }
        Options plain = options.withColor(false).withUnicode(true);
        Session after = diff.after().getFirst();
        HtmlPage page = HtmlPage.begin(
                "comparison",
                after.description(),
                FirstLook.of(options),
                text -> new ConsoleDiffRenderer(plain).render(diff, text),
                out);
        page.carryCompressed("comparison", to -> writeComparison(diff, to));
        page.carry(diff.before().getFirst(), "-before", options);
        page.carry(after, "", options);
        page.end();
    }

    private static void writeComparison(TreeDiff diff, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature())) { // Some have no encoding.
            writeComparison(diff, json);
        }
    }

    /// What the page cannot find out from the recordings.
    static void writeComparison(TreeDiff diff, JsonGenerator json) throws IOException {
        json.writeStartObject();
        numbers(json, "before", diff.functionNumbers(0));
        numbers(json, "after", diff.functionNumbers(1));
        texts(
                json,
                "labels",
                diff.numbered().stream().map(ComparedFunction::label).toList());
        json.writeObjectFieldStart("threads");
        numbers(json, "before", diff.threadNumbers(0));
        numbers(json, "after", diff.threadNumbers(1));
        texts(json, "labels", diff.threads());
        json.writeEndObject();
        json.writeNumberField("contention", diff.contention());
        texts(json, "notes", diff.notes());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /// For each frame of a recording the number of its function, or for each thread its own.
    private static void numbers(JsonGenerator json, String side, int[] numbers) throws IOException {
        json.writeFieldName(side);
        json.writeArray(numbers, 0, numbers.length);
    }
}
