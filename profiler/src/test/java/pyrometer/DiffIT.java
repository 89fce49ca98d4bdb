package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import pyrometer.process.CannotStart;
import pyrometer.session.CannotSlice;
import pyrometer.session.Merge;
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
    /// What a phase may take longer on a machine that has other things to do.
    private static final double LATE_SECONDS = 0.06;

    private static final List<Session> BEFORE = new ArrayList<>();
    private static final List<Session> AGAIN = new ArrayList<>();
    private static final List<Session> SLOWER = new ArrayList<>();

    @BeforeAll
    static void record() throws CannotStart {
        run("0", "0"); // the first look of a JVM that has just started comes late
        for (int i = 0; i < 2; i++) {
            BEFORE.add(run("1", "1"));
            AGAIN.add(run("1", "1"));
            SLOWER.add(run("1", "1.3"));
        }
    }

    private static Session run(String... seconds) throws CannotStart {
        List<String> command = new ArrayList<>(List.of(
                Interpreters.newest().executable().toString(),
                PythonTarget.programs().resolve("two_phases.py").toString()));
        command.addAll(List.of(seconds));
        return Profiler.run(new Profiler.Run(command, Map.of(), "Program: two_phases.py", Duration.ofMillis(1)))
                .session()
                .orElseThrow();
    }

    @Test
    void theSlowerPhaseIsFoundAndNoOther() throws UnusableThreshold {
        TreeDiff diff = TreeDiff.of(BEFORE, SLOWER);

        assertEquals(0.3, seconds(function(diff, "second").total().difference()), LATE_SECONDS);
        assertEquals(Verdict.SLOWER, function(diff, "second").total().verdict());
        assertEquals(Verdict.NOISE, function(diff, "first").total().verdict());
        assertTrue(FailIf.parse("+20% of second").check(diff).failed());
        assertFalse(FailIf.parse("+10% of first").check(diff).failed());
        assertFalse(FailIf.parse("+500ms").check(diff).failed());
    }

    @Test
    void oneRunEachIsEnoughForSuchADifference() throws UnusableThreshold {
        TreeDiff diff = TreeDiff.of(BEFORE.subList(0, 1), SLOWER.subList(0, 1));

        assertTrue(FailIf.parse("+20% of second").check(diff).failed());
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

        Session slice = Slice.WHOLE
                .from(1_200_000_000)
                .to(2_000_000_000)
                .withFocus("second")
                .apply(session);

        TreeDiff diff = TreeDiff.of(List.of(session), List.of(slice));
        assertEquals(0.8, seconds(diff.total().after()), LATE_SECONDS);
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
