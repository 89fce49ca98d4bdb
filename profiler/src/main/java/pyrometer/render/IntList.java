package pyrometer.render;

import java.util.Arrays;

/// Numbers in the order in which they were added.
final class IntList {
    private int[] items = new int[64];
    private int size;

    void add(int item) {
        items = size < items.length ? items : Arrays.copyOf(items, Math.multiplyExact(size, 2));
        items[size++] = item;
    }

    int get(int index) {
        return items[index];
    }

    int size() {
        return size;
    }
}
