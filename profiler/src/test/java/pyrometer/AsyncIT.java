package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;
import pyrometer.testing.Profile.Call;
import pyrometer.testing.Profile.Tree;

/// Whether the time of an event loop is that of its tasks: what they do, and what they await.
class AsyncIT {
    @OnEachInterpreter
    void everyWayOfWaitingIsSeenWhereItIsAwaited(Interpreter python) {
        Profile profile = Profile.undisturbed(python, "awaits.py");
        Tree tree = profile.main();

        List<String> ways = new ArrayList<>(List.of(
                "alone > nap > sleep",
                "tasked > nap > sleep",
                "waited > wait > _wait > nap > sleep",
                "limited > wait_for > nap > sleep",
                "shielded > nap > sleep",
                "iterated > ticks > nap > sleep",
                "entered > __aenter__ > nap > sleep",
                "custom > __await__ > nap > sleep",
                "legacy > delegating > nap > sleep",
                "chained" + " > down".repeat(201) + " > nap > sleep"));
        for (String way : ways) {
            double told = told(profile, way.split(" ")[0]).getFirst();
            // A busy machine may keep the sampler from looking for a tenth of a second.
            assertEquals(told, awaited(tree, "main > " + way), 0.1 * told + 0.1, () -> way + " of " + tree);
        }
        double longer = told(profile, "gathered").getFirst();
        double half = told(profile, "shorter").getFirst() / 2;
        assertEquals(longer - half, awaited(tree, "main > gathered > longer > nap > sleep"), 0.06, tree::toString);
        assertEquals(half, awaited(tree, "main > gathered > shorter > nap > sleep"), 0.06, tree::toString);
        assertTrue(inSelector(tree) < 0.05 * tree.seconds("main"), () -> "in the selector: " + inSelector(tree));
    }

    @OnEachInterpreter
    void tasksOfAGroupAreSeenWhereItIsLeft(Interpreter python) {
        assumeTrue(isAtLeast(python, 11), "task groups came with 3.11");

        Profile profile = Profile.undisturbed(python, "awaits.py");
        Tree tree = profile.main();

        String path = "main > grouped > __aexit__" + (isAtLeast(python, 14) ? " > _aexit" : "");
        double longer = told(profile, "grouped").getFirst();
        double half = told(profile, "shorter").getLast() / 2;
        assertEquals(longer - half, awaited(tree, path + " > longer > nap > sleep"), 0.06, tree::toString);
        assertEquals(half, awaited(tree, path + " > shorter > nap > sleep"), 0.06, tree::toString);
    }

