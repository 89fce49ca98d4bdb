package pyrometer.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who called one function and what it called, with times, in one thread.
///
/// Each moment with the function on the stack counts once, for the caller of its outermost call and for what its
/// innermost call had called. So the callers' times add up to the function's total, those of the callees to the total
/// without the time of the function itself, and a function that calls itself is in neither list.
///
/// @param function whose calls these are
/// @param className of `self` or `cls`, where there is one
/// @param selfNanos the time in the function itself
/// @param totalNanos the time in the function and what it called
/// @param samples how many looks saw it on the stack
/// @param threadNanos the time of the whole thread
/// @param callers most time first; [Function.Synthetic#THREAD] where the thread began with the function
/// @param callees most time first
public record CallsOfFunction(
        Function function,
        Optional<String> className,
        boolean application,
        long selfNanos,
        long totalNanos,
        long samples,
        long threadNanos,
        List<Neighbour> callers,
        List<Neighbour> callees) {

    /// A function next to the one in question.
    ///
    /// @param nanos the time it shares with the function in question
    /// @param samples how many looks that time is made of
    public record Neighbour(
            Function function, Optional<String> className, boolean application, long nanos, long samples) {}

    public CallsOfFunction {
        callers = List.copyOf(callers);
        callees = List.copyOf(callees);
    }

    /// @return nothing if the tree has no such function
    public static Optional<CallsOfFunction> of(Function function, CallTree tree) {
        Optional<FunctionTable.Row> row = FunctionTable.of(tree).rows().stream()
                .filter(each -> each.function().equals(function))
                .findFirst();
        return row.map(found -> new Search(function, tree).result(found));
    }

    private static final class Search {
        private final Function function;
        private final CallTree tree;
        private final Map<Function, Sum> callers = new HashMap<>();
        private final Map<Function, Sum> callees = new HashMap<>();

        /// For each node the call of the function that it is below, itself included; the root where there is none.
        private final int[] innermost;

        /// For each node below a call of the function which child of that call it is or is below.
        private final int[] branches;

        private static final class Sum {
            private long nanos;
            private long samples;
            private boolean application;
            private int hottestNode;
            private long hottest = -1;
        }

        Search(Function function, CallTree tree) {
            this.function = function;
            this.tree = tree;
            this.innermost = new int[tree.size()];
            this.branches = new int[tree.size()];
            for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
                visit(node, tree.parent(node));
            }
        }

        private void visit(int node, int parent) {
            int above = innermost[parent];
            boolean isIt = tree.function(node).equals(function);
            innermost[node] = isIt ? node : above;
            if (above == CallTree.ROOT) {
                if (isIt) {
                    add(callers, parent, tree.nanos(node), tree.samples(node));
                }
                return;
            }
            branches[node] = parent == above ? node : branches[parent];
            if (parent == above && FunctionTable.isRow(tree.function(node))) {
                add(callees, node, tree.nanos(node), tree.samples(node));
            }
            if (isIt) { // what is below belongs to this call, no longer to the one above
                add(callees, branches[node], -tree.nanos(node), -tree.samples(node));
            }
        }

        private void add(Map<Function, Sum> sums, int node, long nanos, long samples) {
            Sum sum = sums.computeIfAbsent(tree.function(node), _ -> new Sum());
            sum.nanos += nanos;
            sum.samples += samples;
            sum.application |= tree.isApplication(node);
            if (tree.nanos(node) > sum.hottest) {
                sum.hottest = tree.nanos(node);
                sum.hottestNode = node;
            }
        }

        CallsOfFunction result(FunctionTable.Row row) {
            return new CallsOfFunction(
                    function,
                    row.className(),
                    row.application(),
                    row.selfNanos(),
                    row.totalNanos(),
                    row.samples(),
                    tree.totalNanos(),
                    sorted(callers),
                    sorted(callees));
        }

        private List<Neighbour> sorted(Map<Function, Sum> sums) {
            List<Neighbour> neighbours = new ArrayList<>();
            sums.forEach((other, sum) -> {
                if (sum.nanos > 0) {
                    neighbours.add(new Neighbour(
                            other, tree.className(sum.hottestNode), sum.application, sum.nanos, sum.samples));
                }
            });
            neighbours.sort((a, b) -> a.nanos == b.nanos
                    ? a.function.toString().compareTo(b.function.toString())
                    : Long.compare(b.nanos, a.nanos));
            return neighbours;
        }
    }
}
