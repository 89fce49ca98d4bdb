package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pyrometer.testing.Recordings;

/// What each pass does to a tree.
class PassesTest {
    private static final String BOOTSTRAP = "_find_and_load(<frozen importlib._bootstrap>:1200)";

    @Test
    void importedModulesAreShownUnderTheirImporter() {
        assertAfter(new RemoveImportSystem(), """
                1 <module> > a
                1 <module> > %1$s
                2 <module> > %1$s > %1$s > <module>(m.py)
                3 <module> > b
                """.formatted(BOOTSTRAP), """
                <module> 7
                  a 1
                    [self] 1
                  [self] 1
                  <module> 2
                    [self] 2
                  b 3
                    [self] 3
                """);
    }

    @Test
    void whereAStackBeginsIsNeverLeftOut() {
        assertAfter(new RemoveImportSystem(), "1 " + BOOTSTRAP, """
                _find_and_load 1
                  [self] 1
                """);
        assertAfter(new RemoveHidden(), "1 !main", """
                main 1
                  [self] 1
                """);
    }

    @Test
    void theProgramThatPyinstrumentRanBeginsAtItself() {
        String start = "main(/x/pyinstrument/__main__.py) > <module>(<string>:1)";
        assertAfter(new TrimStem(), """
                1 %1$s > run_path(<frozen runpy>:1)
                2 %1$s > run_path(<frozen runpy>:1) > <module> > f
                """.formatted(start), """
                <module> 2
                  f 2
                    [self] 2
                """);
        assertAfter(new TrimStem(), "2 %s > f".formatted(start), """
                <module> 2
                  f 2
                    [self] 2
                """);
    }

    @Test
    void functionsThatHideFromTracebacksAreLeftOut() {
        assertAfter(new RemoveHidden(), """
                1 a > !b > c
                2 a > !b
                """, """
                a 3
                  c 1
                    [self] 1
                  [self] 2
                """);
    }

    @Test
    void ownTimesInARowBecomeOne() {
        CallTree tree = TreeText.inTimeOrder(Recordings.of("""
                1 a
                2 a > !b
                4 a > c
                8 a
                """));

        CallTree merged = new MergeConsecutiveSelfTime()
                .apply(new RemoveHidden().apply(tree))
                .check();

        assertEquals("""
                a 15
                  [self] 3
                  c 4
                    [self] 4
                  [self] 8
                """, TreeText.of(merged));
    }

    @Test
    void repeatedCallsBecomeOneAndTheLongestComesFirst() {
        assertAfter(new AggregateRepeatedCalls(), """
                1 main > a
                2 main > b > x
                1 main > a
                5 main > b > y
                """, """
                main 9
                  b 7
                    y 5
                      [self] 5
                    x 2
                      [self] 2
                  a 2
                    [self] 2
                """);
    }

    @Test
    void equalTimesStayInTheOrderTheyWereSeen() {
        assertAfter(new AggregateRepeatedCalls(), """
                1 main > c
                1 main > a
                1 main > b
                """, """
                main 3
                  c 1
                    [self] 1
                  a 1
                    [self] 1
                  b 1
                    [self] 1
                """);
    }

    @Test
    void shortCallsAreAbsorbedByTheirCaller() {
        assertAfter(new RemoveIrrelevant(0.01), """
                990 main
                9   main > short > deep
                1   main > shorter
                """, """
                main 1000
                  [self] 990
                """);
        assertAfter(new RemoveIrrelevant(0.01), """
                990 main
                10  main > long enough
                """, """
                main 1000
                  [self] 990
                  long enough 10
                    [self] 10
                """);
    }

    @Test
    void manyShortCallsInTimeOrderAreKeptIfTheyMatterTogether() {
        CallTree tree = TreeText.inTimeOrder(Recordings.of("3 main > a\n3 main > b\n".repeat(150)));

        CallTree filtered = new RemoveIrrelevant(0.01).apply(tree).check();

        assertEquals(tree.size(), filtered.size());
    }

    @Test
    void ownTimeIsOnlyShownBesideCalls() {
        assertAfter(new RemoveUnnecessarySelfTime(), """
                1 main
                2 main > a
                """, """
                main 3
                  [self] 1
                  a 2
                """);
    }

