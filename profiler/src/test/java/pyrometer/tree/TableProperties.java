package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;

/// Compares the tables with sums that are made stack by stack, slowly and without a tree.
final class TableProperties {
    private TableProperties() {}

    static long looks(Session session) {
        long looks = 0;
        for (Runs runs = session.runs(main(session)); runs.next(); ) {
            looks += runs.nanos() > 0 ? CallTrees.looks(runs, session) : 0;
        }
        return looks;
    }

    static void checkFunctions(Session session) {
        Map<Function, Long> self = new HashMap<>();
        Map<Function, Long> total = new HashMap<>();
        Map<Function, Long> samples = new HashMap<>();
        for (Runs runs = session.runs(main(session)); runs.next(); ) {
            List<Function> stack = functions(session, runs.stack());
            self.merge(stack.isEmpty() ? Function.Synthetic.OUTSIDE : stack.getLast(), runs.nanos(), Long::sum);
            Set<Function> once = stack.isEmpty() ? Set.of(Function.Synthetic.OUTSIDE) : new HashSet<>(stack);
            for (Function function : once) {
                total.merge(function, runs.nanos(), Long::sum);
                samples.merge(function, runs.nanos() > 0 ? (long) CallTrees.looks(runs, session) : 0L, Long::sum);
            }
        }

        FunctionTable table = FunctionTable.of(TreeText.addedUp(session));

        long sum = 0;
        for (FunctionTable.Row row : table.rows()) {
            assertEquals(self.getOrDefault(row.function(), 0L), row.selfNanos(), row.toString());
            assertEquals(total.get(row.function()), row.totalNanos(), row.toString());
            assertEquals(samples.get(row.function()), row.samples(), row.toString());
            total.remove(row.function());
            sum += row.selfNanos();
        }
        assertEquals(table.nanos(), sum);
        assertTrue(total.values().stream().allMatch(nanos -> nanos == 0), () -> "not in the table: " + total);
    }

    static void checkNeighbours(Session session) {
        CallTree tree = TreeText.addedUp(session);
        for (FunctionTable.Row row : FunctionTable.of(tree).rows()) {
            if (row.function() == Function.Synthetic.OUTSIDE) {
                continue;
            }
            Map<Function, Long> callers = new HashMap<>();
            Map<Function, Long> callees = new HashMap<>();
            for (Runs runs = session.runs(main(session)); runs.next(); ) {
                List<Function> stack = functions(session, runs.stack());
                int outermost = stack.indexOf(row.function());
                int innermost = stack.lastIndexOf(row.function());
                if (outermost >= 0 && runs.nanos() > 0) {
                    callers.merge(
                            outermost == 0 ? Function.Synthetic.THREAD : stack.get(outermost - 1),
                            runs.nanos(),
                            Long::sum);
                    if (innermost < stack.size() - 1) {
                        callees.merge(stack.get(innermost + 1), runs.nanos(), Long::sum);
                    }
                }
            }

            CallsOfFunction calls = CallsOfFunction.of(row.function(), tree).orElseThrow();

            assertEquals(callers, asMap(calls.callers()));
            assertEquals(callees, asMap(calls.callees()));
            assertEquals(row.totalNanos(), sum(calls.callers()));
            assertEquals(row.totalNanos() - row.selfNanos(), sum(calls.callees()));
        }
    }

    static void checkFolding(Session session) {
        CallTree tree = TreeText.inTimeOrder(session);
        CallTree folded = new FoldRecursion().apply(tree).check();

        assertEquals(tree.totalNanos(), folded.totalNanos());
        for (int node = CallTree.ROOT + 1; node < folded.size(); node++) {
            for (int above = folded.parent(node); above != CallTree.ROOT; above = folded.parent(above)) {
                assertTrue(!folded.function(above).equals(folded.function(node)), TreeText.of(folded));
            }
        }
        FunctionTable before = FunctionTable.of(tree);
        FunctionTable after = FunctionTable.of(folded);
        Map<Function, Long> selfBefore = new HashMap<>();
        before.rows().forEach(row -> selfBefore.put(row.function(), row.selfNanos()));
        selfBefore.values().removeIf(nanos -> nanos == 0);
        Map<Function, Long> selfAfter = new HashMap<>();
        after.rows().forEach(row -> selfAfter.put(row.function(), row.selfNanos()));
        selfAfter.values().removeIf(nanos -> nanos == 0);
        assertEquals(selfBefore, selfAfter);
    }

    private static ThreadSamples main(Session session) {
        return session.threads().getFirst();
    }

    private static Map<Function, Long> asMap(List<CallsOfFunction.Neighbour> neighbours) {
        Map<Function, Long> map = new HashMap<>();
        neighbours.forEach(each -> map.put(each.function(), each.nanos()));
        return map;
    }

    private static long sum(List<CallsOfFunction.Neighbour> neighbours) {
        return neighbours.stream().mapToLong(CallsOfFunction.Neighbour::nanos).sum();
    }

    /// Outermost first.
    private static List<Function> functions(Session session, int stack) {
        ArrayDeque<Function> functions = new ArrayDeque<>();
        StackTrie stacks = session.stacks();
        for (int at = stack; at != StackTrie.EMPTY; at = stacks.parent(at)) {
            functions.addFirst(
                    switch (session.frames().get(stacks.frame(at))) {
                        case Frame.Python python ->
                            new Function.Python(python.name(), python.file(), python.firstLine());
                        case Frame.C c -> new Function.C(c.qualifiedName());
                    });
        }
        return List.copyOf(functions);
    }
}
