package pyrometer.sampling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The chunks of a data stack as they were when the last stack was read from them. Where the bytes at the start
/// of a
/// chunk are still the same, so are the frames there.
final class ChunkMemory {
    private long[] addresses = new long[4];
    private long[] lengths = new long[4];
    private @Nullable MemorySegment[] bytes = new MemorySegment[4];
    private int count;

    /// Keeps one chunk; the oldest is chunk 0.
    ///
    /// @param unchanged so much of it is kept already
    void keep(int chunk, long address, MemorySegment copy, long offset, long length, long unchanged) {
        if (chunk >= addresses.length) {
            int capacity = Math.max(2 * addresses.length, chunk + 1);
            addresses = Arrays.copyOf(addresses, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
            bytes = Arrays.copyOf(bytes, capacity);
        }
        MemorySegment kept = bytes[chunk];
        long from = unchanged;
        if (kept == null || kept.byteSize() < length) {
            kept = Arena.ofAuto().allocate(Math.max(length, 16384), 16);
            bytes[chunk] = kept;
            from = 0;
        }
        MemorySegment.copy(copy, offset + from, kept, from, length - from);
        addresses[chunk] = address;
        lengths[chunk] = length;
        count = Math.max(count, chunk + 1);
    }

    void forget() {
        count = 0;
    }

    /// How many bytes from its start on are as they were.
    long unchanged(int chunk, long address, MemorySegment copy, long offset, long length) {
        MemorySegment kept = chunk < count ? bytes[chunk] : null;
        if (kept == null || addresses[chunk] != address) {
            return 0;
        }
        long common = Math.min(length, lengths[chunk]);
        long mismatch = MemorySegment.mismatch(copy, offset, offset + common, kept, 0, common);
        return mismatch < 0 ? common : mismatch;
    }
}
