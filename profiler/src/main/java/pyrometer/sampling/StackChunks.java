package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// The chunks of one thread's data stack, newest first: where they are, where their copies lie, and how
/// much of them is as it was at the last stack.
final class StackChunks {
    /// Of a stack that has more nothing is shown: its looks count as undecided.
    private static final int MAX_CHUNKS = 8192;

    /// Of chunks that adjoin one another; each is one range of a read.
    private static final int MAX_RUNS = 760;

    /// Of all chunks together: a million frames.
    private static final long MAX_STACK_SIZE = 128L << 20;

    /// What a chunk begins with: `previous`, `size`, `top`.
    private static final int HEADER = 24;

    /// Read beyond the frames of the last look, for those that may have come since.
    private static final int MARGIN = 768;

    private static final long UNKNOWN = -1;

    private final MemoryReader memory;
    private final int frameSize;

    private long[] addresses = new long[4];
    private long[] lengths = new long[4];
    private long[] offsets = new long[4];

    /// How much of each is as it was at the last stack, or [#UNKNOWN] until asked for.
    private long[] unchanged = new long[4];

    private final ChunkMemory remembered = new ChunkMemory();
    private int count;
    private int runs;

    /// The chunk that the last frame was found in.
    private int last;

    /// Of the newest chunk.
    private long end;

    private long top;
    private long againOffset;
    private MemorySegment copy = MemorySegment.NULL;

    /// @param frameSize so much of a frame must be in a chunk to be in it
    StackChunks(MemoryReader memory, int frameSize) {
        this.memory = memory;
        this.frameSize = frameSize;
    }

    void clear() {
        count = 0;
    }

    void planNewest(Ranges into) {
        if (count > 0) {
            offsets[0] = into.add(addresses[0], lengths[0]);
        }
    }

    /// Half a microsecond after the first copy: frames that were just changing are not the same in it.
    void planNewestAgain(Ranges into) {
        if (count > 0) {
            againOffset = into.add(addresses[0], lengths[0]);
        }
    }

    /// Chunks that adjoin one another are one range.
    void planOlder(Ranges into) {
        for (int from = 1; from < count; ) {
            long start = addresses[from];
            long behind = start + lengths[from];
            int to = from + 1;
            while (to < count && (addresses[to] == behind || addresses[to] + lengths[to] == start)) {
                start = Math.min(start, addresses[to]);
                behind = Math.max(behind, addresses[to] + lengths[to]);
                to++;
            }
            long offset = into.add(start, behind - start);
            for (int i = from; i < to; i++) {
                offsets[i] = offset + (addresses[i] - start);
            }
            from = to;
        }
    }

    /// The ranges of one copy of them.
    int planSize() {
        return runs;
    }

    /// Begins a walk in the copy of the planned ranges.
    void begin(MemorySegment bytes) {
        copy = bytes;
        Arrays.fill(unchanged, 0, count, UNKNOWN);
    }

    /// Whether all of the data stack was copied.
    ///
    /// @param newest the address of the newest chunk, or 0
    /// @param newTop where its free part begins
    boolean cover(long newest, long newTop) {
        if (newest == 0) {
            return count == 0;
        }
        boolean covers = count > 0 && addresses[0] == newest && newTop <= newest + lengths[0] && newTop >= newest;
        if (covers) {
            top = newTop;
            lengths[0] = Math.min(end - newest, newTop - newest + MARGIN);
        }
        return covers;
    }

