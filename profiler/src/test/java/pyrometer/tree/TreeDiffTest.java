package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.testing.Recordings;

class TreeDiffTest {
    private static final long MILLI = 1_000_000;

    @Test
    void functionsThatChangedMostInThemselvesComeFirst() {
        TreeDiff diff = diff("""
                1000 main > load
                1000 main > parse > *scan
                1000 main > save
                """, """
                1000 main > load
                2000 main > parse > *scan
                500 main > save
                """);

        assertEquals("""
                scan: self 1000 -> 2000 SLOWER, total 1000 -> 2000 SLOWER
                save: self 1000 -> 500 FASTER, total 1000 -> 500 FASTER
                parse: self 0 -> 0 NOISE, total 1000 -> 2000 SLOWER
                main: self 0 -> 0 NOISE, total 3000 -> 3500 SLOWER
                load: self 1000 -> 1000 NOISE, total 1000 -> 1000 NOISE
                """, functions(diff));
        assertEquals(new Change(3000 * MILLI, 3500 * MILLI, diff.total().noise()), diff.total());
    }

    @Test
    void treesAreLaidOverOneAnother() {
        TreeDiff diff = diff("""
                1000 main > load > read || worker: work
                1000 main > parse > old || worker: work
                """, """
                900 main > load > read || worker: work
                1000 main > parse > new
                1000 main > other > read
                """);

        assertEquals("""
                MainThread 2000 -> 2900 SLOWER
                  main 2000 -> 2900 SLOWER
                    load 1000 -> 900 NOISE
                      read 1000 -> 900 NOISE
                        [self] 1000 -> 900 NOISE
                    parse 1000 -> 1000 NOISE
                      old 1000 -> 0 GONE
                        [self] 1000 -> 0 GONE
                      new 0 -> 1000 NEW
                        [self] 0 -> 1000 NEW
                    other 0 -> 1000 NEW
                      read 0 -> 1000 NEW
                        [self] 0 -> 1000 NEW
                worker 2000 -> 900 FASTER
                  work 2000 -> 900 FASTER
                    [self] 2000 -> 900 FASTER
                """, tree(diff));
    }

    @Test
    void aFunctionThatMovedIsTheSame() {
        TreeDiff diff = diff("1000 main > parse(m.py:10)", "1000 main > parse(m.py:17)");

        ComparedFunction parse = function(diff, "parse");
        assertEquals(List.of(10, 17), List.of(parse.lineBefore(), parse.lineAfter()));
        assertEquals(Verdict.NOISE, parse.total().verdict());
        assertEquals(2, diff.functions().size());
    }

    @Test
    void functionsOfOneNameAreToldByTheirOrder() {
        TreeDiff diff = diff(
                "1000 main > f(m.py:10)\n500 main > f(m.py:20)\n100 main > f(m.py:90)",
                "1000 main > f(m.py:15)\n500 main > f(m.py:25)\n100 main > f(m.py:90)");

        assertEquals(
                List.of("10-15 1000-1000", "20-25 500-500", "90-90 100-100"),
                diff.functions().stream()
                        .filter(function -> function.label().equals("f"))
                        .map(f -> f.lineBefore() + "-" + f.lineAfter() + " "
                                + f.self().before() / MILLI + "-" + f.self().after() / MILLI)
                        .sorted()
                        .toList());
    }

    @Test
    void aFileIsTheSameInAnotherPlaceOfItsPackage() {
        Session after = Recordings.with(Duration.ofMillis(1))
                .environment(new pyrometer.session.Environment(
                        "3.12.1",
                        "",
                        "/app",
                        List.of("/other"),
                        List.of("/app", "/other/lib/python3.12/site-packages"),
                        ""))
                .ticks("1000 main > get(/other/lib/python3.12/site-packages/requests/api.py:9)")
                .finish();

        TreeDiff diff = TreeDiff.of(List.of(recorded("1000 main > get(lib:requests/api.py:9)")), List.of(after));

        assertEquals(Verdict.NOISE, function(diff, "get").total().verdict());
    }

    @Test
    void recursionCountsOnce() {
        TreeDiff diff = diff("1000 main > f > g > f", "2000 main > f > g > f");

        assertEquals(2000 * MILLI, function(diff, "f").total().after());
    }

    @Test
    void timesOfSeveralRunsAreThoseOfOne() {
        Session run = recorded("1000 main > a\n500 main > b");
        Session slower = recorded("1000 main > a\n700 main > b");

        TreeDiff diff = TreeDiff.of(List.of(run, run, slower, run), List.of(run, slower));

        assertEquals(550 * MILLI, function(diff, "b").self().before());
        assertEquals(600 * MILLI, function(diff, "b").self().after());
        assertEquals(Verdict.NOISE, function(diff, "b").self().verdict());
    }

    @Test
    void runsThatDifferMoreMakeMoreNoise() {
        Session fast = recorded("900 main > a");
        Session middle = recorded("1000 main > a");
        Session slow = recorded("1100 main > a");

        long steady = TreeDiff.of(List.of(middle, middle, middle), List.of(middle, middle, middle))
                .total()
                .noise();
        long shaky = TreeDiff.of(List.of(fast, middle, slow), List.of(fast, middle, slow))
                .total()
                .noise();
        long single = TreeDiff.of(List.of(middle), List.of(middle)).total().noise();

        assertTrue(steady < shaky && steady < single, steady + " " + shaky + " " + single);
    }

