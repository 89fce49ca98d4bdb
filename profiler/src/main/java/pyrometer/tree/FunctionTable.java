package pyrometer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.session.CodeOrigin;
import pyrometer.session.Frame;

/// The functions of one thread with the time of all their calls, most self time first.
///
/// Each moment counts once: the self times add up to the time of the whole thread, and a function's total is the time
/// during which it was on the stack, however often it was.
///
/// @param rows one for each function
/// @param nanos the time of the whole thread
/// @param samples how many looks that time is made of
public record FunctionTable(List<Row> rows, long nanos, long samples) {
    /// Most self time first; of those with equal self time, most total time.
    public static final Comparator<Row> BY_SELF = Comparator.comparingLong(Row::selfNanos)
            .thenComparingLong(Row::totalNanos)
            .reversed()
            .thenComparing(row -> row.function().toString());

    /// Most total time first; of those with equal total time, most self time.
    public static final Comparator<Row> BY_TOTAL = Comparator.comparingLong(Row::totalNanos)
            .thenComparingLong(Row::selfNanos)
            .reversed()
            .thenComparing(row -> row.function().toString());

    /// A function and the time of all its calls.
    ///
    /// @param function never [Function.Synthetic#SELF]; time outside Python is a row of its own
    /// @param className of `self` or `cls`; where there were several, the one with most time
    /// @param application whether any call of it ran the program's own code
    /// @param selfNanos the time in the function itself
    /// @param totalNanos the time in the function and what it called
    /// @param samples how many looks saw it on the stack
    public record Row(
            Function function,
            Optional<String> className,
            CodeOrigin origin,
            boolean application,
            long selfNanos,
            long totalNanos,
            long samples) {}

    public FunctionTable {
        rows = List.copyOf(rows);
    }

    /// The functions of the tree. Time that the tree's nodes have absorbed is their own.
    public static FunctionTable of(CallTree tree) {
        return new FunctionTable(new Sums(tree).rows(), tree.totalNanos(), tree.samples(CallTree.ROOT));
    }

    /// The row's share of the time of the whole thread, by its total.
    public double share(Row row) {
        return nanos == 0 ? 1 : (double) row.totalNanos() / nanos;
    }

    private static final class Sums {
        private final CallTree tree;
        private final Functions functions;
        private final long[] self;
        private final long[] total;
        private final long[] samples;
        private final boolean[] application;

        /// By function, the end of the outermost call of it that was come to last.
        private final int[] ends;

        private final List<Map<String, Long>> classes = new ArrayList<>();

        Sums(CallTree tree) {
            this.tree = tree;
            this.functions = tree.functions();
            int size = functions.size();
            self = new long[size];
            total = new long[size];
            samples = new long[size];
            application = new boolean[size];
            ends = new int[size];
            for (int function = 0; function < size; function++) {
                classes.add(Map.of());
            }
            for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
                if (isRow(tree.function(node))) {
                    add(node, tree.functionNumber(node));
                }
            }
        }

        private void add(int node, int function) {
            self[function] += tree.selfNanos(node);
            application[function] |= tree.isApplication(node);
            if (node >= ends[function]) { // not below a call of the same function
                ends[function] = tree.end(node);
                total[function] += tree.nanos(node);
                samples[function] += tree.samples(node);
            }
            addClasses(node, function);
        }

        private void addClasses(int node, int function) {
            Places places = tree.places();
            for (int i = places.start(node); i < places.end(node); i++) {
                if (functions.frame(places.frame(i)) instanceof Frame.Python python && python.className() != null) {
                    if (classes.get(function).isEmpty()) {
                        classes.set(function, new HashMap<>());
                    }
                    classes.get(function).merge(python.className(), places.nanos(i), Long::sum);
                }
            }
        }

        List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            for (int function = 0; function < self.length; function++) {
                if (ends[function] > 0) {
                    rows.add(new Row(
                            functions.get(function),
                            CallTree.hottest(classes.get(function)),
                            functions.origin(function),
                            application[function],
                            self[function],
                            total[function],
                            samples[function]));
                }
            }
            Row[] sorted = rows.toArray(Row[]::new);
            Arrays.sort(sorted, BY_SELF);
            return Arrays.asList(sorted);
        }
    }

    /// `[self]` and the ends of other profilers' stacks are time of the function above them.
    static boolean isRow(Function function) {
        return switch (function) {
            case Function.Python _, Function.C _ -> true;
            case Function.Synthetic synthetic ->
                switch (synthetic) {
                    case OUTSIDE -> true;
                    case THREAD, SELF, AWAIT, OUT_OF_CONTEXT -> false;
                };
        };
    }
}
