package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;
import pyrometer.session.UnusableSession;
import pyrometer.testing.Recordings;
import pyrometer.tree.CallTree;
import pyrometer.tree.CallTrees;
import pyrometer.tree.Function;
import pyrometer.tree.Pass;

/// The trees of the page of the HTML report, which TypeScript makes, are the ones that Java makes. The files in
/// `protocol/trees` hold both sides to that: each has a session and its trees. This test says what they have to be, the
/// tests of the page read them. `mvn test -Dgolden.update=true` writes them anew.
class SharedTreesTest {
    private static final Path FOLDER = Path.of("../protocol/trees");
    private static final int RANDOM_SESSIONS = 12;

    /// The examples that are there as session files, too.
    private static final List<String> RECORDED = List.of("random-01", "service", "start-up", "threads");

    /// One way to look at a session.
    ///
    /// @param from the first tick, or -1 for that of the program
    /// @param to the tick after the last, or -1 for the end
    private record Look(boolean showAll, double threshold, int from, int to) {}

    @TestFactory
    Stream<DynamicTest> bothSidesMakeTheTreesOf() {
        return examples().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.getKey(), () -> assertShared(example.getKey() + ".json", example.getValue())));
    }

    /// The page reads the same files, as the sessions in the examples.
    @TestFactory
    Stream<DynamicTest> bothSidesReadTheSessionFileOf() {
        return examples().entrySet().stream()
                .filter(example -> RECORDED.contains(example.getKey()))
                .map(example -> DynamicTest.dynamicTest(
                        example.getKey(), () -> assertRecorded(example.getKey() + ".pyro", example.getValue())));
    }

    private static void assertRecorded(String name, Session session) throws IOException, UnusableSession {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            try (OutputStream out = Files.newOutputStream(file)) {
                SessionFile.write(session, out);
            }
        }
        assertEquals(json(session, false), json(SessionFile.read(file), false), name);
    }

    @Test
    void noFileIsLeftBehind() throws IOException {
        List<String> expected = new ArrayList<>();
        examples().keySet().forEach(name -> expected.add(name + ".json"));
        RECORDED.forEach(name -> expected.add(name + ".pyro"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertEquals(
                    expected.stream().sorted().toList(),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static void assertShared(String name, Session session) throws IOException {
        Path file = FOLDER.resolve(name);
        String actual = json(session, true);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        assertEquals(Files.readString(file), actual, name);
    }

    static Map<String, Session> examples() {
        return examples(Duration.ofMillis(5));
    }

    /// @param cpuTime of all of them, which says how much they waited for a CPU
    static Map<String, Session> examples(Duration cpuTime) {
        Map<String, Session> examples = new TreeMap<>();
        examples.put("service", recording(cpuTime, resource("/recordings/service.txt")));
        examples.put("threads", recording(cpuTime, """
                1.5  <module> > start || Worker: _bootstrap(std:threading.py:1) > run(std:threading.py:9) > work
                2    <module> > join > *acquire ~ || Worker: _bootstrap(std:threading.py:1) > run(std:threading.py:9)
                2    . || Worker: _bootstrap(std:threading.py:1) > run(std:threading.py:9) > work > *sleep ~
                0    <module> > never
                3    - || Worker: . || Worker2: a > b
                """));
        examples.put("module", recording(cpuTime, """
                3  _run_module_as_main(<frozen runpy>:1) > _run_code(<frozen runpy>:2) > *exec > <module> > a\tb
                4  _run_module_as_main(<frozen runpy>:1) > _run_code(<frozen runpy>:2)
                1  _run_module_as_main(<frozen runpy>:1) > load(<frozen importlib._bootstrap>:9) > <module>
                2  other
                """));
        examples.put("start-up", afterStartUp(cpuTime));
        examples.put("nothing", recording(cpuTime, ""));
        for (int seed = 1; seed <= RANDOM_SESSIONS; seed++) {
            examples.put("random-" + (seed < 10 ? "0" : "") + seed, random(new Random(seed), cpuTime));
        }
        return examples;
    }

    private static Session recording(Duration cpuTime, String ticks) {
        return Recordings.with(Duration.ofMillis(1))
                .cpuTime(cpuTime)
                .ticks(ticks)
                .finish();
    }

    private static String resource(String name) {
        try (InputStream file = SharedTreesTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Session afterStartUp(Duration cpuTime) {
        return Recordings.with(Duration.ofNanos(12_345))
                .cpuTime(cpuTime)
                .ticks("5 site(<frozen site>:1)\n0.000001 <module>")
                .programBegins()
                .ticks("0.0123457 <module> > f\n7.7777777 <module> > g(lib:x/y.py:3) > *h")
                .finish();
    }

    private static Session random(Random random, Duration cpuTime) {
        String[] frames = {
            "a#11",
            "a#12",
            "b",
            "K:c(m.py:5)",
            "L:c(m.py:5)",
            "!h",
            "loads(std:json/__init__.py)",
            "decode(std:json/decoder.py)",
            "get(lib:requests/api.py)",
            "send(lib:urllib3/x.py)",
            "load(<frozen importlib._bootstrap>:9)",
            "_run_module_as_main(<frozen runpy>:1)",
            "_run_code(<frozen runpy>:2)",
            "_bootstrap(std:threading.py:3)",
            "run(std:threading.py:4)",
            "e(<string>:1)"
        };
        String[] leaves = {"", "", " > *sleep", " > *list.sort"};
        int depth = 2 + random.nextInt(9);
        int alike = 3 + random.nextInt(frames.length - 2);
        StringBuilder ticks = new StringBuilder();
        List<String> stacks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            StringBuilder stack = new StringBuilder(frames[random.nextInt(alike)]);
            for (int level = random.nextInt(depth); level > 0; level--) {
                stack.append(" > ").append(frames[random.nextInt(alike)]);
            }
            stacks.add(stack + leaves[random.nextInt(leaves.length)] + (random.nextInt(9) == 0 ? " ~" : ""));
        }
        stacks.add(".");
        stacks.add("-");
        for (int tick = 0; tick < 120; tick++) {
            ticks.append(random.nextInt(8) == 0 ? 0 : random.nextInt(4_000) / 1000.0)
                    .append(' ')
                    .append(stacks.get(random.nextInt(stacks.size())));
            if (random.nextBoolean()) {
                ticks.append(" || Worker: ").append(stacks.get(random.nextInt(stacks.size())));
            }
            ticks.append('\n');
        }
        return recording(cpuTime, ticks.toString());
    }

    /// @param numbers whether stacks have their numbers, which a file may change
    private static String json(Session session, boolean numbers) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            if (numbers) {
                newLine(json, "session");
                new Document(json, session).recording();
            }
            json.writeArrayFieldStart("looks");
            int third = session.ticks() / 3;
            for (Look look : List.of(
                    new Look(false, 0.01, -1, -1),
                    new Look(false, 0, -1, -1),
                    new Look(true, 0.01, -1, -1),
                    new Look(false, 0.05, third, 2 * third),
                    new Look(true, 0, 1, third + 1))) {
                json.writeRaw("\n");
                new Document(json, session).look(look);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void newLine(JsonGenerator json, String field) throws IOException {
        json.writeRaw("\n");
        json.writeFieldName(field);
    }

    private record Document(JsonGenerator json, Session session) {
        void recording() throws IOException {
            json.writeStartObject();
            json.writeNumberField("interval_nanos", session.interval().toNanos());
            json.writeNumberField("first_tick", session.firstTick());
            newLine(json, "tick_nanos");
            json.writeStartArray();
            for (int tick = 0; tick < session.ticks(); tick++) {
                json.writeNumber(session.tickNanos(tick));
            }
            json.writeEndArray();
            newLine(json, "frames");
            json.writeStartArray();
            for (Frame frame : session.frames()) {
                json.writeRaw("\n");
                frame(frame);
            }
            json.writeEndArray();
            newLine(json, "stacks");
            stacks();
            newLine(json, "threads");
            json.writeStartArray();
            for (ThreadSamples thread : session.threads()) {
                thread(thread);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private void frame(Frame frame) throws IOException {
            CodePaths paths = new CodePaths(session.environment());
            json.writeStartObject();
            switch (frame) {
                case Frame.C c -> json.writeStringField("name", c.qualifiedName());
                case Frame.Python python -> {
                    json.writeStringField("name", python.name());
                    json.writeStringField("file", python.file());
                    json.writeStringField("short_path", paths.shorten(python.file()));
                    json.writeNumberField("first_line", python.firstLine());
                    json.writeStringField("class_name", python.className());
                    json.writeBooleanField("hidden", python.hidden());
                }
            }
            json.writeStringField("origin", paths.origin(frame).name());
            json.writeEndObject();
        }

        private void stacks() throws IOException {
            json.writeStartArray();
            StackTrie stacks = session.stacks();
            for (int stack = 1; stack < stacks.size(); stack++) {
                json.writeStartArray();
                json.writeNumber(stacks.parent(stack));
                json.writeNumber(stacks.frame(stack));
                json.writeNumber(stacks.line(stack));
                json.writeEndArray();
            }
            json.writeEndArray();
        }

        private void thread(ThreadSamples thread) throws IOException {
            json.writeStartObject();
            json.writeStringField("name", thread.thread().name());
            json.writeBooleanField("main", thread.thread().main());
            json.writeArrayFieldStart("runs");
            for (Runs runs = session.runs(thread); runs.next(); ) {
                json.writeStartArray();
                json.writeNumber(runs.start());
                json.writeNumber(runs.end());
                json.writeNumber(runs.stack());
                json.writeString(runs.state().name());
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        void look(Look look) throws IOException {
            int from = look.from < 0 ? session.firstTick() : Math.max(look.from, session.firstTick());
            int to = look.to < 0 ? session.ticks() : Math.max(from, look.to);
            Options options = Options.DEFAULT.withShowAll(look.showAll).withFilterThreshold(look.threshold);
            json.writeStartObject();
            json.writeBooleanField("show_all", look.showAll);
            json.writeNumberField("threshold", look.threshold);
            if (look.to >= 0) {
                json.writeNumberField("from_nanos", session.tickNanos(from - 1));
                json.writeNumberField("to_nanos", session.tickNanos(to - 1));
            }
            json.writeArrayFieldStart("trees");
            CallTrees trees = new CallTrees(session);
            for (int thread = 0; thread < session.threads().size(); thread++) {
                CallTree tree = trees.addedUp(session.threads().get(thread), from, to);
                for (Pass pass : ReadableTrees.passes(options)) {
                    tree = pass.apply(tree).check();
                }
                json.writeRaw("\n");
                tree(thread, tree);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private void tree(int thread, CallTree tree) throws IOException {
            Map<String, Integer> names = new LinkedHashMap<>();
            json.writeStartObject();
            json.writeNumberField("thread", thread);
            json.writeStringField("text", text(tree));
            json.writeArrayFieldStart("nodes");
            for (int node = 0; node < tree.size(); node++) {
                String name = tree.className(node).orElse("") + ":" + key(tree.function(node));
                json.writeStartArray();
                json.writeNumber(tree.parent(node));
                json.writeNumber(names.computeIfAbsent(name, _ -> names.size()));
                json.writeNumber(tree.nanos(node));
                json.writeNumber(tree.selfNanos(node));
                json.writeNumber(tree.group(node));
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("names");
            for (String name : names.keySet()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private String text(CallTree tree) throws IOException {
            StringBuilder text = new StringBuilder();
            CodePaths paths = new CodePaths(session.environment());
            new TreePrinter(tree, paths, Options.DEFAULT, Decimal.decimals(session.interval())).print(text);
            return text.toString();
        }

        private static String key(Function function) {
            return switch (function) {
                case Function.Python python -> python.name() + " " + python.file() + ":" + python.firstLine();
                case Function.C c -> c.qualifiedName() + " <built-in>";
                case Function.Synthetic synthetic -> synthetic.label();
            };
        }
    }
}
