package pyrometer.tree;

import java.util.Arrays;
import pyrometer.session.StackTrie;

/// Puts a tree together. Nodes are added callers first; siblings stay in the order in which they were added.
final class TreeBuilder {
    private final Functions functions;
    private int size;
    private int[] parents = new int[64];
    private int[] function = new int[64];
    private long[] nanos = new long[64];
    private long[] samples = new long[64];

    private int entries;
    private int[] entryNodes = new int[64];
    private int[] entryPlaces = new int[64];
    private long[] entryNanos = new long[64];

    /// The different frames at lines, by number.
    private final PairMap placeNumbers = new PairMap();

    private int places;
    private int[] placeFrames = new int[64];
    private int[] placeLines = new int[64];

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
            samples = Arrays.copyOf(samples, capacity);
        }
        parents[size] = parent;
        function[size] = functionNumber;
        return size++;
    }

    boolean isNewest(int node) {
        return node == size - 1;
    }

    /// Adds time, and how many looks it is made of.
    void addTime(int node, long time, long looks) {
        nanos[node] += time;
        samples[node] += looks;
    }

    /// Adds time that the node spent at a line of a frame.
    void addTime(int node, long time, long looks, int frame, int line) {
        addTime(node, time, looks);
        addEntry(node, frame, line, time);
    }

    private void addEntry(int node, int frame, int line, long time) {
        if (entries == entryNodes.length) {
            int capacity = Math.multiplyExact(entries, 2);
            entryNodes = Arrays.copyOf(entryNodes, capacity);
            entryPlaces = Arrays.copyOf(entryPlaces, capacity);
            entryNanos = Arrays.copyOf(entryNanos, capacity);
        }
        entryNodes[entries] = node;
        entryPlaces[entries] = place(frame, line);
        entryNanos[entries] = time;
        entries++;
    }

    private int place(int frame, int line) {
        int place = placeNumbers.get(frame, line);
        if (place != PairMap.ABSENT) {
            return place;
        }
        if (places == placeFrames.length) {
            placeFrames = Arrays.copyOf(placeFrames, 2 * places);
            placeLines = Arrays.copyOf(placeLines, 2 * places);
        }
        placeFrames[places] = frame;
        placeLines[places] = line;
        placeNumbers.put(frame, line, places);
        return places++;
    }

    /// Adds a copy of another tree's node, without what is below it.
    int copy(CallTree tree, int node, int parent) {
        int copy = add(parent, tree.functionNumber(node));
        merge(tree, node, copy);
        return copy;
    }

    /// Adds the time of another tree's node to a node of this one.
    void merge(CallTree tree, int node, int into) {
        addTime(into, tree.nanos(node), tree.samples(node));
        addPlaces(tree, node, into, true);
    }

    /// Lets a node of this tree have been at the frames of another tree's node and, if wanted, at their lines.
    void addPlaces(CallTree tree, int node, int into, boolean withLines) {
        Places places = tree.places();
        for (int i = places.start(node); i < places.end(node); i++) {
            addEntry(into, places.frame(i), withLines ? places.line(i) : StackTrie.NO_LINE, places.nanos(i));
        }
    }

    CallTree build() {
        return build(new Siblings(parents, size).depthFirst());
    }

    /// Builds the tree with the siblings that took longest first.
    CallTree buildHottestFirst() {
        Siblings siblings = new Siblings(parents, size);
        siblings.sortHottestFirst(nanos);
        return build(siblings.depthFirst());
    }

    private CallTree build(int[] order) {
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[order[i]] = i;
        }
        int[] newParents = new int[size];
        int[] newFunctions = new int[size];
        long[] newNanos = new long[size];
        long[] newSamples = new long[size];
        for (int i = 0; i < size; i++) {
            int node = order[i];
            newParents[i] = node == CallTree.ROOT ? CallTree.NONE : numbers[parents[node]];
            newFunctions[i] = function[node];
            newNanos[i] = nanos[node];
            newSamples[i] = samples[node];
        }
        return new CallTree(functions, newParents, newFunctions, newNanos, newSamples, places(numbers), new int[0]);
    }

    /// Adds up the entries of the same node, frame and line.
    private Places places(int[] numbers) {
        int[] sorted = entriesByNodeAndPlace(numbers);
        int[] starts = new int[size + 1];
        int[] frames = new int[entries];
        int[] lines = new int[entries];
        long[] times = new long[entries];
        int kept = 0;
        int next = 0;
        for (int node = 0; node < size; node++) {
            starts[node] = kept;
            int last = PairMap.ABSENT;
            for (; next < entries && numbers[entryNodes[sorted[next]]] == node; next++) {
                int entry = sorted[next];
                if (entryPlaces[entry] != last) {
                    last = entryPlaces[entry];
                    frames[kept] = placeFrames[last];
                    lines[kept] = placeLines[last];
                    kept++;
                }
                times[kept - 1] += entryNanos[entry];
            }
        }
        starts[size] = kept;
        return new Places(starts, Arrays.copyOf(frames, kept), Arrays.copyOf(lines, kept), Arrays.copyOf(times, kept));
    }

    /// The entries sorted by the final numbers of their nodes, those of one node by place: two counting sorts.
    private int[] entriesByNodeAndPlace(int[] numbers) {
        int[] added = new int[entries];
        int[] nodes = new int[entries];
        for (int i = 0; i < entries; i++) {
            added[i] = i;
            nodes[i] = numbers[entryNodes[i]];
        }
        return countingSort(countingSort(added, entryPlaces, places), nodes, size);
    }

    private static int[] countingSort(int[] items, int[] keys, int keyCount) {
        int[] next = new int[keyCount + 1];
        for (int item : items) {
            next[keys[item] + 1]++;
        }
        for (int key = 0; key < keyCount; key++) {
            next[key + 1] += next[key];
        }
        int[] sorted = new int[items.length];
        for (int item : items) {
            sorted[next[keys[item]]++] = item;
        }
        return sorted;
    }
}
