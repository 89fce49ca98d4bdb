package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;

/// Whether the time is where it was spent: programs whose profile is known, run as their user would.
class TruthIT {
    /// What a sleep may take longer, and a sample come late, on a machine that has other things to do.
    private static final double LATE_SECONDS = 0.04;

    private static final double FIVE_POINTS = 0.05;

    @OnEachInterpreter
    void twiceTheWorkIsTwiceTheTime(Interpreter python) {
        Profile profile = Profile.of(python, "busy_two_to_one.py 2");

        assertEquals(
                2.0 / 3,
                profile.share("twice"),
                FIVE_POINTS,
                () -> profile.json().toString());
        assertEquals(1.0 / 3, profile.share("once"), FIVE_POINTS);
    }

    @OnEachInterpreter
    void sleepsAreCounted(Interpreter python) {
        Profile profile = Profile.of(python, "sleeps.py 1");

        assertEquals(0.25, profile.seconds("short"), LATE_SECONDS);
        assertEquals(0.5, profile.seconds("long"), LATE_SECONDS);
        assertTrue(profile.json().get("cpu_time").number() < 0.3, "CPU time of a program that sleeps");
    }

    /// Natively measured by the program itself, which has no idea that it is watched.
    @OnEachInterpreter
    void smallCallsAreNotMoreThanTheyAre(Interpreter python) {
        Profile profile = Profile.of(python, "distortion.py 60");

        for (String half : List.of("call_heavy", "arithmetic")) {
            assertEquals(measuredShare(profile, half), profile.share(half), 0.04, half);
        }
    }

    @OnEachInterpreter
    void treeHasAllOfTheTime(Interpreter python) {
        Profile profile = Profile.of(python, "sleeps.py 1");

        double inTree = profile.json().get("root_frame").get("time").number();
        assertEquals(profile.json().get("duration").number(), inTree, 0.01);
        for (Profile.Call call : profile.calls()) {
            assertTrue(call.ownSeconds() > -1e-6, () -> call.path() + " has less time than its callees");
        }
    }

    @OnEachInterpreter
    void generatorIsOnTheStackOnlyWhileItRuns(Interpreter python) {
        Profile profile = Profile.of(python, "generators.py 0.9");

        assertPath(profile, "<module> > main > consume > delegating > producing > spin", 1.0 / 3);
        assertPath(profile, "<module> > main > drive > receiving > spin", 1.0 / 3);
        assertPath(profile, "<module> > main > collect > <genexpr> > spin", 1.0 / 3);
        assertTrue(profile.call("parked").isEmpty(), "a generator that does not run is not on the stack");
    }

    @OnEachInterpreter
    void coroutineIsUnderTheLoopThatRunsIt(Interpreter python) {
        Profile profile = Profile.of(python, "coroutines.py 1");

        Profile.Call spin = profile.call("spin").orElseThrow();
        assertTrue(spin.path().endsWith("_run > computing > step > spin"), spin.path());
        assertEquals(0.5, profile.seconds("spin"), 0.1);
        assertTrue(profile.call("nap").map(Profile.Call::seconds).orElse(0.0) < 0.02, "who waits is not on the stack");
    }

    @OnEachInterpreter
    void codeWithoutAFileIsTheProgramsOwn(Interpreter python) {
        Profile profile = Profile.of(python, "exec_eval.py 0.9");

        assertPath(profile, "<module> > main > by_exec > <module> > made", 1.0 / 3);
        assertPath(profile, "<module> > main > by_eval > <module> > spin", 1.0 / 3);
        assertPath(profile, "<module> > main > by_compile > <module>", 1.0 / 3);
        assertEquals("<string>", profile.call("made").orElseThrow().file());
    }

    @OnEachInterpreter
    void importIsUnderTheModuleThatAskedForIt(Interpreter python) {
        Profile profile = Profile.of(python, "imports_slow.py");

        Profile.Call first = profile.calls().stream()
                .filter(call -> call.function().equals("spin"))
                .findFirst()
                .orElseThrow();
        assertEquals("<module> > <module> > <module> > spin", first.path());
        assertEquals(0.3, first.seconds(), LATE_SECONDS + 0.02);
        assertEquals(0.1, profile.seconds("work"), LATE_SECONDS);
    }

    @Test
    void comprehensionsAndLambdasHaveTheirNames() {
        Profile profile = Profile.of(Interpreters.oldest(), List.of("-c", """
                import time
                def spin(_):
                    end = time.perf_counter() + 0.1
                    while time.perf_counter() < end: pass
                called = lambda: spin(0)
                called()
                [spin(i) for i in range(1)]
                {spin(i) for i in range(1)}
                {i: spin(i) for i in range(1)}
                list(spin(i) for i in range(1))
                """));

        for (String name : List.of("<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")) {
            assertTrue(profile.seconds(name) >= 0.09, () -> name + " of " + profile.json());
        }
    }

    @Test
    void timelineKeepsTheOrderOfCalls() {
        Profile profile = Profile.of(Interpreters.newest(), List.of("-c", """
                import time
                def a(): time.sleep(0.1)
                def b(): time.sleep(0.1)
                time.sleep(0.2)
                a(); b(); a(); a(); b()
                """), "-t");

        List<String> order = profile.calls().stream()
                .map(Profile.Call::function)
                .filter(List.of("a", "b")::contains)
                .toList();
        assertEquals(List.of("a", "b", "a", "b"), order, "one after the other is one");
    }

    /// Parity with nothing lost: an alternation too fast for a tree of one percent each.
    @Test
    void timelineLosesNoTimeToManySmallCalls() {
        Profile profile = Profile.of(Interpreters.newest(), List.of("-c", """
                import time
                def a(): time.sleep(0.003)
                def b(): time.sleep(0.003)
                for _ in range(150):
                    a()
                    b()
                """), "-t");

        long calls = profile.calls().stream()
                .filter(call -> call.function().equals("a") || call.function().equals("b"))
                .count();
        assertTrue(calls > 150, () -> calls + " of 300 calls");
        assertTrue(profile.seconds("a") + profile.seconds("b") > 0.85, "of 0.9 s and more");
    }

    private static double measuredShare(Profile profile, String function) {
        return profile.result()
                .out()
                .lines()
                .filter(line -> line.startsWith("share " + function + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static void assertPath(Profile profile, String path, double share) {
        double seconds = profile.calls().stream()
                .filter(call -> call.isPython() && call.path().equals(path))
                .mapToDouble(Profile.Call::seconds)
                .sum();
        assertEquals(share, seconds / profile.seconds("main"), FIVE_POINTS, path);
    }
}
