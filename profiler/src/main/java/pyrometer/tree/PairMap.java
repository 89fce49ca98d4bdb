package pyrometer.tree;

import java.util.Arrays;

/// Numbers by pairs of numbers, without an object for each: a tree of a long recording asks millions of times.
final class PairMap {
    static final int ABSENT = -1;

    /// Open addressing, at most half full; a slot is free if its value is [#ABSENT].
    private long[] keys = new long[128];

    private int[] values = filled(new int[128]);
    private int size;

    int get(int first, int second) {
        return values[slot(key(first, second))];
    }

    /// Adds a pair that is not there yet.
    void put(int first, int second, int value) {
        if (2 * size >= keys.length) {
            grow();
        }
        insert(key(first, second), value);
        size++;
    }

    private void insert(long key, int value) {
        int slot = slot(key);
        keys[slot] = key;
        values[slot] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        values = filled(new int[keys.length]);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != ABSENT) {
                insert(oldKeys[i], oldValues[i]);
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed ^ (mixed >>> 32)) & mask;
        while (values[slot] != ABSENT && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long key(int first, int second) {
        return ((long) first << Integer.SIZE) | (second & 0xFFFF_FFFFL);
    }

    private static int[] filled(int[] array) {
        Arrays.fill(array, ABSENT);
        return array;
    }
}
