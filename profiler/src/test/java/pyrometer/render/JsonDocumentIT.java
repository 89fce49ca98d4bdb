package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Json;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Recordings;

/// `docs/json.md`: its example runs, and it has a word for every field.
class JsonDocumentIT {
    private static final Pattern EXAMPLE = Pattern.compile("```python [^\n]*\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @OnEachInterpreter
    void theExampleRuns(Interpreters.Interpreter python) throws IOException {
        Matcher example = EXAMPLE.matcher(document());
        assertTrue(example.find());

        Pyrometer.Result result =
                Pyrometer.runCommand(folder, json(), List.of(python.executable().toString(), "-c", example.group(1)));

        assertEquals("", result.err());
        assertEquals("   0.150 s  app.py\n   0.050 s  b.py\n", result.out());
    }

    @Test
    void everyFieldIsExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), json());

        assertExplained(document(), Json.read(file));
    }

    private static void assertExplained(String document, Json value) {
        value.fields().forEach((name, field) -> {
            assertTrue(document.contains("`" + name + "`"), name);
            assertExplained(document, field);
        });
        value.items().forEach(item -> assertExplained(document, item));
    }

    private static String json() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Format.JSON.renderer(Options.DEFAULT).render(Recordings.processes("""
                                100 <module>#3 > K:m#9
                                40  <module>#3 > helper(b.py:1)#2 > a(lib:x/a.py:1) > b(lib:x/b.py:1)
                                50  <module>#3 > helper(b.py:1)#2
                                50  <module>#4 || Thread-1: wait(lib:x/c.py:1)
                                """).finish(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String document() throws IOException {
        return Files.readString(Interpreters.repository().resolve("docs/json.md"));
    }
}
