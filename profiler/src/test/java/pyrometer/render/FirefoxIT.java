package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Consumers;
import pyrometer.testing.Json;
import pyrometer.testing.Recordings;

/// What the Firefox Profiler's own loader makes of our files. It converts them to its newest format first.
class FirefoxIT {
    private static final double ROUNDING = 1e-6;

    @TempDir
    Path folder;

    @Test
    void functionsCategoriesAndTimeOnTheCpuAreThere() {
        Json thread = thread(read(Recordings.of("""
                        30 <module> > load(lib:yaml/loader.py:4) > *sleep ~
                        20 <module> > load(lib:yaml/loader.py:4)
                        5  <module> > größe
                        25 <module> > walk > walk > walk
                        10 <module> > dumps(std:json/__init__.py:2) > *encode
                        10 <module> > eval(<string>:1)
                        """)), 0);

        assertEquals("MainThread", thread.get("name").text());
        assertEquals(
                "100 100", thread.get("pid").text() + " " + thread.get("tid").text());
        assertEquals(100, thread.get("total").number(), ROUNDING);
        assertEquals(70, thread.get("cpuMs").number(), ROUNDING);
        assertTime(thread, "load", 20, 50);
        assertTime(thread, "walk", 25, 25);
        assertTime(thread, "größe", 5, 5);
        assertTime(thread, "<module>", 0, 100);
        assertEquals(30, thread.get("categories").get("Waiting").number(), ROUNDING);
        assertEquals(40, thread.get("categories").get("Program").number(), ROUNDING);
        assertEquals(20, thread.get("categories").get("Installed library").number(), ROUNDING);
        assertEquals(10, thread.get("categories").get("C function").number(), ROUNDING);
    }

    @Test
    void allTimeOfEachThreadIsThere() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .ticks("100 boot")
                .ticks("7 <module>")
                .programBegins()
                .ticks("""
                        1.000001 <module> > f
                        2.5      <module> > g || worker: run > wait ~
                        2.5      .            || worker: run > wait ~
                        1        <module> > f || worker: run
                        """)
                .note("Only a part is shown.")
                .finish();
        Json read = read(session);

        assertEquals(2, read.get("threads").items().size());
        assertEquals(14.000001, thread(read, 0).get("total").number(), ROUNDING);
        assertTime(thread(read, 0), "[outside Python]", 2.5, 2.5);
        assertFalse(thread(read, 0).get("functions").fields().containsKey("boot"));
        assertEquals("worker", thread(read, 1).get("name").text());
        assertEquals(6, thread(read, 1).get("total").number(), ROUNDING);
        assertTime(thread(read, 1), "wait", 5, 5);
        assertEquals(3, thread(read, 1).get("samples").number());
        assertEquals("Program: app.py", read.get("meta").get("product").text());
        assertEquals("1", read.get("meta").get("interval").text());
        assertEquals(
                "Only a part is shown.",
                read.get("meta")
                        .get("extra")
                        .items()
                        .getFirst()
                        .get("entries")
                        .items()
                        .getFirst()
                        .get("value")
                        .text());
    }

    @Test
    void processesAreToldApart() {
        Json read = read(Recordings.processes("10 f || MainThread@200: g || MainThread@300: h")
                .finish());

        assertEquals("100 Python", process(thread(read, 0)));
        assertEquals("200 Python", process(thread(read, 1)));
        assertEquals("300 python3 -m tool 7", process(thread(read, 2)));
    }

    private static String process(Json thread) {
        return thread.get("pid").text() + " " + thread.get("process").text();
    }

    @Test
    void anEmptySessionCanBeRead() {
        Json thread = thread(read(Recordings.with(Duration.ofMillis(1)).finish()), 0);

        assertEquals("no samples were recorded", thread.get("name").text());
        assertEquals(0, thread.get("total").number());
    }

    @Test
    void deepStacksAndOddNamesAreRead() {
        List<String> frames = new ArrayList<>(Collections.nCopies(10_000, "f"));
        frames.add("\u0007;\"😀(/tmp/日本 x.py:3)");
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(3_000_000)
                .sample("MainThread", frames, ThreadState.RUNNING)
                .tick(1_000_000)
                .sample("MainThread", frames.subList(0, 10_000), ThreadState.UNKNOWN)
                .finish();
        Json thread = thread(read(session), 0);

        assertTime(thread, "f", 1, 4);
        assertTrue(thread.get("functions").fields().keySet().stream().anyMatch(name -> name.contains(";\"😀")));
    }

    private static void assertTime(Json thread, String function, double self, double total) {
        Json time = thread.get("functions").get(function);
        assertEquals(self, time.get("self").number(), ROUNDING, function);
        assertEquals(total, time.get("total").number(), ROUNDING, function);
    }

    private static Json thread(Json read, int index) {
        return read.get("threads").items().get(index);
    }

    private Json read(Session session) {
        Path modules = Consumers.file("npm/node_modules");
        Path file = Consumers.write(folder, "out.profile.json", Format.FIREFOX, Options.DEFAULT, session);
        return Consumers.json(
                Consumers.program("node"), Consumers.script("read_firefox.mjs"), modules, folder.resolve("s"), file);
    }
}
