package pyrometer.tree;

import java.util.Arrays;
import java.util.Comparator;

/// The children of each node of a tree that is being built, those of one node next to one another.
final class Siblings {
    /// With so few children, inserting each where it belongs is the fastest way to sort.
    private static final int FEW = 32;

    private final int[] starts;
    private final int[] children;

    /// Siblings in the order of their numbers.
    ///
    /// @param parents for each node its parent, a smaller number; the first node has none
    Siblings(int[] parents, int size) {
        starts = new int[size + 1];
        children = new int[size];
        for (int node = 1; node < size; node++) {
            starts[parents[node] + 1]++;
        }
        for (int node = 0; node < size; node++) {
            starts[node + 1] += starts[node];
        }
        int[] next = starts.clone();
        for (int node = 1; node < size; node++) {
            children[next[parents[node]]++] = node;
        }
    }

    int start(int parent) {
        return starts[parent];
    }

    int end(int parent) {
        return starts[parent + 1];
    }

    int get(int index) {
        return children[index];
    }

    /// Puts those with most time first; those with equal time keep their order.
    void sortHottestFirst(long[] nanos) {
        for (int parent = 0; parent < starts.length - 1; parent++) {
            if (end(parent) - start(parent) <= FEW) {
                insertionSort(start(parent), end(parent), nanos);
            } else {
                mergeSort(start(parent), end(parent), nanos);
            }
        }
    }

    /// All nodes, each right before those below it.
    int[] depthFirst() {
        int[] order = new int[children.length];
        int[] waiting = new int[children.length];
        int count = 1; // the root waits at the bottom
        int placed = 0;
        while (count > 0) {
            int node = waiting[--count];
            order[placed++] = node;
            for (int i = end(node) - 1; i >= start(node); i--) {
                waiting[count++] = get(i);
            }
        }
        return order;
    }

    private void insertionSort(int from, int to, long[] nanos) {
        for (int i = from + 1; i < to; i++) {
            int child = children[i];
            int place = i;
            while (place > from && nanos[children[place - 1]] < nanos[child]) {
                children[place] = children[place - 1];
                place--;
            }
            children[place] = child;
        }
    }

    private void mergeSort(int from, int to, long[] nanos) {
        Integer[] sorted = Arrays.stream(children, from, to).boxed().toArray(Integer[]::new);
        Arrays.sort(sorted, Comparator.comparingLong(child -> -nanos[child]));
        for (int i = from; i < to; i++) {
            children[i] = sorted[i - from];
        }
    }
}
