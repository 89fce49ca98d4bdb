package pyrometer.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.session.Environment;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Json;
import pyrometer.testing.Pyinstrument;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Recordings;

/// What we write, read by the real pyinstrument, and what it writes, read by us.
class PyisessionIT {
    @TempDir
    private Path folder;

    @Test
    void pyinstrumentDrawsTheTreeThatWeDraw() throws IOException {
        Session session = service();

        assertEquals(PyisessionReaderTest.tree(session), Pyinstrument.tree(folder, written(session)));
    }

    @Test
    void soItDoesWithEveryKindOfFrame() throws IOException {
        assertSameTree(Recordings.of("""
                10 <module> > K:m > *list.sort
                20 <module> > !hidden > load(<frozen importlib._bootstrap>:9) > <module>(mod.py)
                30 <module> > <module>(<string>:1) > naïve(/elsewhere/größe.py:7)
                40 <module> > recurse > recurse > recurse
                50 <module> > fetch > [await]
                60 <module> > fetch > [out-of-context]
                """));
    }

    @Test
    void soItDoesWhenAModuleIsRun() throws IOException {
        String runpy = "_run_module_as_main(<frozen runpy>:173) > _run_code(<frozen runpy>:65) > ";

        assertSameTree(
                Recordings.of("10 %1$s<module>(lib:tool/__main__.py:1) > work\n5 %1$s<module>(lib:tool/__main__.py:1)"
                        .formatted(runpy)));
    }

    @Test
    void soItDoesWhenTheProgramLiesBelowThePrefixOfItsPython() throws IOException {
        Environment environment = new Environment(
                "3.12.1",
                "/usr/bin/python3",
                "/usr/src/app",
                List.of("/usr"),
                List.of("/usr/src/app", "/usr/lib/python3.12", "/usr/lib/python3/dist-packages"),
                "/usr/lib/python3.12");
        Session session = Recordings.with(Duration.ofMillis(1))
                .environment(environment)
                .ticks("""
                        10 <module>(/usr/src/app/main.py:1) > a(/usr/src/app/a.py:1) > b(/usr/src/app/a.py:2)
                        20 <module>(/usr/src/app/main.py:1) > c(/usr/lib/python3.12/json/x.py:1) > d(/usr/lib/python3.12/json/x.py:2) > d2(/usr/lib/python3.12/json/x.py:3) > e(/usr/lib/python3/dist-packages/yaml/l.py:2)
                        """)
                .finish();

        assertTrue(PyisessionReaderTest.tree(session).contains("[2 frames hidden]"));
        assertSameTree(session);
    }

    @Test
    void timeOutsidePythonIsTheThreadsOwn() throws IOException {
        String tree = Pyinstrument.tree(folder, written(Recordings.of("40 <module> > work\n10 .")));

        assertEquals("""
                0.050 MainThread  <thread>:7000
                ├─ 0.040 <module>  app.py:1
                │  └─ 0.040 work  app.py:20
                └─ 0.010 [self]  <thread>
                """, tree);
    }

    @Test
    void ofSeveralThreadsItGetsTheMainOne() throws IOException {
        Session session = Recordings.of("10 <module> > join ~ || Thread-1: run > work");

        String tree = Pyinstrument.tree(folder, written(session));

        assertTrue(tree.contains("0.010 join  app.py") && !tree.contains("work"), tree);
    }

    @Test
    void anEmptySessionIsOne() throws IOException {
        Path file = written(Recordings.with(Duration.ofMillis(1)).finish());

        assertTrue(Pyinstrument.run(folder, "--load", file.toString()).contains("No samples were recorded."));
    }

    @Test
    void itsJsonHasOurFigures() throws IOException {
        Session session = service();
        Path theirs = folder.resolve("theirs.json");
        Path ours = folder.resolve("ours.json");
        Pyinstrument.run(folder, "--load", written(session).toString(), "-r", "json", "-o", theirs.toString());
        try (OutputStream out = Files.newOutputStream(ours)) {
            Format.JSON.renderer(Options.DEFAULT).render(session, out);
        }

        Json expected = Json.read(theirs);
        Json actual = Json.read(ours);
        assertTrue(actual.fields().keySet().containsAll(expected.fields().keySet()), actual.fields()::toString);
        for (String field : List.of("start_time", "duration", "cpu_time", "sample_count")) {
            assertEquals(expected.get(field).number(), actual.get(field).number(), 1e-6, field);
        }
        assertEquals(expected.get("target_description"), actual.get("target_description"));
        assertSameFrame(expected.get("root_frame"), actual.get("root_frame"));
    }

