package pyrometer.tree;

import java.util.Arrays;
import java.util.Comparator;

/// Puts a tree together. Nodes are added callers first; siblings stay in the order in which they were added.
final class TreeBuilder {
    private final Functions functions;
    private int size;
    private int[] parents = new int[64];
    private int[] function = new int[64];
    private long[] nanos = new long[64];

    private int entries;
    private int[] entryNodes = new int[64];
    private int[] entryFrames = new int[64];
    private int[] entryLines = new int[64];
    private long[] entryNanos = new long[64];

    /// Begins with the root alone.
    TreeBuilder(Functions functions) {
        this.functions = functions;
        add(CallTree.NONE, Functions.THREAD);
    }

    /// Begins with the root of another tree.
    TreeBuilder(CallTree tree) {
        this(tree.functions());
        merge(tree, CallTree.ROOT, CallTree.ROOT);
    }

    int add(int parent, int functionNumber) {
        if (parent >= size) {
            throw new IllegalStateException("no such parent: " + parent + " of " + size);
        }
        if (size == parents.length) {
            int capacity = Math.multiplyExact(size, 2);
            parents = Arrays.copyOf(parents, capacity);
            function = Arrays.copyOf(function, capacity);
            nanos = Arrays.copyOf(nanos, capacity);
        }
        parents[size] = parent;
        function[size] = functionNumber;
        return size++;
    }

    boolean isNewest(int node) {
        return node == size - 1;
    }

    void addTime(int node, long time) {
        nanos[node] += time;
    }

    /// Adds time that the node spent at a line of a frame.
    void addTime(int node, long time, int frame, int line) {
        nanos[node] += time;
        addEntry(node, frame, line, time);
    }

    private void addEntry(int node, int frame, int line, long time) {
        if (entries == entryNodes.length) {
            int capacity = Math.multiplyExact(entries, 2);
            entryNodes = Arrays.copyOf(entryNodes, capacity);
            entryFrames = Arrays.copyOf(entryFrames, capacity);
            entryLines = Arrays.copyOf(entryLines, capacity);
            entryNanos = Arrays.copyOf(entryNanos, capacity);
        }
        entryNodes[entries] = node;
        entryFrames[entries] = frame;
        entryLines[entries] = line;
        entryNanos[entries] = time;
        entries++;
    }

    /// Adds a copy of another tree's node, without what is below it.
    int copy(CallTree tree, int node, int parent) {
        int copy = add(parent, tree.functionNumber(node));
        merge(tree, node, copy);
        return copy;
    }

    /// Adds the time of another tree's node to a node of this one.
    void merge(CallTree tree, int node, int into) {
        nanos[into] += tree.nanos(node);
        Places places = tree.places();
        for (int i = places.start(node); i < places.end(node); i++) {
            addEntry(into, places.frame(i), places.line(i), places.nanos(i));
        }
    }

    CallTree build() {
        int[] added = new int[size];
        Arrays.setAll(added, node -> node);
        return build(layOut(added));
    }

    /// Builds the tree with the siblings that took longest first.
    CallTree buildHottestFirst() {
        Integer[] hottestFirst = new Integer[size];
        Arrays.setAll(hottestFirst, node -> node);
        Arrays.sort(hottestFirst, Comparator.comparingLong(node -> -nanos[node]));
        return build(
                layOut(Arrays.stream(hottestFirst).mapToInt(Integer::intValue).toArray()));
    }

    /// The nodes in the order of the finished tree: each caller right before what it called.
    ///
    /// @param siblings all nodes; those of one caller in the order wanted
    private int[] layOut(int[] siblings) {
        int[] firstChild = new int[size];
        int[] nextSibling = new int[size];
        Arrays.fill(firstChild, CallTree.NONE);
        Arrays.fill(nextSibling, CallTree.NONE);
        for (int i = size - 1; i >= 0; i--) {
            int node = siblings[i];
            if (node != CallTree.ROOT) {
                nextSibling[node] = firstChild[parents[node]];
                firstChild[parents[node]] = node;
            }
        }

        int[] order = new int[size];
        int placed = 0;
        int node = CallTree.ROOT;
        while (node != CallTree.NONE) {
            order[placed++] = node;
            if (firstChild[node] != CallTree.NONE) {
                node = firstChild[node];
            } else {
                while (node != CallTree.NONE && nextSibling[node] == CallTree.NONE) {
                    node = parents[node];
                }
                node = node == CallTree.NONE ? CallTree.NONE : nextSibling[node];
            }
        }
        return order;
    }

    private CallTree build(int[] order) {
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[order[i]] = i;
        }
        int[] newParents = new int[size];
        int[] newFunctions = new int[size];
        long[] newNanos = new long[size];
        for (int i = 0; i < size; i++) {
            int node = order[i];
            newParents[i] = node == CallTree.ROOT ? CallTree.NONE : numbers[parents[node]];
            newFunctions[i] = function[node];
            newNanos[i] = nanos[node];
        }
        return new CallTree(functions, newParents, newFunctions, newNanos, places(numbers), new int[0]);
    }

    /// Sorts the entries by node and adds up those of the same frame and line.
    private Places places(int[] numbers) {
        int[] ends = new int[size + 1];
        for (int i = 0; i < entries; i++) {
            ends[numbers[entryNodes[i]] + 1]++;
        }
        for (int node = 0; node < size; node++) {
            ends[node + 1] += ends[node];
        }
        int[] byNode = new int[entries];
        int[] fill = ends.clone();
        for (int i = 0; i < entries; i++) {
            byNode[fill[numbers[entryNodes[i]]]++] = i;
        }

        int[] starts = new int[size + 1];
        int[] frames = new int[entries];
        int[] lines = new int[entries];
        long[] times = new long[entries];
        int kept = 0;
        for (int node = 0; node < size; node++) {
            starts[node] = kept;
            sortByPlace(byNode, ends[node], ends[node + 1]);
            for (int i = ends[node]; i < ends[node + 1]; i++) {
                int entry = byNode[i];
                boolean again = kept > starts[node]
                        && frames[kept - 1] == entryFrames[entry]
                        && lines[kept - 1] == entryLines[entry];
                if (!again) {
                    frames[kept] = entryFrames[entry];
                    lines[kept] = entryLines[entry];
                    kept++;
                }
                times[kept - 1] += entryNanos[entry];
            }
        }
        starts[size] = kept;
        return new Places(starts, Arrays.copyOf(frames, kept), Arrays.copyOf(lines, kept), Arrays.copyOf(times, kept));
    }

    private void sortByPlace(int[] entriesByNode, int from, int to) {
        if (to - from < 2) {
            return;
        }
        Integer[] sorted = Arrays.stream(entriesByNode, from, to).boxed().toArray(Integer[]::new);
        Arrays.sort(
                sorted,
                Comparator.<Integer>comparingInt(entry -> entryFrames[entry])
                        .thenComparingInt(entry -> entryLines[entry]));
        for (int i = from; i < to; i++) {
            entriesByNode[i] = sorted[i - from];
        }
    }
}
