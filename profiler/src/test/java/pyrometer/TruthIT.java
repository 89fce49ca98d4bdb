package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;
import pyrometer.testing.Profile.Call;
import pyrometer.testing.Profile.Tree;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.PythonTarget;

/// Whether the report tells what ran, and how long: programs whose profile is known, run as their user would. All of
/// them run in one process for each version, so that there is one JVM to wait for.
class TruthIT {
    private static final List<String> PROGRAMS = List.of(
            "busy_two_to_one.py 1.5",
            "sleeps.py 1",
            "generators.py 0.6",
            "coroutines.py 0.6",
            "exec_eval.py 0.6",
            "imports_slow.py",
            "names.py 0.3",
            "classes.py 1",
            "stale_code.py 0.5",
            "distortion.py 25");

    /// What a sleep may take longer, and a sample come late, on a machine that has other things to do.
    private static final double LATE_SECONDS = 0.06;

    private static final double FIVE_POINTS = 0.05;

    /// Of targets whose parts are a tenth of a second.
    private static final double TEN_POINTS = 0.1;

    private static final Map<Interpreter, Profile> PROFILES = new HashMap<>();

    @OnEachInterpreter
    void twiceTheWorkIsTwiceTheTime(Interpreter python) {
        Tree tree = treeOf("busy_two_to_one.py", python);

        assertEquals(2.0 / 3, tree.share("twice"), FIVE_POINTS, tree::toString);
        assertEquals(1.0 / 3, tree.share("once"), FIVE_POINTS, tree::toString);
    }

    @OnEachInterpreter
    void sleepsAreCounted(Interpreter python) {
        Tree tree = treeOf("sleeps.py", python);

        assertEquals(0.25, tree.seconds("short"), LATE_SECONDS, tree::toString);
        assertEquals(0.5, tree.seconds("long"), LATE_SECONDS, tree::toString);
    }