    @Test
    void theWayThroughRunpyIsLeftOut() {
        String runpy = "_run_module_as_main(<frozen runpy>:173)";

        assertAfter(new TrimStem(), """
                1 %1$s
                1 %1$s > _get_module_details(<frozen runpy>:105) > %2$s > *stat
                2 %1$s > _get_module_details(<frozen runpy>:105) > %2$s > <module>(pkg/__init__.py)
                4 %1$s > _run_code(<frozen runpy>:65) > <module>(pkg/__main__.py) > main
                """.formatted(runpy, BOOTSTRAP), """
                <module> 2
                  [self] 2
                <module> 4
                  main 4
                    [self] 4
                """);
    }

    @Test
    void aProgramThatUsesRunpyItselfIsShownWhole() {
        assertAfter(new TrimStem(), "1 <module> > run_module(<frozen runpy>:201) > <module>(x.py)", """
                <module> 1
                  run_module 1
                    <module> 1
                      [self] 1
                """);
    }

    @Test
    void aThreadBeginsWithItsTarget() {
        String bootstrap = "Thread:_bootstrap(std:threading.py:1) > Thread:_bootstrap_inner(std:threading.py:2)";

        assertAfter(new TrimStem(), "1 " + bootstrap + " > Thread:run(std:threading.py:3) > work", """
                work 1
                  [self] 1
                """);
        assertAfter(new TrimStem(), "1 " + bootstrap + " > Worker:run > work", """
                Worker.run 1
                  work 1
                    [self] 1
                """);
    }

    @Test
    void aStemThatLeadsNowhereIsKept() {
        assertAfter(new TrimStem(), "1 _run_module_as_main(std:runpy.py:173) > *stat", """
                _run_module_as_main 1
                  stat 1
                    [self] 1
                """);
    }

    @Test
    void neighbouringLibraryCallsAreOneGroup() {
        CallTree tree = grouped(GROUPS, Optional.empty(), Optional.empty());

        assertEquals(List.of("loads", "decode", "raw", "[self]"), groupOf(tree, "loads"));
        assertEquals(List.of("dumps", "[self]"), groupOf(tree, "dumps"));
    }

    @Test
    void filesCanBeShownAndHiddenAndShownWins() {
        Optional<Pattern> json = Optional.of(Pattern.compile(".*/json"));
        Optional<Pattern> hook = Optional.of(Pattern.compile("/app/"));

        assertEquals(List.of(), groupOf(grouped(GROUPS, Optional.empty(), json), "loads"));
        assertEquals(
                List.of("loads", "decode", "raw", "[self]", "hook", "dumps", "[self]", "[self]"),
                groupOf(grouped(GROUPS, hook, Optional.empty()), "loads"));
        assertEquals(List.of(), groupOf(grouped(GROUPS, json, json), "loads"));
    }

    private static final String GROUPS = """
            1 <module> > loads(std:json/__init__.py) > decode(std:json/decoder.py) > raw(std:json/decoder.py)
            1 <module> > loads(std:json/__init__.py) > decode(std:json/decoder.py) > hook > dumps(std:json/__init__.py)
            1 <module> > loads(std:json/__init__.py) > decode(std:json/decoder.py) > hook
            """;

    private static CallTree grouped(String recording, Optional<Pattern> hide, Optional<Pattern> show) {
        return new GroupLibraryCalls(hide, show)
                .apply(TreeText.inTimeOrder(Recordings.of(recording)))
                .check();
    }

    private static List<String> groupOf(CallTree tree, String name) {
        int first = CallTree.ROOT;
        while (!tree.function(first).label().equals(name)) {
            first++;
        }
        int group = first;
        return IntStream.range(0, tree.size())
                .filter(node -> tree.group(node) == group)
                .mapToObj(node -> tree.function(node).label())
                .toList();
    }

    private static void assertAfter(Pass pass, String recording, String expected) {
        CallTree before = TreeText.inTimeOrder(Recordings.of(recording));
        String text = TreeText.of(before);

        CallTree after = pass.apply(before).check();

        assertEquals(expected, TreeText.of(after));
        assertEquals(before.totalNanos(), after.totalNanos(), "time of the thread");
        assertEquals(text, TreeText.of(before), "the tree before");
    }
}
