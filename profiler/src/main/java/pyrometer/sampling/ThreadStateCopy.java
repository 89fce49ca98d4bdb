package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import pyrometer.cpython.Layout;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// The copy of a thread's state, and of the C frame that it points to up to 3.12: CPython 3.11 and later.
final class ThreadStateCopy {
    private final MemoryReader memory;
    private final long thread;
    private final int length;
    private final int nextField;
    private final int interpreterField;
    private final int frameField;
    private final int identityField;
    private final int chunkField;

    /// Offset of `current_frame` in the C frame that the thread state points to (3.11, 3.12), or -1.
    private final int cframeField;

    private long cframe;
    private long offset;
    private long cframeOffset;
    private long againOffset;
    private MemorySegment copy = MemorySegment.NULL;

    ThreadStateCopy(Layout layout, MemoryReader memory, long thread) {
        this.memory = memory;
        this.thread = thread;
        this.nextField = layout.offset("PyThreadState.next");
        this.interpreterField = layout.offset("PyThreadState.interp");
        this.frameField = layout.offset("PyThreadState.frame");
        this.identityField = layout.offset("PyThreadState.native_thread_id");
        this.chunkField = layout.offset("PyThreadState.datastack_chunk");
        this.length = chunkField + 2 * Long.BYTES;
        this.cframeField = layout.version().isAtLeast(3, 13) ? -1 : layout.offset("_PyCFrame.current_frame");
    }

    void plan(Ranges into) {
        offset = into.add(thread, length);
        if (cframeField >= 0) {
            cframeOffset = into.add(cframe, 2 * Long.BYTES);
        }
    }

    /// The current frame once more.
    void planAgain(Ranges into) {
        againOffset = cframeField >= 0
                ? into.add(cframe + cframeField, Long.BYTES)
                : into.add(thread + frameField, Long.BYTES);
    }

    void begin(MemorySegment bytes) {
        copy = bytes;
    }

    void addTo(Baseline baseline, MemorySegment bytes) {
        baseline.add(thread, bytes, offset, length);
        if (cframeField >= 0) {
            baseline.add(cframe, bytes, cframeOffset, 2 * Long.BYTES);
        }
    }

    /// Whether the C frame that was copied is the thread's. If not, the one that is is copied the next
    /// time.
    boolean hasCframe() {
        if (cframeField < 0) {
            return true;
        }
        long now = word(offset + frameField);
        boolean same = now == cframe;
        cframe = now;
        return same;
    }

    /// Whether a range of the plan is that of the C frame.
    boolean isCframe(int range) {
        return cframeField >= 0 && range == 1;
    }

    /// Finds the C frame without a copy.
    ///
    /// @return false if there is no such thread state
    boolean findCframe() {
        try {
            cframe = memory.readLong(thread + frameField);
            return true;
        } catch (UnreadableMemory e) {
            return false;
        }
    }

    long interpreter() {
        return word(offset + interpreterField);
    }

    /// The next thread state in the list, or 0.
    long next() {
        return word(offset + nextField);
    }

    /// As [#next], from a copy that begins at an offset.
    long next(MemorySegment other, long at) {
        return other.get(JAVA_LONG_UNALIGNED, at + nextField);
    }

    long identity() {
        return word(offset + identityField);
    }

    /// The current frame, before all else was copied.
    long frame() {
        return cframeField >= 0 ? word(cframeOffset + cframeField) : word(offset + frameField);
    }

    /// The current frame, after all else was copied.
    long frameAgain() {
        return word(againOffset);
    }

    /// The newest chunk of the data stack.
    long chunk() {
        return word(offset + chunkField);
    }

    /// Where the free part of the data stack begins.
    long top() {
        return word(offset + chunkField + Long.BYTES);
    }

    private long word(long at) {
        return copy.get(JAVA_LONG_UNALIGNED, at);
    }
}