    /// The program measures itself, and has no idea that it is watched.
    @OnEachInterpreter
    void smallCallsAreNotMoreThanTheyAre(Interpreter python) {
        Tree tree = treeOf("distortion.py", python);

        for (String half : List.of("call_heavy", "arithmetic")) {
            double measured = profile(python)
                    .result()
                    .out()
                    .lines()
                    .filter(line -> line.startsWith("share " + half + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .findFirst()
                    .orElseThrow();
            assertEquals(measured, tree.seconds(half) / tree.seconds("main"), FIVE_POINTS, half);
        }
    }

    @OnEachInterpreter
    void treeHasAllOfTheTime(Interpreter python) {
        Profile profile = profile(python);

        double inTree = profile.json().get("root_frame").get("time").number();
        assertEquals(profile.json().get("duration").number(), inTree, 0.02);
        double looks = profile.json().get("threads").items().stream()
                .mapToDouble(thread -> thread.get("sample_count").number())
                .sum();
        assertTrue(profile.json().get("sample_count").number() <= looks, "samples that are in no tree");
        for (Call call : profile.main().calls()) {
            assertTrue(call.ownSeconds() > -1e-6, () -> call.path() + " has less time than its callees");
        }
    }

    @OnEachInterpreter
    void cpuTimeIsWhatTheProgramComputed(Interpreter python) {
        Profile sleeping = Profile.of(python, List.of("-c", "import time; time.sleep(1)"));
        Profile busy = Profile.of(python, List.of("-c", """
                import time
                while time.process_time() < 1:
                    pass
                """));

        assertEquals(1, sleeping.json().get("duration").number(), 0.5);
        assertTrue(
                sleeping.json().get("cpu_time").number() < 0.5,
                () -> "a sleep computed for " + sleeping.json().get("cpu_time").number());
        assertEquals(1, busy.json().get("cpu_time").number(), 0.1);
    }

    @Test
    void intervalIsTheTimeBetweenTwoLooksAndGivesTheDecimals() throws IOException {
        Pyrometer.Result result = Pyrometer.run(
                Interpreters.newest(), PythonTarget.programs(), "-i", "0.01", "-c", "import time; time.sleep(1)");

        Matcher samples = Pattern.compile("Samples: +(\\d+)").matcher(result.err());
        assertTrue(samples.find(), result::err);
        int looks = Integer.parseInt(samples.group(1));
        assertTrue(looks >= 10 && looks <= 110, result::err);
        assertTrue(
                Pattern.compile("(?m)^\\d\\.\\d\\d <module>")
                        .matcher(result.err())
                        .find(),
                result::err);
    }

    @OnEachInterpreter
    void generatorIsOnTheStackOnlyWhileItRuns(Interpreter python) {
        Tree tree = treeOf("generators.py", python);

        for (String path : List.of(
                "<module> > main > consume > delegating > producing > spin",
                "<module> > main > drive > receiving > spin",
                "<module> > main > collect > <genexpr> > spin")) {
            assertEquals(1.0 / 3, tree.shareOfPath(path), TEN_POINTS, () -> path + " in\n" + tree);
        }
        assertTrue(tree.call("parked").isEmpty(), tree::toString);
    }

    @OnEachInterpreter
    void coroutineIsUnderTheLoopThatRunsIt(Interpreter python) {
        Tree tree = treeOf("coroutines.py", python);

        Call spin = tree.call("spin").orElseThrow();
        assertTrue(spin.path().endsWith("main > computing > step > spin"), spin.path());
        assertEquals(0.3, tree.seconds("spin"), TEN_POINTS, tree::toString);
    }

    @OnEachInterpreter
    void codeWithoutAFileIsUnderWhoRunsIt(Interpreter python) {
        Tree tree = treeOf("exec_eval.py", python);

        for (String path : List.of(
                "<module> > main > by_exec > <module> > made",
                "<module> > main > by_eval > <module> > spin",
                "<module> > main > by_compile > <module>")) {
            assertEquals(1.0 / 3, tree.shareOfPath(path), TEN_POINTS, () -> path + " in\n" + tree);
        }
        assertEquals("<string>", tree.call("made").orElseThrow().file());
    }

    @OnEachInterpreter
    void importIsUnderTheModuleThatAskedForIt(Interpreter python) {
        Tree tree = treeOf("imports_slow.py", python);

        Call spin = tree.calls().stream()
                .filter(call -> call.function().equals("spin") && !call.path().contains("work"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(tree));
        String modules = spin.path().replaceAll("_find_and_load > .*?_call_with_frames_removed > ", "");
        assertEquals("<module> > <module> > <module> > spin", modules);
        assertEquals(0.3, spin.seconds(), LATE_SECONDS, tree::toString);
        assertEquals(0.1, tree.seconds("work"), LATE_SECONDS, tree::toString);
    }

    @OnEachInterpreter
    void namesAreOfAnyAlphabet(Interpreter python) {
        Tree tree = treeOf("names.py", python);

        for (String name : List.of("größe", "Ζέφυρος.日本語", "𐐷𐐲")) {
            Call call = tree.calls().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not in\n" + tree));
            assertTrue(call.file().endsWith("/каталог 目录 🐍/модуль_é.py"), call.file());
            assertEquals(0.1, call.seconds(), LATE_SECONDS, tree::toString);
        }
    }

    /// The file has the answers: `CASES`.
    @OnEachInterpreter
    void classIsThatOfTheInstance(Interpreter python) {
        Tree tree = treeOf("classes.py", python);

        Map<String, String> expected = new HashMap<>(Map.of("captured", "Base"));
        expected.putAll(Map.of("__call__", "Derived", "of_meta", "WithMeta", "slotted", "Slotted"));
        List<String> plain = List.of(
                "deleted",
                "of_none",
                "local_self",
                "no_parameters",
                "star_self",
                "default_self",
                "keyword_self",
                "inside");
        for (String function : expected.keySet()) {
            assertEquals(
                    Optional.of(expected.get(function) + "." + function),
                    tree.call(function).map(Call::name));
        }
        // Two classes share the function, and the report names it by one of them.
        for (String function : List.of("method", "of_class")) {
            String name = tree.call(function).map(Call::name).orElse("nothing");
            assertTrue(List.of("Base." + function, "Derived." + function).contains(name), name);
        }
        for (String function : plain) {
            assertEquals(Optional.of(function), tree.call(function).map(Call::name));
        }
    }

    @OnEachInterpreter
    void functionAndFileAreOfTheSameCode(Interpreter python) {
        List<Call> works = treeOf("stale_code.py", python).calls().stream()
                .filter(call -> call.function().startsWith("work_"))
                .toList();

        assertTrue(works.size() >= 10, () -> works.size() + " of some 25 functions");
        for (Call work : works) {
            assertEquals(work.function().replace("work", "gen") + ".py", work.file());
        }
    }

    @OnEachInterpreter
    void frameThatAsksForItIsHidden(Interpreter python) throws IOException {
        Pyrometer.Result result = Pyrometer.run(python, PythonTarget.programs(), "in_turn.py", "tracebackhide.py 0.6");

        assertFalse(result.err().contains(" hidden  tracebackhide.py"), result::err);
        assertTrue(result.err().contains(" beside  tracebackhide.py"), result::err);
        assertTrue(result.err().contains(" spin  tracebackhide.py"), result::err);
    }

    @OnEachInterpreter
    void hotLineIsTheOneThatRan(Interpreter python) throws Exception {
        Path program = Files.createTempFile("hot", ".py");
        Files.writeString(program, """
                import time
                clock = time.perf_counter
                time.sleep(0.5)

                def hot(end):
                    if end is None:
                        return
                    while clock() < end: pass

                def main():
                    hot(
                        clock() + 0.3,
                    ); hot(None)
                    for seconds in (
                        0.2,
                    ):
                        time.sleep(
                            seconds
                        )

                main()
                """);

        Tree tree = Profile.of(python, List.of(program.toString())).main();

        Files.delete(program);
        assertLines(Map.of(8, 0.3), tree.call("hot").orElseThrow());
        assertLines(Map.of(11, 0.3, 17, 0.2), tree.call("main").orElseThrow());
    }

    @Test
    void comprehensionsAndLambdasHaveTheirNames() {
        Tree tree = Profile.of(Interpreters.oldest(), List.of("-c", """
                import time
                def spin(_):
                    end = time.perf_counter() + 0.1
                    while time.perf_counter() < end: pass
                time.sleep(0.5)
                called = lambda: spin(0)
                called()
                [spin(i) for i in range(1)]
                {spin(i) for i in range(1)}
                {i: spin(i) for i in range(1)}
                list(spin(i) for i in range(1))
                """)).main();

        for (String name : List.of("<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")) {
            assertEquals(0.1, tree.seconds(name), LATE_SECONDS, () -> name + " in\n" + tree);
        }
    }

    @Test
    void timelineKeepsTheOrderOfCalls() {
        Tree tree = Profile.of(Interpreters.newest(), List.of("-c", """
                import time
                def a(): time.sleep(0.1)
                def b(): time.sleep(0.1)
                time.sleep(0.5)
                a(); b(); a(); a(); b()
                """), "-t").main();

        List<String> order = tree.calls().stream()
                .map(Call::function)
                .filter(List.of("a", "b")::contains)
                .toList();
        assertEquals(List.of("a", "b", "a", "b"), order, "one after the other is one");
    }

    /// An alternation too fast for a tree that leaves out what has less than one percent.
    @Test
    void timelineLosesNoTimeToManySmallCalls() {
        Tree tree = Profile.of(Interpreters.newest(), List.of("-c", """
                import time
                def a(): time.sleep(0.003)
                def b(): time.sleep(0.003)
                time.sleep(0.5)
                for _ in range(150):
                    a()
                    b()
                """), "-t").main();

        assertTrue(tree.seconds("a") + tree.seconds("b") > 0.85, () -> "of 0.9 s and more:\n" + tree);
    }

    @Test
    void reportIsAsFineAsTheInterval(@TempDir Path folder) throws IOException {
        String report = Pyrometer.run(Interpreters.newest(), folder, "-i", "0.01", "-c", "import time; time.sleep(1)")
                .err();

        Matcher samples = Pattern.compile("Samples: (\\d+)").matcher(report);
        assertTrue(samples.find(), report);
        assertEquals(70, Integer.parseInt(samples.group(1)), 50, report); // 1,000 with the usual interval
        assertTrue(
                Pattern.compile("^1\\.\\d\\d <module>", Pattern.MULTILINE)
                        .matcher(report)
                        .find(),
                report);
    }

    private static void assertLines(Map<Integer, Double> expected, Call call) {
        Map<Integer, Double> lines = call.lines();
        expected.forEach((line, seconds) ->
                assertEquals(seconds, lines.getOrDefault(line, 0.0), LATE_SECONDS, () -> line + " of " + lines));
    }

    private static Tree treeOf(String program, Interpreter python) {
        return profile(python).main().program(program);
    }

    private static Profile profile(Interpreter python) {
        return PROFILES.computeIfAbsent(python, _ -> {
            List<String> words = new ArrayList<>(
                    List.of(PythonTarget.programs().resolve("in_turn.py").toString()));
            words.addAll(PROGRAMS);
            return Profile.undisturbed(python, words);
        });
    }
}
