package pyrometer.sampling;

import java.util.Arrays;
import pyrometer.memory.Ranges;

/// The frames outside any data stack that a walk is expected to meet: addresses and sizes, and where their copies lie.
/// Frames that were not met for a while are dropped.
final class FrameSet {
    private static final int EVICT_AFTER = 32;

    private long[] addresses = new long[32];
    private int[] lengths = new int[32];
    private long[] offsets = new long[32];
    private int[] idle = new int[32];
    private int size;

    /// Open addressing from address to index + 1.
    private int[] slots = new int[64];

    private int lastFound;

    int size() {
        return size;
    }

    long address(int index) {
        return addresses[index];
    }

    int length(int index) {
        return lengths[index];
    }

    long offset(int index) {
        return offsets[index];
    }

    /// Adds a frame, or corrects the length of one that is there.
    void put(long address, int length) {
        int index = find(address);
        if (index >= 0) {
            lengths[index] = length;
            idle[index] = 0;
            return;
        }
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
            offsets = Arrays.copyOf(offsets, 2 * size);
            idle = Arrays.copyOf(idle, 2 * size);
            slots = new int[4 * size];
            rehash();
        }
        addresses[size] = address;
        lengths[size] = length;
        offsets[size] = -1;
        idle[size] = 0;
        size++;
        insert(size - 1);
    }

    void clear() {
        size = 0;
        Arrays.fill(slots, 0);
    }

    /// Adds the first `limit` frames to the ranges, the last of them first.
    void plan(Ranges ranges, int limit) {
        for (int i = size - 1; i >= 0; i--) {
            offsets[i] = i < limit ? ranges.add(addresses[i], lengths[i]) : -1;
        }
    }

    /// Puts the frames of a stack first, the innermost at index 0. All of them must be in the set.
    void arrange(StackBuffer stack) {
        for (int i = 0; i < stack.depth() && i < size; i++) {
            if (addresses[i] != stack.frame(i)) {
                swap(i, find(stack.frame(i)));
            }
        }
    }

    private void swap(int a, int b) {
        int slotOfA = slotOf(addresses[a]);
        int slotOfB = slotOf(addresses[b]);
        slots[slotOfA] = b + 1;
        slots[slotOfB] = a + 1;
        long address = addresses[a];
        addresses[a] = addresses[b];
        addresses[b] = address;
        int length = lengths[a];
        lengths[a] = lengths[b];
        lengths[b] = length;
        long offset = offsets[a];
        offsets[a] = offsets[b];
        offsets[b] = offset;
        int age = idle[a];
        idle[a] = idle[b];
        idle[b] = age;
    }

    /// To be called once a tick.
    void age() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (idle[i]++ < EVICT_AFTER) {
                addresses[kept] = addresses[i];
                lengths[kept] = lengths[i];
                offsets[kept] = offsets[i];
                idle[kept] = idle[i];
                kept++;
            }
        }
        if (kept < size) {
            size = kept;
            rehash();
        }
    }

    /// Drops the frame at an index: its memory is gone.
    void remove(int index) {
        size--;
        addresses[index] = addresses[size];
        lengths[index] = lengths[size];
        offsets[index] = offsets[size];
        idle[index] = idle[size];
        rehash();
    }

    /// @return the index of the frame, or -1
    int find(long address) {
        int next = lastFound + 1;
        if (next < size && addresses[next] == address) {
            lastFound = next;
            idle[next] = 0;
            return next;
        }
        int mask = slots.length - 1;
        for (int slot = hash(address) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int index = slots[slot] - 1;
            if (addresses[index] == address) {
                lastFound = index;
                idle[index] = 0;
                return index;
            }
        }
        return -1;
    }

    private int slotOf(long address) {
        int mask = slots.length - 1;
        int slot = hash(address) & mask;
        while (addresses[slots[slot] - 1] != address) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash() {
        Arrays.fill(slots, 0);
        for (int i = 0; i < size; i++) {
            insert(i);
        }
    }

    private void insert(int index) {
        int mask = slots.length - 1;
        int slot = hash(addresses[index]) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = index + 1;
    }

    private static int hash(long address) {
        return (int) ((address >>> 3) * 0x9E3779B97F4A7C15L >>> 32);
    }
}