    /// Finds out about all chunks of the thread.
    boolean find(long newest, long newTop) {
        count = 0;
        runs = 0;
        last = 0;
        try {
            long total = 0;
            long start = 0;
            long behind = 0;
            for (long chunk = newest; chunk != 0; ) {
                MemorySegment header = memory.read(chunk, HEADER);
                long previous = header.get(JAVA_LONG_UNALIGNED, 0);
                long size = header.get(JAVA_LONG_UNALIGNED, Long.BYTES);
                total += size;
                boolean joins = count > 1 && (chunk == behind || chunk + size == start);
                start = joins ? Math.min(start, chunk) : chunk;
                behind = joins ? Math.max(behind, chunk + size) : chunk + size;
                runs += joins ? 0 : 1;
                if (runs > MAX_RUNS
                        || count == MAX_CHUNKS
                        || size < HEADER
                        || size > MAX_STACK_SIZE
                        || total > MAX_STACK_SIZE) {
                    count = 0;
                    return false;
                }
                add(chunk, size, newTop);
                chunk = previous;
            }
            return true;
        } catch (UnreadableMemory e) {
            count = 0;
            return false;
        }
    }

    private void add(long chunk, long size, long newTop) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
            unchanged = Arrays.copyOf(unchanged, 2 * count);
        }
        addresses[count] = chunk;
        lengths[count] = size;
        if (count == 0) {
            end = chunk + size;
            if (newTop >= chunk && newTop <= end) {
                lengths[0] = Math.min(size, newTop - chunk + MARGIN);
            }
        }
        count++;
    }

    /// Where the copy of a frame lies, or -1 if it is in no chunk.
    long locate(long frame) {
        for (int i = last; i < count && i <= last + 1; i++) {
            if (isIn(frame, i)) {
                last = i;
                return offsets[i] + (frame - addresses[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            if (isIn(frame, i)) {
                last = i;
                return offsets[i] + (frame - addresses[i]);
            }
        }
        return -1;
    }

    /// Whether the frame, if it was the last that was located, is in a chunk.
    boolean contain(long frame) {
        return (last < count && isIn(frame, last)) || (count > 0 && isIn(frame, 0));
    }

    /// The chunk in which a frame was last located; 0 is the newest.
    int last() {
        return last;
    }

    /// Where the second copy lies of what lies at this offset in the newest chunk's first one.
    long again(long offset) {
        return againOffset + (offset - offsets[0]);
    }

    /// How much was copied from this place of the last chunk on.
    long available(long offset) {
        return lengths[last] - (offset - offsets[last]);
    }

    /// Of all chunks together, in bytes.
    long room() {
        long room = 0;
        for (int i = 0; i < count; i++) {
            room += lengths[i];
        }
        return room;
    }

    /// Whether the last chunk is as it was up to an address, and the older ones are wholly.
    boolean areUnchangedUpTo(long address) {
        if (address > addresses[last] + unchangedIn(last)) {
            return false;
        }
        for (int i = last + 1; i < count; i++) {
            if (unchangedIn(i) < used(i)) {
                return false;
            }
        }
        return true;
    }

    /// Remembers the chunks as they are in the copy.
    ///
    /// @return whether the older ones are as they were. They were copied after the newest one: only if
    ///     they have not changed do they belong to it.
    boolean remember() {
        boolean settled = true;
        for (int i = 0; i < count; i++) {
            if (unchangedIn(i) < used(i)) {
                settled &= i == 0;
                remembered.keep(count - 1 - i, addresses[i], copy, offsets[i], used(i), unchangedIn(i));
            }
        }
        return settled;
    }

    void forget() {
        remembered.forget();
    }

    void addTo(Baseline baseline, MemorySegment bytes) {
        for (int i = 0; i < count; i++) {
            baseline.add(addresses[i], bytes, offsets[i], used(i));
        }
    }

    private boolean isIn(long frame, int chunk) {
        long from = frame - addresses[chunk];
        return from >= HEADER && from <= lengths[chunk] - frameSize;
    }

    private long unchangedIn(int chunk) {
        if (unchanged[chunk] == UNKNOWN) {
            unchanged[chunk] =
                    remembered.unchanged(count - 1 - chunk, addresses[chunk], copy, offsets[chunk], used(chunk));
        }
        return unchanged[chunk];
    }

    private long used(int chunk) {
        return chunk == 0 ? top - addresses[0] : lengths[chunk];
    }
}
