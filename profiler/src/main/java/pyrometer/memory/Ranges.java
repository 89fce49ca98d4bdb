package pyrometer.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A list of address ranges to copy in one go, and the copy: the ranges lie one behind the other in [#bytes()].
///
/// Reused for each read: [#clear()] and [#add] allocate nothing while the ranges fit. Laid out as the `iovec`
/// arrays
/// that `process_vm_readv` takes.
public final class Ranges {
    /// `IOV_MAX`: more ranges than this the kernel refuses.
    public static final int MAX_COUNT = 1024;

    private static final long IOVEC_SIZE = 16;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    private final Arena arena;
    private final MemorySegment remote;
    private final MemorySegment local;
    private MemorySegment bytes;
    private int count;
    private long size;

    /// @param capacity bytes that fit before the buffer has to grow
    public Ranges(long capacity) {
        this.arena = Arena.ofAuto();
        this.remote = arena.allocate(MAX_COUNT * IOVEC_SIZE, 8);
        this.local = arena.allocate(IOVEC_SIZE, 8);
        this.bytes = arena.allocate(capacity, 16);
    }

    public void clear() {
        count = 0;
        size = 0;
    }

    /// Adds a range behind the others.
    ///
    /// @return the offset of its copy in [#bytes()]
    public long add(long address, long length) {
        if (count == MAX_COUNT || length < 0) {
            throw new IllegalStateException(count + " ranges, length " + length);
        }
        long offset = size;
        remote.set(WORD, count * IOVEC_SIZE, address);
        remote.set(WORD, count * IOVEC_SIZE + 8, length);
        count++;
        size += length;
        return offset;
    }

    public int count() {
        return count;
    }

    /// The number of bytes in all ranges.
    public long size() {
        return size;
    }

    public long address(int range) {
        return remote.get(WORD, range * IOVEC_SIZE);
    }

    public long length(int range) {
        return remote.get(WORD, range * IOVEC_SIZE + 8);
    }

    /// Where the copy lies. Another segment after the ranges have outgrown it.
    public MemorySegment bytes() {
        if (bytes.byteSize() < size) {
            bytes = arena.allocate(2 * size, 16);
        }
        return bytes;
    }

    /// The ranges as an array of `struct iovec`.
    public MemorySegment remoteVector() {
        return remote;
    }

    /// The copy as one `struct iovec`.
    public MemorySegment localVector() {
        local.set(WORD, 0, bytes().address());
        local.set(WORD, 8, size);
        return local;
    }
}
