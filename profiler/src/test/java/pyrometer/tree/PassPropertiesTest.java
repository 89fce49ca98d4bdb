package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import pyrometer.session.Session;
import pyrometer.testing.Recordings;

/// What holds for every recording.
class PassPropertiesTest {
    private static final List<Pass> PASSES = List.of(
            new TrimStem(),
            new RemoveImportSystem(),
            new RemoveHidden(),
            new FoldRecursion(),
            new MergeConsecutiveSelfTime(),
            new AggregateRepeatedCalls(),
            new RemoveIrrelevant(0.05),
            new RemoveUnnecessarySelfTime(),
            new GroupLibraryCalls(Optional.empty(), Optional.empty()));

    @Property(tries = 300)
    void noPassLosesTime(@ForAll("sessions") Session session, @ForAll("orders") List<Pass> passes) {
        CallTree tree = TreeText.inTimeOrder(session);
        assertEquals(session.duration().toNanos(), tree.totalNanos());

        for (Pass pass : passes) {
            tree = pass.apply(tree).check();
            assertEquals(session.duration().toNanos(), tree.totalNanos(), pass.toString());
        }
    }

    @Property(tries = 300)
    void beforeAnyPassTheChildrenAddUpToTheirParent(@ForAll("sessions") Session session) {
        for (CallTree tree : List.of(TreeText.inTimeOrder(session), TreeText.addedUp(session))) {
            for (int node = CallTree.ROOT; node < tree.size(); node++) {
                long sum = tree.isLeaf(node) ? tree.nanos(node) : 0;
                for (int child = node + 1; child < tree.end(node); child = tree.end(child)) {
                    sum += tree.nanos(child);
                }
                assertEquals(tree.nanos(node), sum);
            }
        }
    }

    @Property(tries = 300)
    void addingUpFromTheStacksIsAddingUpTheTimeOrder(@ForAll("sessions") Session session) {
        Pass aggregate = new AggregateRepeatedCalls();

        CallTree fromStacks = aggregate.apply(TreeText.addedUp(session));
        CallTree fromTimeOrder = aggregate.apply(TreeText.inTimeOrder(session));

        assertEquals(TreeText.of(fromTimeOrder), TreeText.of(fromStacks));
        for (int node = CallTree.ROOT; node < fromStacks.size(); node++) {
            assertEquals(fromTimeOrder.lineNanos(node), fromStacks.lineNanos(node));
        }
    }

    @Property(tries = 300)
    void aggregatingTwiceChangesNothing(@ForAll("sessions") Session session) {
        CallTree once = new AggregateRepeatedCalls().apply(TreeText.inTimeOrder(session));

        assertEquals(TreeText.of(once), TreeText.of(new AggregateRepeatedCalls().apply(once)));
    }

    @Property(tries = 300)
    void looksAreCountedAsTimeIs(@ForAll("sessions") Session session, @ForAll("orders") List<Pass> passes) {
        for (CallTree tree : List.of(TreeText.inTimeOrder(session), TreeText.addedUp(session))) {
            assertEquals(TableProperties.looks(session), tree.samples(CallTree.ROOT));
        }
        CallTree tree = TreeText.inTimeOrder(session);
        for (Pass pass : passes) {
            tree = pass.apply(tree);
            assertEquals(TableProperties.looks(session), tree.samples(CallTree.ROOT), pass.toString());
        }
    }

    @Property(tries = 300)
    void eachMomentIsInOneRowsSelfTimeAndOnceInATotal(@ForAll("sessions") Session session) {
        TableProperties.checkFunctions(session);
    }

    @Property(tries = 300)
    void callersAndCalleesShareOutTheTimeOfAFunction(@ForAll("sessions") Session session) {
        TableProperties.checkNeighbours(session);
    }

    @Property(tries = 300)
    void foldingKeepsTheTotalOfEachFunctionAndLeavesNoRecursion(@ForAll("sessions") Session session) {
        TableProperties.checkFolding(session);
    }

    @Provide
    Arbitrary<Session> sessions() {
        Arbitrary<String> frame = Arbitraries.of(
                "a#11",
                "a#12",
                "b",
                "K:c(m.py:5)",
                "L:c(m.py:5)",
                "!h",
                "loads(std:json/__init__.py)",
                "get(lib:requests/api.py)",
                "load(<frozen importlib._bootstrap>:9)",
                "_run_module_as_main(<frozen runpy>:1)",
                "_run_code(<frozen runpy>:2)",
                "e(<string>:1)");
        Arbitrary<String> leaf = Arbitraries.of("", " > *sleep", " > *list.sort");
        Arbitrary<String> stack = frame.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .flatMap(frames -> leaf.map(last -> String.join(" > ", frames) + last));
        Arbitrary<String> tick = Arbitraries.integers()
                .between(0, 30)
                .flatMap(millis -> Arbitraries.frequencyOf(Tuple.of(12, stack), Tuple.of(1, Arbitraries.of(".", "-")))
                        .map(seen -> millis + " " + seen));
        return tick.list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map(ticks -> Recordings.of("1 b\n" + String.join("\n", ticks) + "\n1 b"));
    }

    @Provide
    Arbitrary<List<Pass>> orders() {
        return Arbitraries.shuffle(PASSES);
    }
}
