package pyrometer.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Single values read from a [Memory], one at a time: for what is read once, not for what is read at each sample.
///
/// Every method throws [UnreadableMemory] rather than return a value that was not read.
public final class MemoryReader {
    /// More than any structure or string we ask for; a larger size is a torn or forged one.
    public static final int MAX_BYTES = 16 << 20;

    private final Memory memory;
    private final Ranges ranges = new Ranges(4096);

    public MemoryReader(Memory memory) {
        this.memory = memory;
    }

    public Memory memory() {
        return memory;
    }

    /// Unsigned, as an `int`.
    public int readByte(long address) throws UnreadableMemory {
        copy(address, 1);
        return Byte.toUnsignedInt(ranges.bytes().get(ValueLayout.JAVA_BYTE, 0));
    }

    public int readInt(long address) throws UnreadableMemory {
        copy(address, 4);
        return ranges.bytes().get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }

    public long readLong(long address) throws UnreadableMemory {
        copy(address, 8);
        return ranges.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    public byte[] readBytes(long address, long length) throws UnreadableMemory {
        return read(address, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /// The bytes before the next zero byte.
    ///
    /// @param max give up after this many
    public byte[] readCString(long address, int max) throws UnreadableMemory {
        byte[] all = new byte[0];
        while (all.length < max) {
            long from = address + all.length;
            long toPageEnd = 4096 - (from & 4095);
            byte[] part = readBytes(from, Math.min(Math.min(toPageEnd, 256), max - all.length));
            int end = 0;
            while (end < part.length && part[end] != 0) {
                end++;
            }
            byte[] joined = new byte[all.length + end];
            System.arraycopy(all, 0, joined, 0, all.length);
            System.arraycopy(part, 0, joined, all.length, end);
            all = joined;
            if (end < part.length) {
                return all;
            }
        }
        throw new UnreadableMemory("no end of the string at 0x%x within %d bytes".formatted(address, max));
    }

    /// A copy that is valid until the next read by this reader.
    public MemorySegment read(long address, long length) throws UnreadableMemory {
        copy(address, length);
        return ranges.bytes().asSlice(0, length);
    }

    private void copy(long address, long length) throws UnreadableMemory {
        if (length < 0 || length > MAX_BYTES) {
            throw new UnreadableMemory("%d bytes at 0x%x: not a plausible size".formatted(length, address));
        }
        ranges.clear();
        ranges.add(address, length);
        if (length > 0 && memory.read(ranges) != 1) {
            throw new UnreadableMemory("cannot read %d bytes at 0x%x".formatted(length, address));
        }
    }
}
