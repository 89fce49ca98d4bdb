package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Consumers;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Json;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Recordings;

/// Python's own `pstats` reads what we write, in every version.
class PstatsIT {
    private static final Pattern NEGATIVE = Pattern.compile("\\s-\\d");
    private static final double ROUNDING = 1e-12;

    @TempDir
    Path folder;

    @OnEachInterpreter
    void timeIsSplitBetweenCallers(Interpreter python) {
        Json read = read(python, Recordings.of("""
                10 <module> > a > work > *sleep
                20 <module> > b > work
                5  <module> > b
                """));

        Json work = read.get("functions").get("/app/app.py 30 work");
        assertEquals(0.030, work.get("cumtime").number(), ROUNDING);
        assertEquals(0.020, work.get("tottime").number(), ROUNDING);
        assertEquals(2, work.get("calls").number());
        assertEquals("1 1 0.0 0.01", values(work.get("callers").get("/app/app.py 20 a")));
        assertEquals("1 1 0.02 0.02", values(work.get("callers").get("/app/app.py 40 b")));
        assertEquals(
                "1 1 0.01 0.01",
                values(read.get("functions").get("~ 0 <sleep>").get("callers").get("/app/app.py 30 work")));
        assertTrue(read.get("printed").text().contains("{sleep}"));
        assertTrue(read.get("printed").text().contains("app.py:30(work)"));
    }

    @OnEachInterpreter
    void recursionIsCountedOnce(Interpreter python) {
        Json read = read(python, Recordings.of("""
                10 <module> > walk > walk > walk
                10 <module> > walk > visit > walk
                """));

        Json walk = read.get("functions").get("/app/app.py 20 walk");
        assertEquals(0.020, walk.get("cumtime").number(), ROUNDING);
        assertEquals(0.020, walk.get("tottime").number(), ROUNDING);
        assertEquals(2, walk.get("calls").number());
        assertEquals("2 2 0.0 0.02", values(walk.get("callers").get("/app/app.py 1 <module>")));
        assertEquals("1 1 0.01 0.01", values(walk.get("callers").get("/app/app.py 20 walk")));
        assertEquals("1 1 0.01 0.01", values(walk.get("callers").get("/app/app.py 30 visit")));
    }

    @OnEachInterpreter
    void allTimeOfAllThreadsIsThereAndNothingIsNegative(Interpreter python) {
        Json read = read(python, Recordings.of("""
                1.1  <module> > f > g || worker: run > f > f ~ || other: .
                2.3  <module> > f     || worker: run > g ~     || other: h
                0.01 <module> > h > f || worker: .
                7    <module> > *len
                """));

        assertEquals(10.41 + 3.41 + 3.4, 1000 * read.get("tottime").number(), 1e-9);
        double self = 0;
        for (Json function : read.get("functions").fields().values()) {
            self += function.get("tottime").number();
            assertTrue(function.get("calls").number() > 0);
            assertTrue(
                    function.get("cumtime").number() >= function.get("tottime").number());
            double fromCallers = 0;
            for (Json caller : function.get("callers").fields().values()) {
                caller.items().forEach(value -> assertTrue(value.number() >= 0));
                fromCallers += caller.items().get(2).number();
            }
            assertTrue(fromCallers <= function.get("tottime").number() + ROUNDING);
        }
        assertEquals(10.41 + 3.41 + 3.4, 1000 * self, 1e-9);
        assertEquals(
                1.11,
                1000
                        * read.get("functions")
                                .get("~ 0 <outside Python>")
                                .get("tottime")
                                .number(),
                1e-9);
        assertFalse(
                NEGATIVE.matcher(read.get("printed").text()).find(),
                read.get("printed").text());
    }

    @OnEachInterpreter
    void anEmptySessionCanBeRead(Interpreter python) {
        Json read = read(python, Recordings.with(Duration.ofMillis(1)).finish());

        assertEquals(0, read.get("tottime").number());
        assertEquals(0, read.get("calls").number());
        assertTrue(read.get("printed").text().contains("{no samples were recorded}"));
    }

    @OnEachInterpreter
    void namesOfAnyKindArrive(Interpreter python) {
        Json read =
                read(python, Recordings.of("1 größe(/tmp/日本/😀.py:7) > f(/tmp/\udcff.py:3) > <lambda>(<string>:1)"));

        assertEquals(
                List.of("/tmp/日本/😀.py 7 größe", "/tmp/\\udcff.py 3 f", "<string> 1 <lambda>"),
                List.copyOf(read.get("functions").fields().keySet()));
    }

    @OnEachInterpreter
    void importsAreShownOnlyIfEverythingIs(Interpreter python) {
        Session session = Recordings.of("1 <module> > _load(<frozen importlib._bootstrap>:9) > <module>(m.py:1)");

        Json read = read(python, session);
        assertEquals(2, read.get("functions").fields().size());
        assertEquals(
                "1 1 0.001 0.001",
                values(read.get("functions")
                        .get("/app/m.py 1 <module>")
                        .get("callers")
                        .get("/app/app.py 1 <module>")));

        Path all = Consumers.write(folder, "all.pstats", Format.PSTATS, Options.DEFAULT.withShowAll(true), session);
        assertEquals(3, read(python, all).get("functions").fields().size());
    }

    @OnEachInterpreter
    void deepRecursionIsNoProblem(Interpreter python) {
        List<String> frames = new ArrayList<>(Collections.nCopies(20_000, "f"));
        frames.addAll(Recordings.chain("g", 5_000));
        Json read = read(
                python,
                Recordings.with(Duration.ofMillis(1))
                        .tick(3_000_000)
                        .sample("MainThread", frames, ThreadState.RUNNING)
                        .finish());

        Json f = read.get("functions").get("/app/app.py 10 f");
        assertEquals(0.003, f.get("cumtime").number(), ROUNDING);
        assertEquals(1, f.get("calls").number());
        assertEquals(5001, read.get("functions").fields().size());
    }

    private static String values(Json caller) {
        return String.join(" ", caller.items().stream().map(Json::text).toList());
    }

    private Json read(Interpreter python, Session session) {
        return read(python, Consumers.write(folder, "out.pstats", Format.PSTATS, Options.DEFAULT, session));
    }

    private static Json read(Interpreter python, Path file) {
        return Consumers.json(python.executable(), Consumers.script("read_pstats.py"), file);
    }
}
