package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Golden;
import pyrometer.testing.Recordings;

class JsonRendererTest {
    @Test
    void aReportHasTheTreeOfEveryThread() throws IOException {
        Session session = Recordings.with(Duration.ofMillis(1))
                .process(100, "/venv/bin/python", "app.py")
                .ticks("20 boot")
                .ticks("100 <module>#3")
                .programBegins()
                .ticks("""
                        300 <module>#4 > loads(std:json/__init__.py:299) > K:decode(std:json/decoder.py:332)#337 > hook
                        50  <module>#4 > *sleep || worker: work
                        5   <module>#4 > *sleep || worker: other
                        """)
                .finish();

        Golden.assertMatches("report.json", indented(json(session, Options.DEFAULT)));
    }

    @Test
    void severalRootsAreOneFrame() throws IOException {
        String json = json(Recordings.of("1 <module>\n1 _shutdown(std:threading.py:1500)"), Options.DEFAULT);

        assertTrue(json.contains("\"root_frame\":{\"function\":\"[root]\""), json);
    }

    @Test
    void anEmptySessionHasNoRootFrame() throws IOException {
        String json = json(Recordings.with(Duration.ofMillis(1)).finish(), Options.DEFAULT);

        assertTrue(json.contains("\"root_frame\":null,\"threads\":[]"), json);
    }

    @Test
    void theSameSessionIsTheSameText() throws IOException {
        Session session =
                Recordings.of("1 main > a(lib:x/a.py:1) > b(lib:x/b.py:1) > c(lib:x/c.py:1)\n9 main > d(std:os.py:1)");

        assertEquals(json(session, Options.DEFAULT), json(session, Options.DEFAULT));
    }

    @Test
    void aStackOfAnyDepthIsWritten() throws IOException {
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(1_000_000)
                .sample("MainThread", Recordings.chain("f", 100_000), ThreadState.RUNNING)
                .finish();

        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .build();
        int open = 0;
        int deepest = 0;
        try (JsonParser parser = factory.createParser(json(session, Options.DEFAULT))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                deepest = Math.max(deepest, open);
            }
        }
        assertEquals(0, open);
        assertTrue(deepest > 200_000, "deepest " + deepest);
    }

    private static String json(Session session, Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonRenderer(options).render(session, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// The same JSON on many lines, for people.
    static String indented(String json) throws IOException {
        StringWriter text = new StringWriter();
        JsonFactory factory = new JsonFactory();
        try (JsonParser parser = factory.createParser(json);
                JsonGenerator generator = factory.createGenerator(text)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter());
            while (parser.nextToken() != null) {
                generator.copyCurrentEventExact(parser);
            }
        }
        return text + "\n";
    }
}
