package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.session.Environment;
import pyrometer.session.Glob;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Golden;
import pyrometer.testing.Recordings;

class ConsoleRendererTest {
    private static final String JSON_HOOK = """
            100 <module> > main
            60  <module> > main > loads(std:json/__init__.py:299) > decode(std:json/decoder.py:332) > raw_decode(std:json/decoder.py:343)
            200 <module> > main > loads(std:json/__init__.py:299) > decode(std:json/decoder.py:332) > raw_decode(std:json/decoder.py:343) > hook > *sleep
            50  <module> > main > Loader:fetch(lib:requests/api.py:14) > send(lib:requests/sessions.py:500) > *socket.recv
            """;

    @Test
    void aReportHasAHeaderATreeAndAHint() {
        Golden.assertMatches("report.txt", text(Recordings.of(JSON_HOOK), Options.DEFAULT.withUnicode(true)));
    }

    @Test
    void treesAreDrawnInAsciiWhereUnicodeIsNotWanted() {
        assertEquals("""
                0.410 <module>  app.py:1
                `- 0.410 main  app.py:20
                   |- 0.260 loads  json/__init__.py:299
                   |     [2 frames hidden]  json
                   |        0.260 raw_decode  json/decoder.py:343
                   |        `- 0.200 hook  app.py:30
                   |           `- 0.200 sleep  <built-in>
                   |- 0.100 [self]  app.py
                   `- 0.050 Loader.fetch  requests/api.py:14
                         [2 frames hidden]  requests, <built-in>
                """, tree(JSON_HOOK, Options.DEFAULT));
    }

    @Test
    void coloursFollowTheShareOfTheTotal() {
        Golden.assertMatches(
                "colours.txt",
                text(Recordings.of("""
                                500 <module> > hot
                                300 <module> > warm
                                120 <module> > mild
                                40  <module> > cool
                                40  <module> > loads(std:json/__init__.py:299)
                                """), Options.DEFAULT.withUnicode(true).withColor(true)));
    }

    /// A script has the path that it was started by: `python grp.py` and `python /app/grp.py` run the same file.
    @ParameterizedTest
    @CsvSource({
        "*/grp.py, true",
        "grp.py, true",
        "/app/*, true",
        "/app/grp.?y, true",
        "*/g[!a]p.py, true",
        "app/grp.py, false",
        "*/other.py, false",
        "/ap/*, false",
    })
    void filesAreHiddenByPatternsOfTheirPath(String glob, boolean hidden) {
        String stacks =
                "100 <module>(main.py:1) > a(./grp.py:3) > b(./grp.py:5) > c(./grp.py:7) > e(./grp.py:8) > d(own.py:9)";
        Options options = Options.DEFAULT.withHide(Optional.of(Glob.pattern(glob)));

        String tree = tree(stacks, options);

        assertEquals(hidden, tree.contains("frames hidden]"), tree);
    }

    @ParameterizedTest
    @CsvSource({"grp.py, true", "g*, true", "/app/grp.py, true", "pp/grp.py, false"})
    void aFileBelowTheWorkingDirectoryNeedNotBeNamedFromTheRootOn(String glob, boolean hidden) {
        String stacks =
                "100 <module>(main.py:1) > a(/app/grp.py:3) > b(/app/grp.py:5) > c(/app/grp.py:7) > e(/app/grp.py:8) > d(own.py:9)";
        Options options = Options.DEFAULT.withHide(Optional.of(Glob.pattern(glob)));

        String tree = tree(stacks, options);

        assertEquals(hidden, tree.contains("frames hidden]"), tree);
    }

    @ParameterizedTest
    @CsvSource({"*/x/*, true", "/venv/*, true", "*.pyc, false"})
    void showingWinsOverHiding(String glob, boolean shown) {
        String stacks =
                "100 <module>(main.py:1) > a(lib:x/a.py:3) > b(lib:x/b.py:5) > c(lib:x/c.py:7) > e(lib:x/c.py:9) > d(own.py:9)";
        Options options =
                Options.DEFAULT.withHide(Optional.of(Glob.pattern("*"))).withShow(Optional.of(Glob.pattern(glob)));

        String tree = tree(stacks, options);

        assertEquals(shown, !tree.contains("frames hidden]"), tree);
    }

    @Test
    void methodsHaveTheirClass() {
        assertEquals("""
                0.006 <module>  app.py:1
                |- 0.003 Sub.method  app.py:20
                |- 0.002 K.cm  app.py:30
                `- 0.001 plain  app.py:40
                """, tree("""
                3 <module> > Sub:method
                2 <module> > K:cm
                1 <module> > plain
                """, Options.DEFAULT));
    }

