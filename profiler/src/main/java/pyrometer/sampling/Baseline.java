package pyrometer.sampling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import pyrometer.memory.Ranges;

/// All the memory that a thread's accepted stack was read from. As long as it stays the same, to the byte, so
/// does the
/// stack, and neither walk nor check is needed: most threads of most programs wait most of the time.
final class Baseline {
    /// Larger ones are not worth comparing.
    private static final int MAX_RANGES = 8;

    private final long[] addresses = new long[MAX_RANGES];
    private final long[] lengths = new long[MAX_RANGES];
    private int count;
    private boolean isWhole;
    private MemorySegment bytes = MemorySegment.NULL;
    private long size;

    void clear() {
        count = 0;
        size = 0;
        isWhole = true;
    }

    /// Adds a range and what it held.
    void add(long address, MemorySegment copy, long offset, long length) {
        if (count == MAX_RANGES) {
            isWhole = false;
            return;
        }
        if (bytes.byteSize() < size + length) {
            MemorySegment larger = Arena.ofAuto().allocate(2 * (size + length), 16);
            MemorySegment.copy(bytes, 0, larger, 0, size);
            bytes = larger;
        }
        MemorySegment.copy(copy, offset, bytes, size, length);
        addresses[count] = address;
        lengths[count] = length;
        count++;
        size += length;
    }

    /// Whether there is something to compare with.
    boolean isUsable() {
        return isWhole && count > 0;
    }

    void forget() {
        Arrays.fill(lengths, 0);
        clear();
        isWhole = false;
    }

    /// @return the offset of the first range in the copy
    long plan(Ranges ranges) {
        long offset = ranges.size();
        for (int i = 0; i < count; i++) {
            ranges.add(addresses[i], lengths[i]);
        }
        return offset;
    }

    int count() {
        return count;
    }

    /// Whether the copy, at this offset, holds the same bytes.
    boolean isUnchanged(MemorySegment copy, long offset) {
        return MemorySegment.mismatch(copy, offset, offset + size, bytes, 0, size) == -1;
    }
}
