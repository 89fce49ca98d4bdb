package pyrometer.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Environment;
import pyrometer.session.Frame;
import pyrometer.session.Quality;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadSamples;
import pyrometer.session.ThreadState;

/// The files in `resources/pyinstrument` were saved by pyinstrument 5.1.2 under CPython 3.9, 3.11 and 3.13, and the
/// texts beside them are the trees it drew of them; only the folders' names were changed.
class PyisessionReaderTest {
    private static final String EMPTY = """
            {"start_time": 1795366822.5, "duration": 0.25, "min_interval": 0.001, "max_interval": 0.002,
             "sample_count": 3, "start_call_stack": ["MainThread\\u0000<thread>\\u00001"],
             "target_description": "Program: a.py", "cpu_time": 0.125, "sys_path": ["/app"], "sys_prefixes": ["/usr"],
             "frame_records": [%s]}""";

    private static final String A = "\"a\\u0000/app/a.py\\u00003\\u0001cK\\u0001l4\\u0001h1\"";
    private static final String B = "\"b\\u0000/app/a.py\\u00007\\u0001l8\"";
    private static final String MAIN = "\"MainThread\\u0000<thread>\\u00001\"";

    @ParameterizedTest
    @ValueSource(strings = {"service", "module", "waits", "region"})
    void theTreeIsTheOneThatPyinstrumentDraws(String name) throws IOException, UnreadableSession {
        Session session = PyisessionReader.read(resource(name + ".pyisession"));

        String expected = new String(resource(name + ".txt").readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(expected, tree(session));
    }

    @Test
    void theHeaderIsThatOfTheFile() throws IOException, UnreadableSession {
        Session session = read(EMPTY.formatted("[[%s, %s], 0.1]".formatted(MAIN, A)));

        assertEquals("Program: a.py", session.description());
        assertEquals(Instant.parse("2026-11-22T17:00:22.500Z"), session.started());
        assertEquals(Duration.ofMillis(250), session.duration());
        assertEquals(Optional.of(Duration.ofMillis(125)), session.cpuTime());
        assertEquals(Duration.ofMillis(2), session.interval());
        assertEquals(3, session.quality().samples());
        assertEquals(1, session.notes().size());
        assertEquals("", session.environment().pythonVersion());
    }

    @Test
    void aFrameHasItsAttributes() throws IOException, UnreadableSession {
        Session session =
                read(EMPTY.formatted("[[%s, %s, \"list.sort\\u0000<built-in>\\u00000\"], 0.1]".formatted(MAIN, A)));

        assertEquals(
                List.of(new Frame.Python("a", "a", "/app/a.py", 3, "K", true), new Frame.C("list.sort")),
                session.frames());
        assertEquals(List.of("0-100 a:4 list.sort:0 UNKNOWN"), samples(session, 0));
    }

    @Test
    void timesAreExactAndTheRestOfTheDurationIsNobodys() throws IOException, UnreadableSession {
        Session session =
                read(EMPTY.formatted("[[%1$s, %2$s], 0.010000001], [[%1$s, %2$s, %3$s], 0.02]".formatted(MAIN, A, B)));

        ThreadSamples main = session.threads().getFirst();
        Runs runs = session.runs(main);
        assertTrue(runs.next());
        assertEquals(10_000_001, runs.nanos());
        assertTrue(runs.next());
        assertEquals(20_000_000, runs.nanos());
        assertTrue(!runs.next());
        assertEquals(2, main.samples());
    }

    @Test
    void awaitIsWaitingAndSelfIsTheCaller() throws IOException, UnreadableSession {
        Session session = read(EMPTY.formatted("""
                [[%1$s, %2$s, "[await]"], 0.01], [[%1$s, %2$s, "[self]"], 0.02],
                [[%1$s, %2$s, "[out-of-context]"], 0.04]""".formatted(MAIN, B)));

        assertEquals(
                List.of("0-10 b:8 [await]:0 WAITING", "10-30 b:8 UNKNOWN", "30-70 b:8 [out-of-context]:0 UNKNOWN"),
                samples(session, 0));
    }

    @Test
    void whatStandsAboveTheStartOfTheProfilerIsLeftOut() throws IOException, UnreadableSession {
        String json = EMPTY.replace(
                "\"start_call_stack\": [\"MainThread\\u0000<thread>\\u00001\"]",
                "\"start_call_stack\": [%s, %s, %s]".formatted(MAIN, A, B));

        assertEquals(
                List.of("0-10 b:8 b:8 UNKNOWN", "10-20 b:8 UNKNOWN"),
                samples(
                        read(json.formatted("[[%1$s, %2$s, %3$s, %3$s], 0.01], [[%1$s, %2$s, %3$s, \"[self]\"], 0.01]"
                                .formatted(MAIN, A, B))),
                        0));
        assertEquals(
                List.of("0-10 a:4 b:8 UNKNOWN", "10-20 a:4 UNKNOWN"),
                samples(
                        read(json.formatted("[[%1$s, %2$s, %3$s], 0.01], [[%1$s, %2$s], 0.01]".formatted(MAIN, A, B))),
                        0));
    }

    @Test
    void threadsOfACombinedSessionAreNotThereWhileAnotherIsSampled() throws IOException, UnreadableSession {
        String worker = MAIN.replace("MainThread", "Thread-1").replace("00001", "00002");
        Session session = read(EMPTY.formatted(
                "[[%1$s, %2$s], 0.01], [[%3$s, %2$s], 0.02], [[%1$s, %2$s], 0.04]".formatted(MAIN, B, worker)));

        assertEquals(List.of("0-10 b:8 UNKNOWN", "30-70 b:8 UNKNOWN"), samples(session, 0));
        assertEquals(List.of("10-30 b:8 UNKNOWN"), samples(session, 1));
        assertEquals("Thread-1", session.threads().get(1).thread().name());
    }

    @Test
    void theOnlyThreadIsTheOneTheSessionIsAbout() throws IOException, UnreadableSession {
        String worker = MAIN.replace("MainThread", "Thread-1");

        Session session = read(EMPTY.formatted("[[%s, %s], 0.01]".formatted(worker, B)));

        assertTrue(session.threads().getFirst().thread().main());
    }

    @Test
    void aSessionWithoutSamplesIsOne() throws IOException, UnreadableSession {
        Session session = read(EMPTY.formatted(""));

        assertEquals(List.of(), session.threads());
        assertEquals(Duration.ofMillis(250), session.duration());
    }

    @Test
    void aRunInWhichNoPythonWasSeenComesBackWithoutSamples() throws IOException, UnreadableSession {
        SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofMillis(1));
        recorder.tick(1_000_000);
        int main = recorder.thread(new ThreadInfo(1, 2, 3, "MainThread", true));
        recorder.sample(main, StackTrie.EMPTY, ThreadState.RUNNING);
        Session unseen = recorder.finish(
                9_000_000,
                "Program: x",
                Duration.ZERO,
                new Environment("", "", "", List.of(), List.of(), ""),
                new Quality(0, 0, 0, 0, 0));
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        Format.PYISESSION.renderer(Options.DEFAULT).render(unseen, file);

        Session read = read(file.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), read.threads());
        assertEquals(Duration.ofMillis(9), read.duration());
    }

    @Test
    void aStackWithoutFramesIsTimeOutsidePython() throws IOException, UnreadableSession {
        Session session = read(EMPTY.formatted("[[], 0.01], [[%s], 0.02]".formatted(MAIN)));

        assertTrue(tree(session).contains("[outside Python]"), tree(session));
    }

    @Test
    void foldersOfLibrariesAreKnownAmongThePrefixes() throws IOException, UnreadableSession {
        Session session = read(EMPTY.formatted("")
                .replace("[\"/usr\"]", "[\"/usr/lib/python3.12/\", \"/usr/lib/python3/dist-packages/\"]"));

        CodePaths paths = new CodePaths(session.environment());
        assertEquals(CodeOrigin.STANDARD_LIBRARY, paths.origin("/usr/lib/python3.12/json/decoder.py"));
        assertEquals(CodeOrigin.INSTALLED_LIBRARY, paths.origin("/usr/lib/python3/dist-packages/yaml.py"));
        assertEquals(CodeOrigin.APPLICATION, paths.origin("/usr/src/app/main.py"));
    }

    @Test
    void fieldsOfLaterVersionsAreNoHarm() throws IOException, UnreadableSession {
        Session session = read(EMPTY.formatted("").replace("{\"start", "{\"new\": {\"a\": [1, {}]}, \"start"));

        assertEquals("Program: a.py", session.description());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"duration\": 0.25, |  | not a session of pyinstrument's: it has no duration",
                "\"duration\": 0.25 | \"duration\": \"x\" | duration has text where a number should be,",
                "\"duration\": 0.25 | \"duration\": -1 | duration cannot be -1.0",
                "\"duration\": 0.25 | \"duration\": 1e300 | duration cannot be 1.0E300",
                "\"duration\": 0.25 | \"duration\": NaN | not JSON: Non-standard token 'NaN'",
                "\"duration\": 0.25 | \"duration\": 1, \"duration\": 2 | not JSON: Duplicate field 'duration'",
                "[%s] | 7 | frame_records has a number where a list should be,",
                "[%s] | [7] | frame_records has a number where a list should be,",
                "[%s] | [[7, 1]] | frame_records has a number where a list should be,",
                "[%s] | [[[7], 1]] | frame_records has a number where text should be,",
                "[%s] | [[[], null]] | frame_records has null where a number should be,",
                "[%s] | [[[], 1, 2]] | frame_records has a sample that is not a stack and a time",
                "[%s] | [[[], -1]] | frame_records cannot be -1.0",
                "[%s] | [[[], 2e9], [[], 2e9]] | frame_records takes longer than a recording can",
                "[%s] | [[[\"x\"], 1]] | frame_records has a frame that is none: 'x'",
                "[%s] | [[[\"x\\u0000y\"], 1]] | frame_records has a frame that is none: 'x y'",
                "[%s] | [[[\"x\\u0000y\\u0000z\"], 1]] | frame_records has a frame that is none: 'x y z'",
                "[%s] | [[[\"[await]\", \"[self]\"], 1]] | frame_records has a stack that goes on after [await]",
                "[%s] | [[[\"f\\u0000f\\u00001\", \"t\\u0000<thread>\\u00001\"], 1]]"
                        + " | frame_records has a stack with a thread inside",
                "[%s] | [ | not JSON: Unexpected close marker '}': expected ']'",
                "[%s]} | [ | not JSON: Unexpected end-of-input: expected close marker for Array, in line",
                "[%s]} | []} {} | something follows the end of the session",
                "[\"/app\"] | [1] | sys_path has a number where text should be,",
            })
    void aDamagedFileIsRefusedWithAReason(String intact, String damaged, String reason) {
        String json = EMPTY.replace(intact, damaged == null ? "" : damaged);

        UnreadableSession refused =
                assertThrows(UnreadableSession.class, () -> read(json.replace("%s", "")), () -> json);

        assertTrue(String.valueOf(refused.getMessage()).startsWith(reason), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "\"text\"", "<!DOCTYPE html>", "\u0000\u0000\u0000", "{}", "{"})
    void whatIsNoSessionIsRefused(String text) {
        assertThrows(UnreadableSession.class, () -> read(text));
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"new\": " + "[".repeat(100_000);

        UnreadableSession refused = assertThrows(UnreadableSession.class, () -> read(deep));

        assertTrue(String.valueOf(refused.getMessage()).contains("nesting"), refused::getMessage);
    }

    @Test
    void sizesAreBounded() {
        String two = EMPTY.formatted("[[%1$s, %2$s], 0.01], [[%1$s, %3$s], 0.02]".formatted(MAIN, A, B));

        assertEquals("more than 1 samples, which is more than can be read", refusal(two, new Limits(1, 9, 9, 999, 9)));
        assertEquals(
                "more than 3 different calls, which is more than can be read",
                refusal(two, new Limits(9, 3, 9, 999, 9)));
        assertEquals(
                "more than 2 different frames, which is more than can be read",
                refusal(two, new Limits(9, 9, 2, 999, 9)));
        assertEquals(
                "more than 40 characters in the names of frames, which is more than can be read",
                refusal(two, new Limits(9, 9, 9, 40, 9)));
        assertEquals(
                "more than 0 entries in start_call_stack, which is more than can be read",
                refusal(two, new Limits(9, 9, 9, 999, 0)));
    }

    /// Bytes changed, cut out and doubled; `-Dtries=` for more.
    @Test
    void aChangedFileIsReadOrRefused() throws IOException {
        byte[] whole = ("  "
                        + EMPTY.formatted("[[%1$s, %2$s, %3$s], 0.01], [[%1$s, %3$s], 0.02], [[%1$s], 3e-3]"
                                .formatted(MAIN, A, B)))
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        int refused = 0;
        int tries = Integer.getInteger("tries", 3_000);
        for (int i = 0; i < tries; i++) {
            byte[] changed = whole;
            for (int change = random.nextInt(3); change >= 0; change--) {
                changed = changed(changed, random);
            }
            try (Session session = PyisessionReader.read(new ByteArrayInputStream(changed))) {
                for (ThreadSamples thread : session.threads()) {
                    assertTrue(thread.samples() >= 0);
                }
                Format.TEXT.renderer(Options.DEFAULT).render(session, OutputStream.nullOutputStream());
            } catch (UnreadableSession e) {
                refused++;
            }
        }
        assertTrue(refused > tries / 10 && refused < tries, "the checks do something: " + refused);
    }

    private static byte[] changed(byte[] file, Random random) {
        int from = random.nextInt(file.length);
        int to = from + random.nextInt(Math.min(20, file.length - from));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, to);
        switch (random.nextInt(4)) {
            case 0 -> out.write("0123456789-e.\"[]{},:\\u".charAt(random.nextInt(22)));
            case 1 -> out.write(random.nextInt(256));
            case 2 -> out.write(file, from, file.length - from); // a piece of it twice
            default -> {
                out.reset();
                out.write(file, 0, from); // a piece is missing
            }
        }
        int rest = random.nextBoolean() ? to : to + 1;
        out.write(file, rest, file.length - rest);
        return out.toByteArray();
    }

    private static String refusal(String json, Limits limits) {
        return String.valueOf(assertThrows(UnreadableSession.class, () -> PyisessionReader.read(stream(json), limits))
                .getMessage());
    }

    private static Session read(String json) throws IOException, UnreadableSession {
        return PyisessionReader.read(stream(json));
    }

    private static InputStream stream(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream resource(String name) {
        return PyisessionReaderTest.class.getResourceAsStream("/pyinstrument/" + name);
    }

    /// `from-to frames state`, in milliseconds, for each run of the thread.
    private static List<String> samples(Session session, int thread) {
        List<String> samples = new ArrayList<>();
        for (Runs runs = session.runs(session.threads().get(thread)); runs.next(); ) {
            if (runs.nanos() > 0) {
                samples.add(runs.startNanos() / 1_000_000 + "-" + runs.endNanos() / 1_000_000 + stack(session, runs)
                        + " " + (runs.state() == ThreadState.WAITING ? "WAITING" : "UNKNOWN"));
            }
        }
        return samples;
    }

    private static String stack(Session session, Runs runs) {
        StringBuilder text = new StringBuilder();
        for (int at = runs.stack(); at != 0; at = session.stacks().parent(at)) {
            String name = switch (session.frames().get(session.stacks().frame(at))) {
                case Frame.Python python -> python.name();
                case Frame.C c -> c.qualifiedName();
            };
            text.insert(0, " " + name + ":" + session.stacks().line(at));
        }
        return text.toString();
    }

    static String tree(Session session) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Format.TEXT.renderer(Options.DEFAULT.withUnicode(true)).render(session, out);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .dropWhile(line -> !line.matches("\\d.*"))
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