    @Test
    void repeatedCallsAreOneLineAndTheLongestComesFirst() {
        assertEquals("""
                0.010 main  app.py:10
                |- 0.006 b  app.py:30
                `- 0.004 a  app.py:20
                """, tree("2 main > a\n3 main > b\n".repeat(2), Options.DEFAULT));
    }

    @Test
    void aTimelineKeepsTheOrderOfCalls() {
        assertEquals("""
                0.005 main  app.py:10
                |- 0.002 a  app.py:20
                |- 0.001 b  app.py:30
                `- 0.002 a  app.py:20
                """, tree("""
                2 main > a
                1 main > b
                2 main > a
                """, Options.DEFAULT.withTimeline(true)));
    }

    @Test
    void aTimelineKeepsManyShortCalls() {
        String report = tree("3 main > a\n3 main > b\n".repeat(150), Options.DEFAULT.withTimeline(true));

        assertEquals(
                150,
                report.lines()
                        .filter(line -> line.endsWith("0.003 a  app.py:20"))
                        .count());
        assertEquals(
                150,
                report.lines()
                        .filter(line -> line.endsWith("0.003 b  app.py:30"))
                        .count());
    }

    @Test
    void aVersionThatIsNotKnownIsNotThere() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .environment(new Environment("", "", "", List.of(), List.of(), ""))
                .ticks("1 main")
                .finish();

