package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/// What speedscope's own importer makes of our files, and their form by speedscope's own schema.
class SpeedscopeIT {
    @TempDir
    Path folder;

    @Test
    void callsFollowOneAnotherAsTheyDid() {
        Json profile = only(read(Recordings.of("""
                10 <module>#2 > a#11 > b
                5  <module>#2 > a#12 > b
                5  <module>#3 > a#12
                1  <module>#3 > c > *sleep
                """)));

        assertEquals("MainThread", profile.get("name").text());
        assertEquals(
                List.of(
                        "0 > <module>",
                        "0 >> a",
                        "0 >>> b",
                        "15000000 <<< b",
                        "20000000 << a",
                        "20000000 >> c",
                        "20000000 >>> sleep",
                        "21000000 <<< sleep",
                        "21000000 << c",
                        "21000000 < <module>"),
                texts(profile.get("calls")));
        assertEquals("1.00s", profile.get("text").text());
    }

    @Test
    void everySmallCallIsKept() {
        StringBuilder ticks = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            ticks.append("3 <module> > main > a\n3 <module> > main > b\n");
        }
        Json profile = only(read(Recordings.of(ticks.toString())));

        assertEquals(2 * (2 + 300), profile.get("count").number());
        assertEquals("450000000 450000000", time(profile, "a"));
        assertEquals("450000000 450000000", time(profile, "b"));
        assertEquals("900000000 0", time(profile, "main"));
    }

    @Test
    void allTimeOfEachThreadIsThereOnOneScale() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .ticks("100 boot")
                .ticks("7 <module>")
                .programBegins()
                .ticks("""
                        1.000001 <module> > f
                        2.5      <module> > g || worker: run > wait ~
                        2.5      .            || worker: run > wait ~
                        1        <module> > f
                        """)
                .finish();
        List<Json> profiles = read(session).get("profiles").items();

        assertEquals("MainThread", profiles.get(0).get("name").text());
        assertEquals("14000001", profiles.get(0).get("weight").text());
        assertEquals("14000001", profiles.get(0).get("inCalls").text());
        assertEquals("2500000 2500000", time(profiles.get(0), "[outside Python]"));
        assertEquals(
                List.of("0 > <module>", "7000000 >> f", "8000001 << f", "8000001 >> g"),
                texts(profiles.get(0).get("calls")).subList(0, 4));

        assertEquals("worker", profiles.get(1).get("name").text());
        assertEquals("14000001", profiles.get(1).get("weight").text());
        assertEquals("5000000", profiles.get(1).get("inCalls").text());
    }

    @Test
    void processesAreToldApart() {
        Session session = Recordings.processes("1 f || MainThread@200: g || MainThread@300: h")
                .finish();

        assertEquals(
                List.of(
                        "MainThread, process 100",
                        "MainThread, process 200",
                        "MainThread, process 300 (python3 -m tool 7)"),
                read(session).get("profiles").items().stream()
                        .map(profile -> profile.get("name").text())
                        .toList());
    }

    @Test
    void recursionIsNotCountedTwice() {
        Json profile = only(read(Recordings.of("10 <module> > walk > walk > walk\n10 <module> > walk")));

        assertEquals("20000000 20000000", time(profile, "walk"));
    }

    @Test
    void functionsAreKnownByNameFileAndLine() {
        Json read = read(Recordings.of("1 größe(/tmp/日本/a\"\\b.py:7) > \u0007;😀(lib:x.py:3) > *list.sort"));

        assertEquals(
                List.of(
                        "größe /tmp/日本/a\"\\b.py 7",
                        "\u0007;😀 " + Recordings.INSTALLED + "/x.py 3",
                        "list.sort null null"),
                only(read).get("frames").items().stream()
                        .map(frame -> frame.get("name").text() + " "
                                + frame.get("file").text() + " "
                                + frame.get("line").text())
                        .toList());
    }

    @Test
    void anEmptySessionCanBeRead() {
        Json profile = only(read(Recordings.with(Duration.ofMillis(1)).finish()));

        assertEquals("no samples were recorded", profile.get("name").text());
        assertEquals(0, profile.get("count").number());
    }

    @Test
    void importsAreShownOnlyIfEverythingIs() {
        Session session = Recordings.of("1 <module> > _load(<frozen importlib._bootstrap>:9) > !h > <module>(m.py:1)");

        assertEquals(2, only(read(session)).get("frames").items().size());
        assertEquals(
                4,
                only(read(session, Options.DEFAULT.withShowAll(true)))
                        .get("frames")
                        .items()
                        .size());
    }

    /// As deep as its importer goes: it sorts calls by calling itself for each level.
    @Test
    void deepStacksAreRead() {
        List<String> frames = Collections.nCopies(2_000, "f");
        Recordings recording = Recordings.with(Duration.ofMillis(1));
        for (int i = 0; i < 200; i++) {
            List<String> stack = new ArrayList<>(frames);
            stack.add("g" + i % 2);
            recording.tick(1_000_000).sample("MainThread", stack, ThreadState.RUNNING);
        }
        Json profile = only(read(recording.finish()));

        assertEquals(2 * (2_000 + 200), profile.get("count").number());
        assertEquals("200000000 0", time(profile, "f"));
        assertEquals("100000000 100000000", time(profile, "g0"));
    }

    @Test
    void notesAreInTheTitle() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .note("Only the first second is shown.")
                .ticks("1 f")
                .finish();

        assertEquals(
                "Program: app.py (Only the first second is shown.)",
                read(session).get("name").text());
    }

    private Json read(Session session) {
        return read(session, Options.DEFAULT);
    }

    private Json read(Session session, Options options) {
        Path modules = Consumers.file("npm/node_modules");
        Path file = Consumers.write(folder, "out.speedscope.json", Format.SPEEDSCOPE, options, session);
        Json read = Consumers.json(Consumers.program("node"), Consumers.script("read_speedscope.mjs"), modules, file);
        assertEquals(List.of("Importing as speedscope json file"), texts(read.get("log")));
        assertEquals(List.of(), texts(read.get("violations")));
        return read;
    }

    private static Json only(Json read) {
        assertEquals(1, read.get("profiles").items().size());
        return read.get("profiles").items().getFirst();
    }

    /// Total and self time of a function.
    private static String time(Json profile, String name) {
        List<Json> found = profile.get("frames").items().stream()
                .filter(frame -> frame.get("name").text().equals(name))
                .toList();
        assertTrue(found.size() == 1, () -> name + " is there " + found.size() + " times");
        return found.getFirst().get("total").text() + " "
                + found.getFirst().get("self").text();
    }

    private static List<String> texts(Json array) {
        return array.items().stream().map(Json::text).toList();
    }
}
