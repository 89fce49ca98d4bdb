package pyrometer.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A memory that notes what is read from it, so that all of it can be compared with what is there later.
///
/// What was found out by many reads, one after another, from a process that went on meanwhile was true at one moment
/// if every byte of it is still the same afterwards.
public final class NotedMemory implements Memory {
    /// More notes than this are not worth comparing: they count as changed.
    private static final int MAX_NOTES = 1 << 16;

    private static final int MAX_BYTES = 1 << 23;

    /// What was read, to be compared again and again.
    ///
    /// @param addresses of the ranges
    /// @param lengths of the ranges
    /// @param bytes their contents, one behind the other
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record Notes(long[] addresses, int[] lengths, byte[] bytes) {}

    private final Memory memory;
    private final Ranges again = new Ranges(1 << 14);
    private long[] addresses = new long[64];
    private int[] lengths = new int[64];
    private int count;
    private byte[] bytes = new byte[4096];
    private int size;
    private boolean isWhole = true;

    public NotedMemory(Memory memory) {
        this.memory = memory;
    }

    /// Forgets all notes.
    public void begin() {
        count = 0;
        size = 0;
        isWhole = true;
    }

    @Override
    public int read(Ranges ranges) {
        int copied = memory.read(ranges);
        long offset = 0;
        for (int i = 0; i < copied && isWhole; i++) {
            note(ranges.address(i), (int) ranges.length(i), ranges.bytes(), offset);
            offset += ranges.length(i);
        }
        return copied;
    }

    private void note(long address, int length, MemorySegment from, long offset) {
        if (count == MAX_NOTES || size + length > MAX_BYTES) {
            isWhole = false;
            return;
        }
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
        }
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, bytes, size, length);
        addresses[count] = address;
        lengths[count] = length;
        count++;
        size += length;
    }

    /// Whether all that was read since [#begin] is as it was.
    public boolean isUnchanged() {
        return isWhole && areAsNoted(addresses, lengths, count, bytes);
    }

    /// Whether what was noted before is as it was then. Notes nothing.
    public boolean areAsNoted(Notes notes) {
        return areAsNoted(notes.addresses, notes.lengths, notes.addresses.length, notes.bytes);
    }

    /// What was read since [#begin].
    public Notes notes() {
        return new Notes(Arrays.copyOf(addresses, count), Arrays.copyOf(lengths, count), Arrays.copyOf(bytes, size));
    }

    private boolean areAsNoted(long[] where, int[] howMuch, int ranges, byte[] expected) {
        int from = 0;
        int position = 0;
        while (from < ranges) {
            again.clear();
            int to = from;
            while (to < ranges && again.count() < Ranges.MAX_COUNT) {
                again.add(where[to], howMuch[to]);
                to++;
            }
            int length = (int) again.size();
            MemorySegment noted = MemorySegment.ofArray(expected);
            if (memory.read(again) != to - from
                    || MemorySegment.mismatch(again.bytes(), 0, length, noted, position, position + length) != -1) {
                return false;
            }
            position += length;
            from = to;
        }
        return true;
    }
}
