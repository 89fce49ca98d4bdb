package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;
import pyrometer.testing.Profile.Call;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.PythonTarget;

/// Whether the stacks are those that were there: torn, deep, and of code that comes and goes.
class StacksIT {
    @OnEachInterpreter
    void impossibleStacksAreRare(Interpreter python) throws IOException {
        Set<String> legal = legalPairs(python);

        Profile profile = Profile.of(python, "churn.py 2", "-i", "0.0005");

        double impossible = 0;
        Set<Call> below = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Call call : profile.main().calls()) {
            if (below.contains(call.caller()) || !isLegal(call, legal)) {
                below.add(call);
                impossible += call.ownSeconds();
            }
        }
        double bound = isDataStack(python) ? 0.005 : 0.01;
        double share = impossible / profile.main().seconds("main");
        assertTrue(
                share <= bound, () -> share + " of the time; " + profile.json().get("quality"));
    }

    @OnEachInterpreter
    void newCodeAtAnOldAddressIsSeenAsNew(Interpreter python) {
        Profile profile = Profile.of(python, "reused_code.py 4");

        for (int round = 0; round < 4; round++) {
            String file = "made_" + round + ".py";
            double seconds = profile.main().seconds(call -> call.file().equals(file));
            assertEquals(0.5, seconds, 0.1, () -> file + " in\n" + profile.main());
        }
        assertEquals(
                0.8, profile.main().seconds("short"), 0.1, () -> profile.main().toString());
        assertEquals(
                1.2, profile.main().seconds("long"), 0.1, () -> profile.main().toString());
    }

    @OnEachInterpreter
    void stackIsAsDeepAsItIs(Interpreter python) {
        assertDepth(python, 5_000);
    }

    @OnEachInterpreter
    void stackIsAsDeepAsAHundredThousandCalls(Interpreter python) {
        assertDepth(python, 100_000);
    }

    /// The frames at the bottom are in the same places whichever way led there.
    @OnEachInterpreter
    void innerAndOuterPartOfADeepStackBelongTogether(Interpreter python) {
        assertBelongTogether(python, 2_000, 0.003);
    }

    /// As before, of a stack whose outer part is not read with the inner one, up to 3.10.
    @OnEachInterpreter
    void innerAndOuterPartOfAVeryDeepStackBelongTogether(Interpreter python) {
        assertBelongTogether(python, 9_000, 0.05);
    }

    /// @param seconds that are worked at the bottom
    private static void assertBelongTogether(Interpreter python, int frames, double seconds) {
        Profile profile = Profile.of(
                python, List.of("-c", """
                import sys, threading, time
                sys.setrecursionlimit(20000)
                def down(n, bottom):
                    if n:
                        down(n - 1, bottom)
                    else:
                        bottom()
                def work():
                    end = time.perf_counter() + SECONDS
                    while time.perf_counter() < end:
                        pass
                def red():
                    work()
                def blue():
                    work()
                def to_red():
                    down(FRAMES, red)
                def to_blue():
                    down(FRAMES, blue)
                def main():
                    end = time.perf_counter() + 4
                    while time.perf_counter() < end:
                        to_red()
                        to_blue()
                threading.stack_size(1 << 28)
                thread = threading.Thread(target=main, name="deep")
                thread.start()
                thread.join()
                """.replace("FRAMES", "" + frames).replace("SECONDS", "" + seconds)));

        double wrong = 0;
        double all = 0;
        for (Call call : profile.thread("deep").calls()) {
            if (call.function().equals("red") || call.function().equals("blue")) {
                all += call.seconds();
                wrong += call.callers().anyMatch(caller -> caller.function().equals("to_" + call.function()))
                        ? 0
                        : call.seconds();
            }
        }
        assertTrue(
                all > 0.2,
                () -> "hardly anything seen of it in " + profile.json().get("quality"));
        assertEquals(0, wrong / all, 0.01);
    }

    @Test
    void deepStackHasAReportInText() throws IOException {
        Pyrometer.Result result = Pyrometer.run(
                Interpreters.newest(), PythonTarget.programs(), "-p", "unicode=false", "deep.py", "10000", "0.5");

        assertEquals(0, result.status());
        assertTrue(
                result.err().contains("bottom  deep.py"),
                () -> result.err().lines().limit(30).toList().toString());
    }

    @ParameterizedTest
    @CsvSource({"900", "9000"})
    void recursionIsNestedCalls(int depth) {
        Profile profile = Profile.of(Interpreters.newest(), List.of("-c", """
                import sys, time
                sys.setrecursionlimit(100000)
                def down(n):
                    if n == 1:
                        time.sleep(0.3)
                    else:
                        down(n - 1)
                down(%d)
                """.formatted(depth)));

        long calls = profile.main().calls().stream()
                .filter(call -> call.function().equals("down"))
                .count();
        assertEquals(depth, calls);
    }

    private static void assertDepth(Interpreter python, int frames) {
        String seconds = frames < 10_000 ? " 1" : " 5"; // the first look at so many may take a second
        Profile profile = Profile.of(python, "deep.py " + frames + seconds);
        assumeTrue(profile.result().status() == 0, () -> "cannot recurse as deep: " + profile.result());

        List<Call> calls =
                profile.thread(isDataStack(python) ? "MainThread" : "deep").calls();

        long atBottom = calls.stream()
                .filter(call -> call.function().equals("bottom"))
                .peek(bottom -> assertEquals(
                        frames,
                        bottom.callers()
                                .filter(caller -> caller.function().equals("descend"))
                                .count()))
                .count();
        assertTrue(atBottom > 0, () -> "nothing seen of it in " + profile.json().get("quality"));
    }

    private static Set<String> legalPairs(Interpreter python) throws IOException {
        return Set.copyOf(Pyrometer.runCommand(
                        PythonTarget.programs(), "", List.of(python.executable().toString(), "churn.py", "--legal"))
                .out()
                .lines()
                .toList());
    }

    private static boolean isLegal(Call call, Set<String> legal) {
        if (call.caller() == null || !isOfChurn(call) || !isOfChurn(call.caller())) {
            return !call.file().equals("churn_generated.py");
        }
        return legal.contains(call.caller().function() + " " + call.function());
    }

    private static boolean isOfChurn(Call call) {
        return call.isPython() && call.file().contains("churn");
    }

    /// Whether the interpreter keeps its frames in one stack, rather than as objects: since 3.11.
    private static boolean isDataStack(Interpreter python) {
        return !List.of("3.8", "3.9", "3.10").contains(python.minor());
    }
}
