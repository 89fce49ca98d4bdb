package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pyrometer.session.Frame;
import pyrometer.session.Session;
import pyrometer.testing.Recordings;

/// The tables and what becomes of recursion, by example. [PassPropertiesTest] has what holds for every recording.
class TablesTest {
    @Test
    void aFunctionCalledFromTwoPlacesIsOneRow() {
        assertEquals("""
                d 150 150
                c 30 80
                b 20 120
                main 0 200
                """, functions("""
                20  main > b
                100 main > b > d
                30  main > c
                50  main > c > d
                """));
    }

    @Test
    void theTotalOfARecursiveFunctionIsNoLongerThanTheRecording() {
        assertEquals("""
                fib 60 60
                """, functions("""
                10 fib
                20 fib > fib
                30 fib > fib > fib
                """));
    }

    @Test
    void theEndOfTheRecordingIsNoLook() {
        FunctionTable table = table("10 main\n10 main > f");

        assertEquals(2, table.samples());
        assertEquals(
                List.of(2L, 1L),
                table.rows().stream().map(FunctionTable.Row::samples).toList());
    }

    @Test
    void timeThatSomeoneWaitedForIsTheWaitersOwn() {
        Session session = Recordings.of("5 main > fetch\n7 main > fetch > [await]\n1 main > [out-of-context]");

        assertEquals(
                List.of("fetch 12 12", "main 1 13"),
                FunctionTable.of(TreeText.addedUp(session)).rows().stream()
                        .map(TablesTest::text)
                        .toList());
    }

    @Test
    void theClassOfARowIsTheOneWithMostTime() {
        FunctionTable table = table("1 main > K:m\n3 main > L:m\n1 main > other > K:m");

        assertEquals(Optional.of("L"), table.rows().getFirst().className());
    }

    @Test
    void callersAreThoseOfTheOutermostCallAndCalleesThoseOfTheInnermost() {
        CallTree tree = TreeText.addedUp(Recordings.of("""
                1 a > walk > walk > leaf
                2 a > walk > helper > walk
                4 b > walk > helper
                """));

        CallsOfFunction calls = CallsOfFunction.of(
                        FunctionTable.of(tree).rows().stream()
                                .map(FunctionTable.Row::function)
                                .filter(function -> function.label().equals("walk"))
                                .findFirst()
                                .orElseThrow(),
                        tree)
                .orElseThrow();

        assertEquals("b 4, a 3", neighbours(calls.callers()));
        assertEquals("helper 4, leaf 1", neighbours(calls.callees()));
        assertEquals(2_000_000, calls.selfNanos());
        assertEquals(7_000_000, calls.totalNanos());
    }

    @Test
    void aFunctionThatIsNotThereHasNoCallers() {
        CallTree tree = TreeText.addedUp(Recordings.of("1 a"));

        assertEquals(Optional.empty(), CallsOfFunction.of(new Function.C("sleep"), tree));
    }

    @Test
    void theTimeOfACFunctionIsThatOfTheLineThatCalledIt() {
        assertEquals("""
                main:12 50
                main:11 40
                """, lines("""
                40 main#11
                20 main#12 > *sleep
                30 main#12
                """, false));
    }

    @Test
    void theTimeOfTheImportSystemIsThatOfTheImport() {
        String recording = """
                3 main#7 > load(<frozen importlib._bootstrap>:9)#99
                2 main#8 > !hide#70
                """;

        assertEquals("main:7 3\nmain:8 2\n", lines(recording, false));
        assertEquals("load:99 3\nhide:70 2\n", lines(recording, true));
    }

    @Test
    void timeOutsidePythonIsOnNoLine() {
        LineTable table = table("1 .\n2 *main\n4 main#5", false);

        assertEquals(1, table.rows().size());
        assertEquals(7_000_000, table.nanos());
    }

    @Test
    void recursionIsFoldedIntoTheOuterCall() {
        assertEquals("""
                f 21
                  [self] 1
                  g 2
                    [self] 2
                  [self] 4
                  h 8
                    [self] 8
                  g 6
                    [self] 6
                """, folded("""
                1 f
                2 f > g
                4 f > g > f
                8 f > g > f > h
                6 f > g > f > g
                """));
    }

    @Test
    void aCallThatWasThereOnlyForTheRecursionGoesAway() {
        assertEquals("""
                f 3
                  [self] 3
                """, folded("3 f > g > f"));
    }

    @Test
    void functionsOfOneNameAreNoRecursion() {
        assertEquals("""
                f 1
                  f 1
                    [self] 1
                """, folded("1 f(a.py:1) > f(b.py:1)"));
    }

    private static String folded(String recording) {
        return TreeText.of(new FoldRecursion()
                .apply(TreeText.inTimeOrder(Recordings.of(recording)))
                .check());
    }

    private static FunctionTable table(String recording) {
        return FunctionTable.of(TreeText.addedUp(Recordings.of(recording)));
    }

    private static LineTable table(String recording, boolean all) {
        Session session = Recordings.of(recording);
        return LineTable.of(session, session.threads().getFirst(), all);
    }

    private static String functions(String recording) {
        return table(recording).rows().stream().map(row -> text(row) + "\n").collect(Collectors.joining());
    }

    private static String text(FunctionTable.Row row) {
        return row.function().label() + " " + row.selfNanos() / 1_000_000 + " " + row.totalNanos() / 1_000_000;
    }

    private static String lines(String recording, boolean all) {
        return table(recording, all).rows().stream()
                .map(row -> row.function().name() + ":" + row.line() + " " + row.nanos() / 1_000_000 + "\n")
                .collect(Collectors.joining());
    }

    private static String neighbours(List<CallsOfFunction.Neighbour> all) {
        return all.stream()
                .map(each -> each.function().label() + " " + each.nanos() / 1_000_000)
                .collect(Collectors.joining(", "));
    }

    @Test
    void theMarksOfOtherProfilersAreNoFunctions() {
        assertEquals(Optional.of(Function.Synthetic.AWAIT), Functions.markerOf(Frame.AWAIT));
        assertTrue(Functions.markerOf(new Frame.Python("[await]", "[await]", "/app/a.py", 0, null, false))
                .isEmpty());
    }
}