    @OnEachInterpreter
    void chainsAndLinesAreThoseThatTheProcessTells(Interpreter python) {
        Profile profile = Profile.undisturbed(python, "await_chains.py");
        Tree tree = profile.main();
        List<String> told = profile.result()
                .out()
                .lines()
                .filter(line -> !line.equals("ready"))
                .toList();

        assertEquals(6, told.size(), told::toString);
        for (String chain : told) {
            List<String> steps = Arrays.asList(chain.split(" > "));
            String path = (chain.startsWith("main:") ? "" : "main > ")
                    + steps.stream().map(step -> step.split(":")[0]).collect(Collectors.joining(" > "));
            Call innermost = tree.calls().stream()
                    .filter(call -> call.isPython() && call.path().endsWith(" > " + path))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(chain + " was not seen in " + tree));
            List<Integer> lines = new ArrayList<>();
            Call call = innermost;
            for (int i = 0; i < steps.size() && call != null; i++) {
                lines.addFirst(call.lines().keySet().iterator().next());
                call = call.caller();
            }
            assertEquals(
                    steps.stream()
                            .map(step -> Integer.valueOf(step.split(":")[1]))
                            .toList(),
                    lines,
                    chain);
            if (!chain.startsWith("main:")) {
                double shared = tree.seconds("main") / 5;
                assertEquals(shared, innermost.seconds(), 0.2 * shared, () -> chain + " in " + tree);
            }
        }
    }

    @OnEachInterpreter
    void taskThatComputesIsSeenBesideThoseThatWait(Interpreter python) {
        Profile profile = Profile.undisturbed(python, "coroutines.py 2");
        Tree tree = profile.main();

        double spun = told(profile, "spun").getFirst();
        assertEquals(spun, tree.seconds(call -> call.path().endsWith("main > computing > step > spin")), 0.1 * spun);
        double waited = awaited(tree, "main > waiting > nap > sleep")
                + awaited(tree, "main > reading > ticks > sleep")
                + awaited(tree, "main > computing > sleep");
        double rest = tree.seconds("main") - spun;
        assertEquals(rest, waited, 0.1 * tree.seconds("main"), tree::toString);
    }

    @OnEachInterpreter
    void firstStepOfAnEagerTaskIsSeenWhereItIsMade(Interpreter python) {
        assumeTrue(isAtLeast(python, 12), "eager tasks came with 3.12");

        Tree tree = Profile.undisturbed(python, "eager.py").main();

        String created = " > create_task > create_task > factory > ";
        for (String path : List.of(
                "main > awaited" + created + "child",
                "main > grouped" + created + "child",
                "main > nested" + created + "outer" + created + "child",
                "_run > <lambda> > create_task > factory > notify > child")) {
            double began = tree.seconds(call -> call.path().endsWith(" > " + path + " > began"));
            assertEquals(0.2, began, 0.06, () -> path + " in " + tree);
        }
        for (String path : List.of("main > awaited > child", "main > nested > outer > child")) {
            assertEquals(0.2, awaited(tree, path + " > nap > sleep"), 0.06, () -> path + " in " + tree);
        }
    }

    @OnEachInterpreter
    void loopIsShownAsItIsWhereThatIsAskedFor(Interpreter python) {
        Tree tree = Profile.undisturbed(python, "awaits.py", "--async-mode", "disabled")
                .main();

        assertEquals(0, tree.seconds(call -> call.function().equals("[await]")));
        assertTrue(inSelector(tree) > 4, () -> "in the selector: " + inSelector(tree) + " of " + tree);
    }

    @OnEachInterpreter
    void tasksThatAreWrittenInPythonAreSeenToo(Interpreter python) {
        assumeTrue(!isAtLeast(python, 14), "since 3.14 only tasks in C are in the lists that are read");
        Profile profile = Profile.undisturbed(python, List.of("-c", """
                import asyncio
                asyncio.Task = asyncio.tasks.Task = asyncio.tasks._PyTask

                async def nap(seconds):
                    await asyncio.sleep(seconds)

                async def gathered():
                    await asyncio.gather(nap(0.5), nap(0.5))

                async def main():
                    await nap(0.5)
                    await gathered()

                asyncio.run(main())
                """));
        Tree tree = profile.main();

        assertEquals(0.5, awaited(tree, "run_forever > main > nap > sleep"), 0.1, tree::toString);
        assertEquals(0.5, awaited(tree, "run_forever > main > gathered > nap > sleep"), 0.1, tree::toString);
    }

    @OnEachInterpreter
    void eachThreadHasItsLoop(Interpreter python) {
        Profile profile = Profile.of(python, List.of("-c", """
                import asyncio, threading

                async def nap(seconds):
                    await asyncio.sleep(seconds)

                async def one():
                    await asyncio.gather(nap(0.8))

                async def other():
                    await asyncio.ensure_future(nap(0.8))

                threads = [threading.Thread(target=asyncio.run, args=(main(),), name=main.__name__) for main in (one, other)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                """));

        for (String name : List.of("one", "other")) {
            Tree tree = profile.thread(name);
            double seconds = tree.seconds("run_forever");
            assertTrue(seconds > 0.75, () -> seconds + " in the loop of " + name);
            assertEquals(seconds, awaited(tree, "run_forever > " + name + " > nap > sleep"), 0.1 * seconds);
        }
    }

    /// What the program said: all numbers behind this word.
    private static List<Double> told(Profile profile, String word) {
        return profile.result()
                .out()
                .lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> Double.valueOf(line.substring(word.length() + 1)))
                .toList();
    }

    /// The seconds of the waiting at the end of this path of Python functions.
    private static double awaited(Tree tree, String path) {
        return tree.seconds(call -> call.function().equals("[await]")
                && call.caller() != null
                && call.caller().path().endsWith(" > " + path));
    }

    private static double inSelector(Tree tree) {
        return tree.seconds(call -> call.function().equals("select"));
    }

    private static boolean isAtLeast(Interpreter python, int minor) {
        return Integer.parseInt(python.minor().substring(2)) >= minor;
    }
}
