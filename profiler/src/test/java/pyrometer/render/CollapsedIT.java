package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Consumers;
import pyrometer.testing.Json;
import pyrometer.testing.Recordings;

/// What the original flamegraph.pl draws of our files, and what speedscope reads of them.
class CollapsedIT {
    @TempDir
    Path folder;

    @Test
    void theGraphHasEachCallWithItsTime() {
        String graph = graph(Recordings.of("""
                10   <module> > load > *sleep ~
                20   <module> > load
                30.5 <module> > größe
                """));

        assertTrue(graph.contains("<title>all (60,500 us, 100%)</title>"), graph);
        assertTrue(graph.contains("(module) (app.py:1) (60,500 us, 100.00%)"), graph);
        assertTrue(graph.contains("load (app.py:20) (30,000 us, 49.59%)"), graph);
        assertTrue(graph.contains("sleep (10,000 us, 16.53%)"), graph);
        assertTrue(graph.contains("größe (app.py:30) (30,500 us, 50.41%)"), graph);
    }

    @Test
    void threadsStandSideBySide() {
        String graph = graph(Recordings.of("10 f || wor;ker: g\n5 f || wor;ker: g"));

        assertTrue(graph.contains("MainThread (15,000 us, 50.00%)"), graph);
        assertTrue(graph.contains("wor\\x3bker (15,000 us, 50.00%)"), graph);
        assertTrue(graph.contains("g (app.py:20) (15,000 us, 50.00%)"), graph);
    }

    @Test
    void oddNamesStayWhole() {
        String graph = graph(Recordings.of("10 a;b\t<1> 2 & \"q\"(/x y/日本.py:3) > c(/;.py:1)"));

        assertTrue(graph.contains("a\\x3bb\\x09(1) 2 &amp; &quot;q&quot; (/x y/日本.py:3) (10,000 us, 100.00%)"), graph);
        assertTrue(graph.contains("c (/\\x3b.py:1) (10,000 us, 100.00%)"), graph);
    }

    @Test
    void deepStacksAreDrawn() {
        List<String> frames = new ArrayList<>(Collections.nCopies(10_000, "f"));
        frames.add("leaf");
        String graph = graph(Recordings.with(Duration.ofMillis(1))
                .tick(3_000_000)
                .sample("MainThread", frames, ThreadState.RUNNING)
                .finish());

        assertEquals(
                10_000,
                Pattern.compile("<title>f \\(app\\.py:10\\) \\(3,000")
                        .matcher(graph)
                        .results()
                        .count());
    }

    @Test
    void speedscopeReadsThemToo() throws Exception {
        Path modules = Consumers.file("npm/node_modules");
        Path file = Consumers.write(
                folder,
                "out.folded",
                Format.COLLAPSED,
                Options.DEFAULT,
                Recordings.of("10 <module> > walk > walk > leaf\n20 <module> > walk"));

        Json read = Consumers.json(Consumers.program("node"), Consumers.script("read_speedscope.mjs"), modules, file);
        assertEquals(
                "Importing as collapsed stack format",
                read.get("log").items().getFirst().text());
        Json profile = read.get("profiles").items().getFirst();
        assertEquals(30_000, profile.get("weight").number(), Files.readString(file));
        Json walk = profile.get("frames").items().stream()
                .filter(frame -> frame.get("name").text().equals("walk (app.py:20)"))
                .findFirst()
                .orElseThrow();
        assertEquals(30_000, walk.get("total").number());
        assertEquals(20_000, walk.get("self").number());
    }

    private String graph(Session session) {
        Path flamegraph = Consumers.file("flamegraph.pl");
        Path file = Consumers.write(folder, "out.collapsed", Format.COLLAPSED, Options.DEFAULT, session);
        return Consumers.run(
                Consumers.program("perl"), flamegraph, "--countname=us", "--encoding=UTF-8", "--minwidth=0", file);
    }
}
