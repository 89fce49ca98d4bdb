package pyrometer.session;

import java.util.Arrays;

/// All stacks of a session as one trie: a node is a frame, the line it was at, and the node of its
/// caller.
///
/// A stack is the id of its innermost node. Node 0 is the empty stack. A parent's id is always smaller
/// than its children's, so one loop from the last node to the first folds a whole tree without recursion.
public final class StackTrie {
    /// The stack with no frames.
    public static final int EMPTY = 0;

    /// The line of a frame whose current instruction belongs to no line, and of C functions.
    public static final int NO_LINE = 0;

    private static final int INITIAL_CAPACITY = 1024;

    private int[] parents = new int[INITIAL_CAPACITY];
    private int[] frames = new int[INITIAL_CAPACITY];
    private int[] lines = new int[INITIAL_CAPACITY];
    private int size = 1;

    /// Open-addressing hash of (parent, frame, line) to node; 0 marks a free slot. At most half full.
    /// Knows the nodes below `hashed`.
    private int[] slots = new int[2 * INITIAL_CAPACITY];

    private int hashed = 1;

    public StackTrie() {
        frames[EMPTY] = -1;
    }

    /// The number of nodes, the empty stack included.
    public int size() {
        return size;
    }

    /// The stack of the caller.
    public int parent(int node) {
        return parents[requireFrame(node)];
    }

    /// The index in the session's frames of the innermost frame.
    public int frame(int node) {
        return frames[requireFrame(node)];
    }

    /// The line the innermost frame was at, or [#NO_LINE].
    public int line(int node) {
        return lines[requireFrame(node)];
    }

    /// The stack in which `parent`'s innermost frame, at its line, called `frame`, which is at `line`.
    /// Allocates only when the trie has to grow.
    public int child(int parent, int frame, int line) {
        if (hashed < size) {
            rehash();
        }
        int mask = slots.length - 1;
        int slot = hash(parent, frame, line) & mask;
        while (true) {
            int node = slots[slot];
            if (node == EMPTY) {
                break;
            }
            if (parents[node] == parent && frames[node] == frame && lines[node] == line) {
                return node;
            }
            slot = (slot + 1) & mask;
        }
        int added = append(parent, frame, line);
        slots[slot] = added;
        hashed = size;
        if (2 * size > slots.length) {
            rehash();
        }
        return added;
    }

    /// Adds a node without a look whether it is there already.
    int append(int parent, int frame, int line) {
        if (parent < 0 || parent >= size || frame < 0) {
            throw new IllegalStateException("no such parent or frame: " + parent + ", " + frame + " of " + size);
        }
        if (size == parents.length) {
            int capacity = Math.multiplyExact(size, 2);
            parents = Arrays.copyOf(parents, capacity);
            frames = Arrays.copyOf(frames, capacity);
            lines = Arrays.copyOf(lines, capacity);
        }
        int node = size++;
        parents[node] = parent;
        frames[node] = frame;
        lines[node] = line;
        return node;
    }

    /// The same stacks without their outermost frames. Each keeps its id; those that had no more frames
    /// than that are
    /// below no other any more. Stacks that differed in those frames alone are equal now, with two ids.
    StackTrie without(int outermost) {
        StackTrie rest = new StackTrie();
        int[] depths = new int[size];
        for (int node = 1; node < size; node++) {
            depths[node] = depths[parents[node]] + 1;
            rest.append(depths[node] == outermost + 1 ? EMPTY : parents[node], frames[node], lines[node]);
        }
        return rest;
    }

    private void rehash() {
        int capacity = slots.length;
        while (capacity < 2 * size) {
            capacity = Math.multiplyExact(capacity, 2);
        }
        int[] larger = new int[capacity];
        int mask = larger.length - 1;
        for (int node = 1; node < size; node++) {
            int slot = hash(parents[node], frames[node], lines[node]) & mask;
            while (larger[slot] != EMPTY) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = node;
        }
        slots = larger;
        hashed = size;
    }

    private int requireFrame(int node) {
        if (node <= EMPTY || node >= size) {
            throw new IllegalArgumentException("no frame at node " + node + " of " + size);
        }
        return node;
    }

    private static int hash(int parent, int frame, int line) {
        long mixed = (parent * 0x9E3779B97F4A7C15L + frame) * 0xC2B2AE3D27D4EB4FL + line;
        mixed *= 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
