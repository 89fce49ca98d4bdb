package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// Where the copies of a thread's frames lie: most are in the chunks of its data stack; those of
/// generators are in the generator objects, and the entry frames on the C stack. The latter are copied
/// before the data stack and after it.
final class FrameCopies {
    /// No address of a frame.
    static final long CHANGED = -1;

    private static final int MAX_ELSEWHERE = 96;
    private static final int MAX_EXPLORED = 100_000;

    private final InterpreterFrames frames;
    private final CodeObjects codes;
    private final MemoryReader memory;
    private final StackChunks chunks;
    private final FrameSet elsewhere = new FrameSet();
    private MemorySegment copy = MemorySegment.NULL;

    FrameCopies(InterpreterFrames frames, CodeObjects codes, MemoryReader memory, StackChunks chunks) {
        this.frames = frames;
        this.codes = codes;
        this.memory = memory;
        this.chunks = chunks;
    }

    void planBefore(Ranges into) {
        elsewhere.age();
        elsewhere.planBefore(into, MAX_ELSEWHERE);
    }

    void planAfter(Ranges into) {
        elsewhere.planAfter(into, MAX_ELSEWHERE);
    }

    int planSize() {
        return chunks.planSize() + 2 * Math.min(elsewhere.size(), MAX_ELSEWHERE);
    }

    void begin(MemorySegment bytes) {
        copy = bytes;
    }

    /// Where the copy of a frame's header lies, or -1.
    long locate(long frame) {
        long inChunk = chunks.locate(frame);
        if (inChunk >= 0) {
            return inChunk;
        }
        int index = elsewhere.find(frame);
        return index < 0 ? -1 : elsewhere.offset(index);
    }

    /// The caller of a frame. A frame outside the data stack was copied before the data stack and after
    /// it: it was the same all the time if its code was. While it is suspended, a generator's frame has
    /// no caller.
    ///
    /// @return [#CHANGED] if it was not the same
    long previous(long frame, long offset) {
        long previous = frames.previous(copy, offset);
        int index = chunks.contain(frame) ? -1 : elsewhere.find(frame);
        if (index < 0) {
            return previous;
        }
        long before = elsewhere.offsetBefore(index);
        if (frames.code(copy, before) != frames.code(copy, offset)) {
            return CHANGED;
        }
        long previousBefore = frames.previous(copy, before);
        if (previous == 0) {
            return previousBefore;
        }
        return previousBefore == 0 || previousBefore == previous ? previous : CHANGED;
    }

    /// How much of a frame was copied.
    int available(long frame, long offset, int frameSize) {
        int index = chunks.contain(frame) ? -1 : elsewhere.find(frame);
        long copied = index >= 0 ? elsewhere.length(index) : chunks.available(offset);
        return (int) Math.min(copied, frameSize);
    }

    /// A stack has each frame once, and each takes the room of a header.
    long most() {
        return elsewhere.size() + chunks.room() / frames.headerSize();
    }

    /// How many of the outermost frames of the last stack, this one included, are as they were: all bytes
    /// up to the end of this frame are, and those of the older chunks.
    int unchanged(StackBuffer stack, long frame, int frameSize) {
        if (!chunks.areUnchangedUpTo(frame + frameSize)) {
            return 0;
        }
        int index = stack.find(frame, stack.depth());
        for (int i = 0; i < elsewhere.size() && index > 0; i++) {
            int place = stack.find(elsewhere.address(i), index);
            if (place >= 0 && !isAtSamePlace(stack, i, place)) {
                return 0;
            }
        }
        return index + 1;
    }

    private boolean isAtSamePlace(StackBuffer stack, int frame, int place) {
        long offset = elsewhere.offset(frame);
        CodeObject code = stack.code(place);
        return offset >= 0
                && frames.code(copy, offset) == code.address()
                && code.unit(frames.instruction(copy, offset)) == stack.unit(place);
    }

    /// Follows a chain from a frame that was not copied, one read a frame, and notes the frames to copy
    /// next time.
    void explore(long start) {
        try {
            long frame = start;
            for (int i = 0; i < MAX_EXPLORED && frame != 0 && locate(frame) < 0; i++) {
                MemorySegment header = memory.read(frame, frames.size());
                long previous = frames.previous(header, 0);
                int length = frames.size();
                if (!frames.isEntry(header, 0)) {
                    CodeObject code = codes.at(frames.code(header, 0));
                    if (code == null) {
                        return;
                    }
                    length = Math.max(length, code.frameSize());
                }
                elsewhere.put(frame, length);
                frame = previous;
            }
        } catch (UnreadableMemory e) {
            // It is gone already; the next look finds another.
        }
    }

    /// Drops what lies outside the data stack from the plan.
    void clear() {
        elsewhere.clear();
    }

    void addTo(Baseline baseline, MemorySegment bytes) {
        chunks.addTo(baseline, bytes);
        for (int i = 0; i < elsewhere.size(); i++) {
            baseline.add(elsewhere.address(i), bytes, elsewhere.offset(i), elsewhere.length(i));
        }
    }

    /// The code of a frame, or null if it was torn.
    @Nullable
    CodeObject code(long offset) {
        return codes.at(frames.code(copy, offset));
    }
}
