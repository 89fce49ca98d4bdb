package pyrometer.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.RunningProgram;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.session.AsyncMode;

class RequestTest {
    @Test
    void startIsReadWhole() throws Refusal {
        Request request = request("""
                {"id": 1, "do": "start", "pid": 12, "thread": 140213, "native_thread": 13, "interval": 0.0015,
                 "async_mode": "strict", "scope": [140211230, 140219980], "skip": 3, "description": "Bl\\u00f6ck"}""");

        assertEquals(
                new Request.Start(
                        12,
                        new RunningProgram.Part(
                                140213,
                                13,
                                Duration.ofNanos(1_500_000),
                                3,
                                Optional.of(new RunningProgram.Context(140211230, 140219980, AsyncMode.STRICT))),
                        "Blöck"),
                request);
    }

    @Test
    void optionsAreThoseOfTheCommandLineWithTheirJsonValues() throws Refusal {
        Request request = request("""
                {"id": 4, "do": "render", "session": 9, "format": "text", "path": "/a/b.txt", "options":
                 {"show_all": true, "time": null, "processor_options": {"filter_threshold": 0.25, "hide_regex": null}}}""");

        assertEquals(
                new Request.Render(
                        9,
                        Format.TEXT,
                        Options.DEFAULT.withShowAll(true).withFilterThreshold(0.25),
                        Optional.of(Path.of("/a/b.txt"))),
                request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"do\": 1}                                                     | request | 'do' has to be a string",
                "{\"do\": \"dance\"}                                             | request | no request 'dance'",
                "{\"do\": \"stop\", \"profiler\": 1, \"cpu_ns\": 1}              | request | 'at_ns'",
                "{\"do\": \"stop\", \"profiler\": 1e400, \"at_ns\": 1}           | request | 'profiler'",
                "{\"do\": \"load\", \"path\": \"a\"}                             | request | absolute",
                "{\"do\": \"load\", \"path\": \"/a\\u0000\"}                     | file    | cannot be a path",
                "{\"do\": \"combine\", \"sessions\": []}                         | request | at least one",
                "{\"do\": \"combine\", \"sessions\": [1, \"2\"]}                 | request | whole numbers",
                "{\"do\": \"frames\", \"session\": 1, \"trim_stem\": 1}          | request | true or false",
                "{\"do\": \"render\", \"session\": 1, \"format\": \"flame\"}     | option  | no format 'flame'",
                "{\"do\": \"render\", \"session\": 1, \"format\": \"text\", \"options\": []} | request | an object",
            })
    void whatIsWrongIsNamed(String text, String kind, String message) {
        Refusal refusal = assertThrows(Refusal.class, () -> request(text));

        assertEquals(kind, refusal.kind().word());
        assertTrue(refusal.text().contains(message), refusal::text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "[]", "null", "{", "{} {}", "{'a': 1}", "{\"a\": 01}", "{\"a\": [[[[[[[[[[[[[[[[[[[[1]]]]}"})
    void whatIsNoJsonObjectIsNoRequest(String text) {
        assertEquals(
                Refusal.Kind.REQUEST,
                assertThrows(Refusal.class, () -> request(text)).kind());
    }

    private static Request request(String text) throws Refusal {
        return Request.of(Members.parse(text.getBytes(StandardCharsets.UTF_8)));
    }
}
