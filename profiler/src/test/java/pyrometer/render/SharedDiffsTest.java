package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import pyrometer.session.Session;
import pyrometer.tree.Change;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.TreeDiff;

/// The comparisons of the page in HTML, which TypeScript makes, are the ones that Java makes. The files in
/// `protocol/diffs` hold both sides to that: each compares two sessions of `protocol/trees`.
/// `mvn test -Dgolden.update=true` writes them anew.
class SharedDiffsTest {
    private static final Path FOLDER = Path.of("../protocol/diffs");

    private record Pair(String before, String after) {
        String file() {
            return before + "--" + after + ".json";
        }
    }

    private static final List<Pair> PAIRS = List.of(
            new Pair("random-01", "random-02"),
            new Pair("random-03", "random-04"),
            new Pair("random-05", "random-06"),
            new Pair("random-07", "random-09"),
            new Pair("random-11", "random-10"),
            new Pair("service", "service"),
            new Pair("threads", "module"),
            new Pair("nothing", "threads"),
            new Pair("start-up", "nothing"));

    @TestFactory
    Stream<DynamicTest> bothSidesCompare() {
        Map<String, Session> idle = SharedTreesTest.examples(Duration.ofHours(1));
        Map<String, Session> busy = SharedTreesTest.examples();
        return PAIRS.stream()
                .map(pair -> DynamicTest.dynamicTest(pair.file(), () -> {
                    Map<String, Session> sessions = pair.before.equals("random-01") ? busy : idle;
                    Session before = Objects.requireNonNull(sessions.get(pair.before));
                    Session after = Objects.requireNonNull(sessions.get(pair.after));
                    assertShared(pair, TreeDiff.of(List.of(before), List.of(after)));
                }));
    }

    @Test
    void noFileIsLeftBehind() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertEquals(
                    PAIRS.stream().map(Pair::file).sorted().toList(),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static void assertShared(Pair pair, TreeDiff diff) throws IOException {
        Path file = FOLDER.resolve(pair.file());
        String actual = json(pair, diff);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        assertEquals(Files.readString(file), actual, pair.file());
    }

    private static String json(Pair pair, TreeDiff diff) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("before", pair.before);
            json.writeStringField("after", pair.after);
            newLine(json, "same");
            HtmlDiffRenderer.writeComparison(diff, json);
            newLine(json, "total");
            change(json, diff.total());
            newLine(json, "functions");
            functions(json, diff);
            newLine(json, "calls");
            calls(json, diff);
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void newLine(JsonGenerator json, String field) throws IOException {
        json.writeRaw("\n");
        json.writeFieldName(field);
    }

    private static void functions(JsonGenerator json, TreeDiff diff) throws IOException {
        json.writeStartArray();
        for (int number = 0; number < diff.numbered().size(); number++) {
            ComparedFunction function = diff.numbered().get(number);
            if (diff.functions().contains(function)) {
                json.writeRaw("\n");
                json.writeStartArray();
                json.writeNumber(number);
                change(json, function.self());
                change(json, function.total());
                json.writeEndArray();
            }
        }
        json.writeEndArray();
    }

    private static void calls(JsonGenerator json, TreeDiff diff) throws IOException {
        json.writeStartArray();
        for (int node = 0; node < diff.size(); node++) {
            json.writeRaw("\n");
            json.writeStartArray();
            json.writeNumber(diff.parent(node));
            Optional<ComparedFunction> function = diff.function(node);
            json.writeString(
                    function.isPresent()
                            ? function.get().label()
                            : node == TreeDiff.ROOT ? "[root]" : diff.threadName(node));
            change(json, diff.change(node));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void change(JsonGenerator json, Change change) throws IOException {
        json.writeStartArray();
        json.writeNumber(change.before());
        json.writeNumber(change.after());
        json.writeNumber(change.noise());
        json.writeString(change.verdict().name().toLowerCase(java.util.Locale.ROOT));
        json.writeEndArray();
    }
}
