package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.process.CannotStart;
import pyrometer.session.CannotSlice;
import pyrometer.session.Merge;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.Slice;
import pyrometer.testing.Interpreters;
import pyrometer.testing.PythonTarget;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.FailIf;
import pyrometer.tree.TreeDiff;
import pyrometer.tree.UnusableThreshold;
import pyrometer.tree.Verdict;

/// Real runs of a program, one phase of which takes 30 % longer than it did.
class DiffIT {
    private static final long MILLI = 1_000_000;

    /// How far a look may be late on a machine that has other things to do.
    private static final double LATE_SECONDS = 0.06;

    private static final List<Session> BEFORE = new ArrayList<>();
    private static final List<Session> AGAIN = new ArrayList<>();
    private static final List<Session> SLOWER = new ArrayList<>();

    /// How long the second phase took, as the program itself says, in the order of the runs.
    private static final List<Double> SECONDS = new ArrayList<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void record() throws CannotStart, IOException {
        run("0", "0"); // the first look of a JVM that has just started comes late
        SECONDS.clear();
        for (int i = 0; i < 2; i++) {
            BEFORE.add(run("1", "1"));
            AGAIN.add(run("1", "1"));
            SLOWER.add(run("1", "1.3"));
        }
    }

    private static Session run(String first, String second) throws CannotStart, IOException {
        Path took = folder.resolve("took");
        List<String> command = List.of(
                Interpreters.newest().executable().toString(),
                PythonTarget.programs().resolve("two_phases.py").toString(),
                first,
                second,
                took.toString());
        Session session = Profiled.run(command, Duration.ofMillis(1));
        SECONDS.add(Double.valueOf(Files.readString(took)));
        return session;
    }

    @Test
    void theSlowerPhaseIsFoundAndNoOther() throws UnusableThreshold {
        TreeDiff diff = TreeDiff.of(BEFORE, SLOWER);

        double really = (SECONDS.get(2) + SECONDS.get(5) - SECONDS.get(0) - SECONDS.get(3)) / 2;
        assertEquals(really, seconds(function(diff, "second").total().difference()), LATE_SECONDS);
        assertFound(function(diff, "second").total().verdict() == Verdict.SLOWER, diff);
        assertEquals(Verdict.NOISE, function(diff, "first").total().verdict());
        assertFound(FailIf.parse("+20% of second").check(diff).failed(), diff);
        assertFalse(FailIf.parse("+10% of first").check(diff).failed());
        assertFalse(FailIf.parse("+500ms").check(diff).failed());
    }

    @Test
    void oneRunEachIsEnoughForSuchADifference() throws UnusableThreshold {
        TreeDiff diff = TreeDiff.of(BEFORE.subList(0, 1), SLOWER.subList(0, 1));

        assertFound(FailIf.parse("+20% of second").check(diff).failed(), diff);
    }

    @Test
    void theSameProgramIsNoRegression() throws UnusableThreshold {
        for (TreeDiff diff :
                List.of(TreeDiff.of(BEFORE, AGAIN), TreeDiff.of(BEFORE.subList(0, 1), AGAIN.subList(0, 1)))) {
            for (String threshold : List.of("+10%", "+10% of first", "+10% of second", "+10% of spin")) {
                FailIf.Result result = FailIf.parse(threshold).check(diff);
                assertFalse(result.failed(), result.reasons()::toString);
            }
        }
    }

    @Test
    void aSliceOfARealRunHasThePhaseThatWasOnThen() throws CannotSlice {
        Session session = SLOWER.getFirst();

        Session focused = Slice.WHOLE.withFocus("second").apply(session);
        Runs first = focused.runs(focused.threads().getFirst());
        assertTrue(first.next());
        long from = first.startNanos() - focused.startUp().toNanos() + 200 * MILLI;

        Session slice = Slice.WHOLE
                .from(from)
                .to(from + 800 * MILLI)
                .withFocus("second")
                .apply(session);

        TreeDiff diff = TreeDiff.of(List.of(session), List.of(slice));
        assertEquals(800 * MILLI, diff.total().after());
        assertEquals(0, function(diff, "first").total().after());
        assertEquals(Duration.ofMillis(800), slice.duration());
        assertTrue(slice.notes().getFirst().endsWith(" s, function second"), slice.notes()::toString);
    }

    @Test
    void runsTogetherAreAsLongAsTheirSum() {
        Session merged = Merge.of(BEFORE);

        assertEquals(BEFORE.get(0).duration().plus(BEFORE.get(1).duration()), merged.duration());
        assertEquals(1, merged.threads().size());
        TreeDiff diff = TreeDiff.of(List.of(merged), BEFORE);
        assertEquals(
                2.0,
                (double) function(diff, "first").total().before()
                        / function(diff, "first").total().after(),
                0.001);
    }

    /// A machine may be too busy to find anything, which then has to be said.
    private static void assertFound(boolean found, TreeDiff diff) {
        boolean isBusy = diff.notes().stream().anyMatch(note -> note.contains("on a busy machine"));
        assertTrue(found || isBusy, () -> diff.total() + " " + diff.notes());
    }

    private static ComparedFunction function(TreeDiff diff, String label) {
        return diff.functions().stream()
                .filter(function -> function.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
