package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Golden;
import pyrometer.testing.Recordings;
import pyrometer.tree.TreeDiff;

class DiffRendererTest {
    private static final TreeDiff DIFF = TreeDiff.of(List.of(recorded("""
            3000 <module> > main > Loader:load(lib:yaml/loader.py:10)  || Worker: serve
            3000 <module> > main > parse > *list.sort || Worker: serve
            1000 <module> > main > old
            10 <module> > main > short
            """)), List.of(recorded("""
            3000 <module> > main > Loader:load(lib:yaml/loader.py:14)  || Worker: serve
            5000 <module> > main > parse > *list.sort || Worker: serve
            500 <module> > main > parse(other.py:7) || Worker: serve
            20 <module> > main > short
            """)));

    @Test
    void theTextHasTheWholeTheFunctionsAndTheCalls() throws IOException {
        Golden.assertMatches("diff.txt", text(DiffFormat.TEXT, DIFF, Options.DEFAULT));
    }

    @Test
    void coloursSayWhatTheWordsSay() throws IOException {
        Golden.assertMatches(
                "diff-colours.txt",
                text(DiffFormat.TEXT, DIFF, Options.DEFAULT.withUnicode(true).withColor(true)));
    }

    @Test
    void markdownHasTheFunctionsAsATable() throws IOException {
        Golden.assertMatches("diff.md", text(DiffFormat.MARKDOWN, DIFF, Options.DEFAULT));
    }

    @Test
    void jsonHasEverything() throws IOException {
        Golden.assertMatches("diff.json", JsonRendererTest.indented(text(DiffFormat.JSON, DIFF, Options.DEFAULT)));
    }

    @Test
    void equalRunsHaveNoChanges() throws IOException {
        Session session = recorded("100 main > a\n50 main > b");
        TreeDiff same = TreeDiff.of(List.of(session, session), List.of(session));

        String text = text(DiffFormat.TEXT, same, Options.DEFAULT);

        assertTrue(text.contains("No function changed beyond noise."), text);
        assertTrue(text.contains("Before: 0.150 s, 2 runs\nAfter:  0.150 s, 1 run\n"), text);
        assertTrue(text(DiffFormat.MARKDOWN, same, Options.DEFAULT).endsWith("No function changed beyond noise.\n"));
    }

    @Test
    void namesCannotMoveTheCursorNorBeMarkup() throws IOException {
        TreeDiff diff = TreeDiff.of(List.of(recorded("1000 main")), List.of(recorded("1000 main > <b>|*x*\u001b[2J")));

        assertFalse(text(DiffFormat.TEXT, diff, Options.DEFAULT).contains("\u001b"));
        String markdown = text(DiffFormat.MARKDOWN, diff, Options.DEFAULT);
        assertTrue(markdown.contains("\\<b\\>\\|\\*x\\*"), markdown);
        assertFalse(markdown.contains("\u001b"));
    }

    @Test
    void runsWithNoSamplesCanBeCompared() throws IOException {
        Session empty = Recordings.with(Duration.ofMillis(1)).finish();
        TreeDiff diff = TreeDiff.of(List.of(empty), List.of(empty));

        for (DiffFormat format : DiffFormat.values()) {
            assertTrue(text(format, diff, Options.DEFAULT).length() > 50, format.label());
        }
    }

    @Test
    void stacksOfAnyDepthAreCompared() throws IOException {
        Session deep = Recordings.with(Duration.ofMillis(1))
                .tick(1_000_000)
                .sample("MainThread", Recordings.chain("f", 100_000), ThreadState.RUNNING)
                .finish();
        TreeDiff diff = TreeDiff.of(List.of(deep), List.of(recorded("1 a")));

        String text = text(DiffFormat.TEXT, diff, Options.DEFAULT);
        assertTrue(text.contains("[99900 calls deep]"));
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .build();
        int open = 0;
        try (JsonParser parser = factory.createParser(text(DiffFormat.JSON, diff, Options.DEFAULT))) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        }
        assertEquals(0, open);
    }

    @Test
    void formatsAreFoundByNameAndEnding() throws UnusableOption {
        assertEquals(DiffFormat.MARKDOWN, DiffFormat.named("markdown"));
        assertEquals(Optional.of(DiffFormat.JSON), DiffFormat.ofFile("a/B.JSON"));
        assertEquals(Optional.empty(), DiffFormat.ofFile("a"));
        assertEquals(
                "a comparison has no format 'csv': choose from text, json, markdown, html",
                assertThrows(UnusableOption.class, () -> DiffFormat.named("csv"))
                        .getMessage());
    }

    private static String text(DiffFormat format, TreeDiff diff, Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.renderer(options).render(diff, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// A recording of a program that never had to wait for a CPU.
    private static Session recorded(String text) {
        return Recordings.with(Duration.ofMillis(1))
                .cpuTime(Duration.ofHours(1))
                .ticks(text)
                .finish();
    }
}
