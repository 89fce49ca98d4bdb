package pyrometer.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A piece of memory from one address on, with nothing around it.
public final class ByteArrayMemory implements Memory {
    private final long start;
    private final ByteBuffer bytes;
    private int reads;

    public ByteArrayMemory(long start, byte[] bytes) {
        this.start = start;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Changes a word.
    public void set(long address, long word) {
        bytes.putLong((int) (address - start), word);
    }

    /// How many times it was read from.
    public int reads() {
        return reads;
    }

    @Override
    public int read(Ranges ranges) {
        reads++;
        long offset = 0;
        for (int i = 0; i < ranges.count(); i++) {
            long from = ranges.address(i) - start;
            long length = ranges.length(i);
            if (from < 0 || length > bytes.capacity() || from + length > bytes.capacity()) {
                return i;
            }
            MemorySegment.copy(bytes.array(), (int) from, ranges.bytes(), ValueLayout.JAVA_BYTE, offset, (int) length);
            offset += length;
        }
        return ranges.count();
    }
}
