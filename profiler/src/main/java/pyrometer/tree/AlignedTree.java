package pyrometer.tree;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import pyrometer.session.ThreadKind;

/// The trees of several runs laid over one another: calls of the same functions are one node. The root's children are
/// threads.
final class AlignedTree {
    static final int ROOT = 0;

    private final int runs;
    private final Map<ThreadKind, Integer> threads = new LinkedHashMap<>();
    private final PairMap calls = new PairMap();
    private int size = 1;
    private int[] parents = new int[64];
    private int[] functions = new int[64];
    private long[][] nanos = new long[64][];

    AlignedTree(int runs) {
        this.runs = runs;
        this.nanos[ROOT] = new long[runs];
    }

    /// Lays a run's tree of a thread over the others.
    ///
    /// @param numbers for each function number of the tree that of the function here
    void add(ThreadKind thread, CallTree tree, int[] numbers, int run) {
        int[] nodes = new int[tree.size()];
        nodes[CallTree.ROOT] = threads.computeIfAbsent(thread, _ -> create(ROOT, SameFunctions.SELF));
        nanos[nodes[CallTree.ROOT]][run] += tree.totalNanos();
        nanos[ROOT][run] += tree.totalNanos();
        for (int node = CallTree.ROOT + 1; node < nodes.length; node++) {
            int caller = nodes[tree.parent(node)];
            int function = numbers[tree.functionNumber(node)];
            int same = calls.get(caller, function);
            if (same == PairMap.ABSENT) {
                same = create(caller, function);
                calls.put(caller, function, same);
            }
            nodes[node] = same;
            nanos[same][run] += tree.nanos(node);
        }
    }

    private int create(int parent, int function) {
        if (size == parents.length) {
            int capacity = Math.multiplyExact(size, 2);
            parents = Arrays.copyOf(parents, capacity);
            functions = Arrays.copyOf(functions, capacity);
            nanos = Arrays.copyOf(nanos, capacity);
        }
        parents[size] = parent;
        functions[size] = function;
        nanos[size] = new long[runs];
        return size++;
    }

    int size() {
        return size;
    }

    int parent(int node) {
        return parents[node];
    }

    int function(int node) {
        return functions[node];
    }

    /// The node's time in each run.
    long[] nanos(int node) {
        return nanos[node];
    }

    /// The nodes, each caller right before its calls, of siblings the largest first.
    int[] order(long[] sizes) {
        Siblings siblings = new Siblings(parents, size);
        siblings.sortHottestFirst(sizes);
        return siblings.depthFirst();
    }

    Map<ThreadKind, Integer> threads() {
        return threads;
    }
}