    private static void assertSameFrame(Json theirs, Json ours) {
        for (Map.Entry<String, Json> field : theirs.fields().entrySet()) {
            Json value = field.getValue();
            Json other = ours.get(field.getKey());
            switch (field.getKey()) {
                case "children" -> {
                    assertEquals(value.items().size(), other.items().size());
                    for (int i = 0; i < value.items().size(); i++) {
                        assertSameFrame(value.items().get(i), other.items().get(i));
                    }
                }
                case "time", "await_time" -> assertEquals(value.number(), other.number(), 1e-6, field.getKey());
                case "group_id" -> assertTrue(!other.text().isEmpty());
                default -> assertEquals(value, other, field.getKey() + " of " + theirs.get("function"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"service", "module", "waits", "region"})
    void itsOwnFileIsTheSameTreeWhenItComesBackFromUs(String name) throws IOException, UnreadableSession {
        Session session;
        try (InputStream in = PyisessionIT.class.getResourceAsStream("/pyinstrument/" + name + ".pyisession")) {
            session = PyisessionReader.read(in);
        }

        String tree = Pyinstrument.tree(folder, written(session));

        assertEquals(PyisessionReaderTest.tree(session), tree);
    }

    @Test
    void everySampleComesBackFromThere() throws IOException, UnreadableSession {
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(1_234_567)
                .sample("MainThread", List.of("<module>#3", "K:m#9", "*list.sort"), ThreadState.RUNNING)
                .tick(1_000_001)
                .sample("MainThread", List.of("<module>#4", "!hidden"), ThreadState.RUNNING)
                .tick(999_999)
                .sample(
                        "MainThread",
                        List.of("<module>#4", "naïve(größe.py:7)#8", "\udc80(x.py:1)"),
                        ThreadState.RUNNING)
                .ticks("7 .\n0.001 <module>#3")
                .finish();
        Path back = folder.resolve("back.pyisession");

        Pyinstrument.run(folder, "--load", written(session).toString(), "-r", "pyisession", "-o", back.toString());

        Session read = PyisessionReader.read(back);
        assertEquals(samples(session), samples(read));
        assertEquals(session.description(), read.description());
        assertEquals(session.duration(), read.duration());
        assertEquals(session.interval(), read.interval());
        assertEquals(session.cpuTime(), read.cpuTime());
        assertEquals(session.started(), read.started());
    }

    @Test
    void aProgramThatWasSampledIsOpenedThere() throws IOException {
        Files.writeString(folder.resolve("job.py"), """
                import time
                def work():
                    time.sleep(0.2)
                work()
                """);
        Path file = folder.resolve("job.pyisession");

        Pyrometer.Result result = Pyrometer.run(
                Interpreters.newest(), folder, "-o", file.toString(), "--target-description", "Job", "job.py");

        assertEquals(0, result.status(), result.err());
        String report = Pyinstrument.run(folder, "--load", file.toString(), "--no-color", "--unicode");
        assertTrue(report.contains("\nJob\n"), report);
        assertTrue(report.contains(" <module>  job.py:1\n") && report.contains("└─ 0."), report);
        assertTrue(report.contains(" work  job.py:2\n") && report.contains(" sleep  <built-in>\n"), report);
    }

    private static List<String> samples(Session session) {
        List<String> samples = new ArrayList<>();
        for (Runs runs = session.runs(session.threads().getFirst()); runs.next(); ) {
            StringBuilder text = new StringBuilder();
            for (int at = runs.stack(); at != 0; at = session.stacks().parent(at)) {
                Frame frame = session.frames().get(session.stacks().frame(at));
                text.append(frame).append('#').append(session.stacks().line(at)).append(' ');
            }
            samples.add(runs.nanos() + " " + text);
        }
        samples.removeIf(sample -> sample.startsWith("0 "));
        return samples;
    }

    private void assertSameTree(Session session) throws IOException {
        assertEquals(PyisessionReaderTest.tree(session), Pyinstrument.tree(folder, written(session)));
    }

    private Path written(Session session) throws IOException {
        Path file = folder.resolve("session.pyisession");
        try (OutputStream out = Files.newOutputStream(file)) {
            Format.PYISESSION.renderer(Options.DEFAULT).render(session, out);
        }
        return file;
    }

    private static Session service() throws IOException {
        try (InputStream file = PyisessionIT.class.getResourceAsStream("/recordings/service.txt")) {
            return Recordings.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
