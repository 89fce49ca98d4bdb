package pyrometer.tree;

import java.util.Arrays;

/// The times of functions in several runs. Functions have numbers, like runs.
final class FunctionTimes {
    private final int runs;
    private final long[][] self;
    private final long[][] total;

    FunctionTimes(int functions, int runs) {
        this.runs = runs;
        this.self = new long[functions][];
        this.total = new long[functions][];
    }

    /// Adds what a run spent in a tree that no pass has touched.
    ///
    /// @param numbers for each function number of the tree that of the function here
    void add(CallTree tree, int[] numbers, int run) {
        int[] open = new int[64]; // the nodes from the outermost call to the current one
        int depth = 0;
        int[] active = new int[self.length]; // how many calls of each function are open
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            while (depth > 0 && tree.end(open[depth - 1]) <= node) {
                active[numbers[tree.functionNumber(open[--depth])]]--;
            }
            int number = numbers[tree.functionNumber(node)];
            if (tree.functionNumber(node) == Functions.SELF) {
                of(self, numbers[tree.functionNumber(tree.parent(node))])[run] += tree.nanos(node);
                continue;
            }
            if (tree.functionNumber(node) == Functions.OUTSIDE) {
                of(self, number)[run] += tree.nanos(node);
            }
            if (active[number]++ == 0) {
                of(total, number)[run] += tree.nanos(node);
            }
            open = depth < open.length ? open : Arrays.copyOf(open, 2 * depth);
            open[depth++] = node;
        }
    }

    long[] self(int function) {
        return of(self, function);
    }

    long[] total(int function) {
        return of(total, function);
    }

    private long[] of(long[][] times, int function) {
        if (times[function] == null) {
            times[function] = new long[runs];
        }
        return times[function];
    }
}
