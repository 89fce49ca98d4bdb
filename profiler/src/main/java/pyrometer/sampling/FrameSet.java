package pyrometer.sampling;

import java.util.Arrays;
import pyrometer.memory.Ranges;

/// The frames outside any data stack that a walk is expected to meet: addresses and sizes, and where
/// their copies lie. Frames that were not met for a while are dropped.
final class FrameSet {
    /// Closer than a page: there is no hole between two frames.
    private static final int NEAR = 4096;

    /// More frames than fit an index of so many bits are not kept.
    private static final int INDEX_BITS = 17;

    static final int MAX_SIZE = 1 << INDEX_BITS;

    /// Of all copies of the frames in one read.
    private static final long MAX_BYTES = 128L << 20;

    private static final int EVICT_AFTER = 64;

    private long[] addresses = new long[32];
    private int[] lengths = new int[32];
    private long[] offsets = new long[32];
    private long[] offsetsBefore = new long[32];
    private int[] idle = new int[32];
    private int size;

    /// Indices by address.
    private int[] sorted = new int[32];

    private boolean isSorted;

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
        if (size == MAX_SIZE) {
            clear();
        }
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
            offsets = Arrays.copyOf(offsets, 2 * size);
            offsetsBefore = Arrays.copyOf(offsetsBefore, 2 * size);
            idle = Arrays.copyOf(idle, 2 * size);
            slots = new int[4 * size];
            rehash();
        }
        addresses[size] = address;
        lengths[size] = length;
        offsets[size] = -1;
        idle[size] = 0;
        isSorted = false;
        size++;
        insert(size - 1);
    }

    void clear() {
        size = 0;
        isSorted = false;
        Arrays.fill(slots, 0);
    }

    long offsetBefore(int index) {
        return offsetsBefore[index];
    }

    /// Adds the frames to the ranges, for [#offsetBefore]: those that lie near one another as one range.
    ///
    /// @param limit the most ranges
    void planBefore(Ranges ranges, int limit) {
        sort();
        planMerged(ranges, limit, offsetsBefore);
    }

    /// The same once more, for [#offset].
    void planAfter(Ranges ranges, int limit) {
        planMerged(ranges, limit, offsets);
    }

    private void planMerged(Ranges ranges, int limit, long[] into) {
        int ranged = 0;
        for (int from = 0; from < size; ) {
            long start = addresses[sorted[from]];
            long end = start + lengths[sorted[from]];
            int to = from + 1;
            while (to < size && addresses[sorted[to]] - end < NEAR) {
                end = Math.max(end, addresses[sorted[to]] + lengths[sorted[to]]);
                to++;
            }
            boolean fits = ranged++ < limit && ranges.size() + (end - start) <= MAX_BYTES;
            long offset = fits ? ranges.add(start, end - start) : -1;
            for (int i = from; i < to; i++) {
                int frame = sorted[i];
                into[frame] = offset < 0 ? -1 : offset + (addresses[frame] - start);
            }
            from = to;
        }
    }

    /// Puts the indices in the order of the addresses.
    private void sort() {
        if (sorted.length < size) {
            sorted = new int[addresses.length];
            isSorted = false;
        }
        if (isSorted) {
            return;
        }
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] =
                    addresses[i] << INDEX_BITS | i; // addresses have 47 bits, of which frames leave the low three clear
        }
        Arrays.sort(keys);
        for (int i = 0; i < size; i++) {
            sorted[i] = (int) keys[i] & ((1 << INDEX_BITS) - 1);
        }
        isSorted = true;
    }

    /// Drops the frames that were not met for a while. To be called before each plan.
    void age() {
        for (int i = 0; i < size; i++) {
            idle[i]++;
        }
        drop(EVICT_AFTER);
    }

    /// Drops the frames that were not met since the last plan.
    void dropIdle() {
        drop(0);
    }

    private void drop(int idleFor) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (idle[i] <= idleFor) {
                addresses[kept] = addresses[i];
                lengths[kept] = lengths[i];
                offsets[kept] = offsets[i];
                offsetsBefore[kept] = offsetsBefore[i];
                idle[kept] = idle[i];
                kept++;
            }
        }
        if (kept < size) {
            size = kept;
            isSorted = false;
            rehash();
        }
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
        return (int) (((address >>> 3) * 0x9E3779B97F4A7C15L) >>> 32);
    }
}