    @Test
    void onABusyMachineChanceDecides() {
        Session before = recorded("1000 main");
        Session after = Recordings.with(Duration.ofMillis(1))
                .cpuTime(Duration.ofMillis(1000))
                .ticks("2000 main")
                .finish();

        TreeDiff diff = TreeDiff.of(List.of(before), List.of(after));

        assertEquals(Verdict.NOISE, diff.total().verdict());
        assertEquals(
                "The program had to wait for a CPU up to 50% of the time in which it could have run:"
                        + " on a busy machine little can be compared",
                diff.notes().getFirst());
    }

    @Test
    void whatDiffersBesideTheTimesIsSaid() {
        Session before = recorded("1 a");
        Session after = Recordings.with(Duration.ofMillis(2))
                .description("Program: b.py")
                .ticks("1 a")
                .finish();

        assertEquals(
                List.of(
                        "Different programs: Program: app.py before, Program: b.py after",
                        "Different sampling intervals: 0.001 s before, 0.002 s after",
                        "One run each: how much runs differ by chance is assumed, 3% of their time."
                                + " Give several runs to have it measured"),
                TreeDiff.of(List.of(before), List.of(after)).notes());
    }

    @Test
    void processesAreComparedWithThoseThatWereStartedWithTheSame() {
        Session before = Recordings.processes("1 f || MainThread@200: g || MainThread@300: h")
                .finish();
        Session after = Recordings.with(Duration.ofMillis(1))
                .process(100, "/usr/bin/python3", "app.py")
                .process(400, "/usr/bin/python3", "-m", "tool", "8")
                .ticks("1 f || MainThread@400: h")
                .finish();

        TreeDiff diff = TreeDiff.of(List.of(before), List.of(after));

        assertEquals(List.of("MainThread", "MainThread, fork 1", "MainThread, python3 -m tool 7"), diff.threads());
        assertArrayEquals(new int[] {0, 2}, diff.threadNumbers(1));
    }

    @Test
    void nothingCannotBeCompared() {
        assertThrows(IllegalArgumentException.class, () -> TreeDiff.of(List.of(), List.of(recorded("1 a"))));
    }

    @Property(tries = 200)
    void changesAddUp(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 59) Integer> ticksBefore,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 59) Integer> ticksAfter) {
        TreeDiff diff = TreeDiff.of(List.of(recording(ticksBefore)), List.of(recording(ticksAfter)));

        assertEquals(
                diff.threadTime().difference(),
                diff.functions().stream()
                        .mapToLong(function -> function.self().difference())
                        .sum());
        for (int node = TreeDiff.ROOT; node < diff.size(); node++) {
            long children = 0;
            for (int child = node + 1; child < diff.end(node); child = diff.end(child)) {
                assertEquals(node, diff.parent(child));
                children += diff.change(child).difference();
            }
            assertTrue(
                    diff.end(node) == node + 1 || children == diff.change(node).difference());
        }
    }

    @Property(tries = 200)
    void aRunIsNotDifferentFromItself(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 59) Integer> ticks) {
        TreeDiff diff = TreeDiff.of(List.of(recording(ticks)), List.of(recording(ticks)));

        for (int node = TreeDiff.ROOT; node < diff.size(); node++) {
            assertEquals(0, diff.change(node).difference());
            assertEquals(Verdict.NOISE, diff.change(node).verdict());
        }
    }

    /// Each number is a tick: how long it is and what was seen at it.
    private static Session recording(List<Integer> ticks) {
        Recordings recording = Recordings.with(Duration.ofMillis(1));
        for (int tick : ticks) {
            recording.tick(tick * MILLI);
            recording.sample("MainThread", tick % 7 == 0 ? "." : "a > f" + tick % 3 + (tick % 2 == 0 ? " > a" : ""));
            recording.sample("T", tick % 5 == 0 ? "-" : "g > *c" + tick % 4);
        }
        return recording.finish();
    }

    static TreeDiff diff(String before, String after) {
        return TreeDiff.of(List.of(recorded(before)), List.of(recorded(after)));
    }

    static ComparedFunction function(TreeDiff diff, String label) {
        return diff.functions().stream()
                .filter(function -> function.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static String functions(TreeDiff diff) {
        StringBuilder text = new StringBuilder();
        for (ComparedFunction function : diff.functions()) {
            text.append(function.label())
                    .append(": self ")
                    .append(text(function.self()))
                    .append(", total ")
                    .append(text(function.total()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String tree(TreeDiff diff) {
        StringBuilder text = new StringBuilder();
        int[] depths = new int[diff.size()];
        for (int node = TreeDiff.ROOT + 1; node < diff.size(); node++) {
            depths[node] = depths[diff.parent(node)] + 1;
            text.repeat("  ", depths[node] - 1)
                    .append(diff.function(node).map(ComparedFunction::label).orElse(diff.threadName(node)))
                    .append(' ')
                    .append(text(diff.change(node)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String text(Change change) {
        return change.before() / MILLI + " -> " + change.after() / MILLI + " " + change.verdict();
    }

    /// A recording of a program that never had to wait for a CPU.
    static Session recorded(String text) {
        return Recordings.with(Duration.ofMillis(1))
                .cpuTime(Duration.ofHours(1))
                .ticks(text)
                .finish();
    }
}
