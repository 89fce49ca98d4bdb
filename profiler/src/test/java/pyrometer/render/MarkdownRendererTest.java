package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Golden;
import pyrometer.testing.Recordings;

/// Reads the report with a parser of GitHub's Markdown.
class MarkdownRendererTest {
    private static final List<Extension> GITHUB = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(GITHUB).build();

    private static final String SERVICE = """
            100 <module>#3 > main#22
            260 <module>#3 > main#23 > loads(std:json/__init__.py:299)#346 > hook#31 > *sleep
            50  <module>#3 > main#24 > Loader:fetch(lib:requests/api.py:14)#20 > *socket.recv
            """;

    @Test
    void aReportIsShortAndHasEverythingThatMatters() throws IOException {
        String report = markdown(Recordings.of(SERVICE), Options.DEFAULT.withUnicode(true));

        Golden.assertMatches("report.md", report);
        Node document = PARSER.parse(report);
        assertEquals("Program: app.py", text(all(document, Heading.class).getFirst()));
        assertEquals(1, all(document, FencedCodeBlock.class).size());
        assertEquals(
                List.of(
                        List.of("0.260 s, 63.4%", "0.260 s, 63.4%", "sleep", "<built-in>"),
                        List.of("0.100 s, 24.4%", "0.410 s, 100.0%", "main", "app.py:20"),
                        List.of("0.050 s, 12.2%", "0.050 s, 12.2%", "socket.recv", "<built-in>")),
                rows(all(document, TableBlock.class).getFirst()));
        assertEquals(
                List.of(
                        List.of("0.260 s, 63.4%", "app.py:31", "hook"),
                        List.of("0.100 s, 24.4%", "app.py:22", "main"),
                        List.of("0.050 s, 12.2%", "requests/api.py:20", "fetch")),
                rows(all(document, TableBlock.class).get(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```",
                "`",
                "``` ` ``",
                "a|b",
                "a\\|b",
                "|",
                "a`|`b",
                "<script>alert</script>",
                "</code>",
                "[x]<javascript>",
                "x**b**",
                "_i_",
                "&amp;",
                "~~~",
                "<!--",
                "@someone",
                "x\n- item",
                "x\r| a |",
                "\\",
            })
    void noNameIsMarkup(String name) throws IOException {
        Session session = Recordings.with(Duration.ofMillis(1))
                .description("`<b>` | **x** [l](u) " + name)
                .note("A note with <i>, |, `c` and [a](b): " + name)
                .tick(5_000_000)
                .sample("MainThread", List.of("<module>", name), ThreadState.RUNNING)
                .finish();

        Node document = PARSER.parse(markdown(session, Options.DEFAULT));

        String printed = CallText.printable(name);
        assertEquals(
                "`<b>` | **x** [l](u) " + printed,
                text(all(document, Heading.class).getFirst()));
        assertEquals(1, all(document, FencedCodeBlock.class).size());
        assertTrue(all(document, FencedCodeBlock.class).getFirst().getLiteral().contains(printed));
        assertEquals(2, all(document, TableBlock.class).size());
        assertEquals(
                printed,
                rows(all(document, TableBlock.class).getFirst()).getFirst().get(2));
        assertEquals(
                printed, rows(all(document, TableBlock.class).get(1)).getFirst().get(2));
        assertEquals(List.of(), all(document, Link.class));
        assertEquals(List.of(), all(document, Image.class));
        assertEquals(List.of(), all(document, HtmlBlock.class));
        assertTrue(all(document, HtmlInline.class).stream()
                .allMatch(html -> html.getLiteral().matches("</?code>")));
    }

    @Test
    void aReportFitsIntoACommentWhateverTheTree() throws IOException {
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            wide.append("1 <module> > f").append(i).append(" > g").append(i).append('\n');
        }
        Session deep = Recordings.with(Duration.ofMillis(1))
                .tick(1_000_000)
                .sample("MainThread", Recordings.chain("f".repeat(300), 2000), ThreadState.RUNNING)
                .finish();

        for (Session session : List.of(Recordings.of(wide.toString()), deep)) {
            for (Options options : List.of(Options.DEFAULT, Options.DEFAULT.withShowAll(true))) {
                String report = markdown(session, options);
                assertTrue(report.lines().count() <= 60, report);
                assertTrue(report.lines().allMatch(line -> line.length() <= 300), report);
                assertTrue(report.contains("Calls with at least"), report);
            }
        }
    }

    @Test
    void severalThreadsAreMentioned() throws IOException {
        String report = markdown(Recordings.of("9 main || Thread-1: work"), Options.DEFAULT);

        assertTrue(report.contains("\nThread `MainThread`, one of 2:\n"), report);
        assertFalse(report.contains("work"), report);
    }

    @Test
    void anEmptySessionSaysSo() throws IOException {
        String report = markdown(Recordings.with(Duration.ofMillis(1)).finish(), Options.DEFAULT);

        assertTrue(report.contains("\nNo samples were recorded.\n"), report);
    }

    private static String markdown(Session session, Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Format.MARKDOWN.renderer(options).render(session, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<List<String>> rows(TableBlock table) {
        List<List<String>> rows = new ArrayList<>();
        for (TableRow row : all(all(table, TableBody.class).getFirst(), TableRow.class)) {
            rows.add(all(row, TableCell.class).stream()
                    .map(MarkdownRendererTest::text)
                    .toList());
        }
        return rows;
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        for (Node each : all(node, Node.class)) {
            if (each instanceof Text plain) {
                text.append(plain.getLiteral());
            } else if (each instanceof Code code) {
                text.append(code.getLiteral());
            }
        }
        return text.toString();
    }

    /// The nodes of a type below a node, in their order.
    private static <T extends Node> List<T> all(Node node, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            if (type.isInstance(child)) {
                found.add(type.cast(child));
            }
            found.addAll(all(child, type));
        }
        return found;
    }
}