        assertFalse(text(session, Options.DEFAULT).contains("Python"));
    }

    @Test
    void aTimelineOfEverythingBeginsAtTheProgram() {
        String runpy = "_run_module_as_main(<frozen runpy>:173) > ";
        assertEquals("""
                1.003 <module>  app.py:1
                |- 0.001 _find_and_load  <frozen importlib._bootstrap>:9
                |- 0.001 [self]  app.py
                |- 1.000 work  app.py:20
                `- 0.001 [self]  app.py
                """, tree("""
                1    <module> > _find_and_load(<frozen importlib._bootstrap>:9)
                1    <module>
                1000 <module> > work
                1    <module>
                """, Options.DEFAULT.withTimeline(true).withShowAll(true)));
        assertEquals(
                """
                1.001 <module>  app.py:1
                |- 1.000 work  app.py:20
                `- 0.001 [self]  app.py
                """,
                tree(
                        "1 " + runpy
                                + "_get_module_details(<frozen runpy>:100) > open_code(<frozen importlib._bootstrap>:9)\n"
                                + "1000 " + runpy + "<module> > work\n"
                                + "1 " + runpy + "<module>",
                        Options.DEFAULT.withTimeline(true).withShowAll(true)));
    }

    @Test
    void showingAllHidesNothing() {
        String recording = """
                600 <module> > slow(lib:x/a.py:1) > inner(lib:x/b.py:1) > more(lib:x/c.py:1)
                399 <module> > _find_and_load(<frozen importlib._bootstrap>:9) > !hide > <module>(mod.py)
                1   <module> > short
                """;

        String report = tree(recording, Options.DEFAULT.withShowAll(true));

        assertEquals("""
                1.000 <module>  app.py:1
                |- 0.600 slow  x/a.py:1
                |  `- 0.600 inner  x/b.py:1
                |     `- 0.600 more  x/c.py:1
                |- 0.399 _find_and_load  <frozen importlib._bootstrap>:9
                |  `- 0.399 hide  app.py:20
                |     `- 0.399 <module>  mod.py:1
                `- 0.001 short  app.py:40
                """, report);
    }

    @Test
    void theTreeOfAModuleBeginsWithTheModuleInEveryMode() {
        String runpy = "_run_module_as_main(<frozen runpy>:173)";
        String recording = """
                9   %1$s > _get_module_details(<frozen runpy>:105) > _find_and_load(<frozen importlib._bootstrap>:1) > *stat
                300 %1$s > _run_code(<frozen runpy>:65) > <module>(pkg/__main__.py) > work
                """.formatted(runpy);

        for (Options options : new Options[] {
            Options.DEFAULT,
            Options.DEFAULT.withShowAll(true),
            Options.DEFAULT.withTimeline(true),
            Options.DEFAULT.withTimeline(true).withShowAll(true)
        }) {
            assertTrue(tree(recording, options).startsWith("0.300 <module>  pkg/__main__.py:1\n"), options.toString());
        }
    }

    @Test
    void aHotLibraryCallIsShownInItsGroup() {
        String recording = """
                500 main > a(lib:x/a.py:1) > b(lib:x/b.py:1) > c(lib:x/c.py:1) > hot(lib:x/hot.py:1)
                400 main
                """;

        assertEquals("""
                0.900 main  app.py:10
                |- 0.500 a  x/a.py:1
                |     [2 frames hidden]  x
                |        0.500 hot  x/hot.py:1
                `- 0.400 [self]  app.py
                """, tree(recording, Options.DEFAULT));
    }

    @Test
    void aGroupThatWouldHideOneCallIsShownWhole() {
        assertEquals("""
                1.000 main  app.py:10
                |- 0.900 [self]  app.py
                `- 0.100 a  x/a.py:1
                   `- 0.100 b  x/b.py:1
                """, tree("""
                100 main > a(lib:x/a.py:1) > b(lib:x/b.py:1)
                900 main
                """, Options.DEFAULT));
    }

    @Test
    void theListOfHiddenLibrariesIsShort() {
        String stack = IntStream.range(0, 20)
                .mapToObj(i -> "f(lib:library" + i + "/x.py:1)")
                .collect(Collectors.joining(" > "));

        String report = tree("100 main > " + stack + "\n900 main", Options.DEFAULT);

        assertTrue(report.contains("[19 frames hidden]  library1, library2, library3, library...\n"), report);
    }

    @Test
    void codeFromStringsBelongsToItsCaller() {
        String app = ConsoleRendererTest.text(Recordings.of("1 main > e(<string>:1)"), Options.DEFAULT.withColor(true));
        String library = ConsoleRendererTest.text(
                Recordings.of("1 main > l(lib:x/a.py:1) > e(<string>:1)"), Options.DEFAULT.withColor(true));

        assertTrue(app.contains("48;5;24me"), app);
        assertFalse(library.contains("48;5;24me"), library);
    }

    @Test
    void timesCanBeSharesOfTheTotal() {
        assertEquals("""
                100.0% main  app.py:10
                |- 60.8% a  app.py:20
                `- 39.2% b  app.py:30
                """, tree("""
                608 main > a
                392 main > b
                """, Options.DEFAULT.withTime(Options.Time.PERCENT_OF_TOTAL)));
    }

    @ParameterizedTest
    @CsvSource({"2000, 1", "1000, 1", "100, 1.2", "10, 1.23", "2, 1.234", "1, 1.234", "0.1, 1.2345", "0.001, 1.234500"})
    void timesHaveTheDecimalsThatTheIntervalGivesThem(double millis, String time) {
        Session session = Recordings.with(Duration.ofNanos((long) (millis * 1e6)))
                .tick(1_234_500_000)
                .sample("MainThread", "main")
                .finish();

        assertEquals(time + " main  app.py:10\n", treeOf(text(session, Options.DEFAULT)));
    }

    @Test
    void notesOfTheSessionStandInTheHeader() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .note("The recording breaks off.")
                .ticks("5 main")
                .finish();

        assertTrue(text(session, Options.DEFAULT).contains("\nThe recording breaks off.\n\n"));
    }

    @Test
    void everyThreadThatDidSomethingHasItsTree() {
        Golden.assertMatches(
                "threads.txt",
                text(
                        Recordings.of(
                                """
                                5 <module> > *lock.acquire ~
                                5 <module> > *lock.acquire ~ || Thread-1 (work): %1$s > work > a || pool-0: %1$s > wait(std:threading.py:320)#355 ~ || pool-1: %1$s > wait(std:threading.py:320)#355 ~ || Timer: %1$s > tick#77 ~
                                5 <module> > *lock.acquire ~ || Thread-1 (work): %1$s > work > b || pool-0: %1$s > wait(std:threading.py:320)#355 ~ || pool-1: %1$s > wait(std:threading.py:320)#355 ~ || Timer: %1$s > tick#77 ~
                                """.formatted(
                                                "Thread:_bootstrap(std:threading.py:1000)"
                                                        + " > Thread:_bootstrap_inner(std:threading.py:1040) > Thread:run(std:threading.py:990)")),
                        Options.DEFAULT.withUnicode(true)));
    }

    @Test
    void showingAllShowsWaitingThreadsToo() {
        String recording = "5 main || idle: wait ~";

        assertTrue(
                text(Recordings.of(recording), Options.DEFAULT).contains("idle waited 0.005 s in wait  app.py:21\n"));
        assertTrue(text(Recordings.of(recording), Options.DEFAULT.withShowAll(true))
                .contains("\nidle\n0.005 wait  app.py:20\n"));
    }

    @Test
    void severalRootsFollowEachOther() {
        assertEquals("""
                0.010 <module>  app.py:1
                0.004 _shutdown  threading.py:1500
                `- 0.004 lock.acquire  <built-in>
                """, tree("""
                10 <module>
                4  _shutdown(std:threading.py:1500) > *lock.acquire ~
                """, Options.DEFAULT));
    }

    @Test
    void theStartOfTheInterpreterIsMentionedIfItWasLong() {
        assertTrue(text(startingIn("100 boot"), Options.DEFAULT).contains("Start-up: 0.100 s, not in the tree\n"));
        assertFalse(text(startingIn("10 boot"), Options.DEFAULT).contains("Start-up"));
    }

    private static Session startingIn(String boot) {
        return Recordings.with(Duration.ofMillis(1))
                .ticks(boot)
                .ticks("1 main")
                .programBegins()
                .ticks("899 main")
                .finish();
    }

    @Test
    void aGoodRecordingNeedsNoRemark() {
        assertEquals("0.001 main  app.py:10\n\n", afterHeader(measuredAs(new Quality(1000, 9, 9, 0, 49))));
    }

    @Test
    void whatWentWrongIsSaid() {
        assertTrue(measuredAs(new Quality(980, 0, 20, 0, 0)).contains("2.0% of the looks found no stable stack"));
        assertTrue(measuredAs(new Quality(1000, 0, 0, 1, 0)).contains("33.3% of the looks came too late"));
        assertTrue(measuredAs(new Quality(1000, 0, 0, 0, 60)).contains("6.0% of the samples were in C functions"));
    }

    private static String measuredAs(Quality quality) {
        return text(
                Recordings.with(Duration.ofMillis(1))
                        .quality(quality)
                        .ticks("1 main")
                        .finish(),
                Options.DEFAULT);
    }

    @Test
    void whatATreeDoesNotShowOfAThreadIsSaidBelowIt() {
        Recordings recording = Recordings.with(Duration.ofMillis(1));
        for (int tick = 0; tick < 100; tick++) {
            recording.tick(1_000_000).sample("MainThread", "<module> > wait ~");
            ThreadState state = tick < 30 ? ThreadState.WAITING_FOR_GIL : ThreadState.RUNNING;
            recording.sample("busy", List.of("work"), state);
            recording.sample("tidy", List.of("clean"), tick < 6 ? ThreadState.COLLECTING : ThreadState.RUNNING);
            recording.sample("calm", List.of("work"), tick < 4 ? state : ThreadState.RUNNING);
        }

        String report = text(recording.finish(), Options.DEFAULT);

        assertEquals(
                List.of(
                        "30.0% of it waiting for the GIL, which other threads held",
                        "tidy", "6.0% of it collecting garbage", "calm"),
                report.lines()
                        .filter(line -> line.contains(" of it ") || line.equals("tidy") || line.equals("calm"))
                        .toList());
    }

    @Test
    void aSessionWithoutSamplesSaysWhy() {
        Session none = Recordings.with(Duration.ofMillis(1)).finish();
        Session unseen = Recordings.with(Duration.ofMillis(1)).tick(50_000_000).finish();

        assertEquals("""
                No samples were recorded.
                The recording is shorter than one interval of 0.001 s.
                """, afterHeader(text(none, Options.DEFAULT)));
        assertEquals("""
                No samples were recorded.
                It ended before the first look, after 0.050 s.
                """, afterHeader(text(unseen, Options.DEFAULT)));
    }

    @Test
    void namesCannotMoveTheCursor() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .description("Program: -c a\nb\u001b[2J")
                .ticks("1 ev\u001bil")
                .finish();

        String report = text(session, Options.DEFAULT);

        assertTrue(report.startsWith("Program: -c a\\nb\\x1b[2J\n"), report);
        assertTrue(report.contains("0.001 ev\\x1bil  app.py:10\n"), report);
    }

    @Test
    void aStackOfAnyDepthIsPrinted() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(1_000_000)
                .sample("MainThread", Recordings.chain("f", 100_000), ThreadState.RUNNING)
                .finish();

        String report = text(session, Options.DEFAULT);

        assertTrue(report.contains("[99900 calls deep]\n0.001 f99900  app.py:"), "depth");
        assertTrue(report.length() < 40_000_000, () -> "length " + report.length());
    }

    private static String tree(String recording, Options options) {
        return treeOf(text(Recordings.of(recording), options));
    }

    private static String treeOf(String report) {
        String body = afterHeader(report);
        return body.substring(0, body.indexOf("\n\n") + 1);
    }

    private static String afterHeader(String report) {
        return report.substring(report.indexOf("\n\n") + 2);
    }

    static String text(Session session, Options options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new ConsoleRenderer(options, ZoneOffset.UTC).render(session, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
