package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import pyrometer.cpython.CodeObject;

/// Finds the frame that was executing when the data stack was copied; the thread's current frame was read
/// a moment before.
final class ExecutingFrame {
    /// What [#find] gives where the innermost frame cannot be told.
    static final long UNDECIDED = 0;

    /// What it gives where a frame was not copied that is to be copied the next time.
    static final long NOT_COPIED = -1;

    private static final int MAX_STEPS = 8;

    private final InterpreterFrames frames;
    private final FrameCopies copies;
    private final StackChunks chunks;
    private MemorySegment copy = MemorySegment.NULL;

    ExecutingFrame(InterpreterFrames frames, FrameCopies copies, StackChunks chunks) {
        this.frames = frames;
        this.copies = copies;
        this.chunks = chunks;
    }

    /// @param current the thread's current frame
    /// @param top where the free part of the data stack begins
    long find(MemorySegment bytes, long current, long top) {
        copy = bytes;
        long frame = current;
        for (int step = 0; step < MAX_STEPS && frame != 0; step++) {
            long offset = copies.locate(frame);
            if (offset < 0) {
                copies.explore(frame);
                return NOT_COPIED;
            }
            if (frames.isEntry(copy, offset)) {
                return step == 0 && !frames.marksExecuting() ? frame : UNDECIDED;
            }
            if (!frames.isLive(copy, offset)) {
                frame = frames.previous(copy, offset);
                continue;
            }
            if (frames.marksExecuting() && frames.isExecuting(copy, offset)) {
                return frame;
            }
            long callee = calleeOf(frame, offset, top);
            if (callee == 0) {
                return frames.marksExecuting() ? executingCaller(offset) : frame;
            }
            frame = callee;
        }
        return UNDECIDED;
    }

    /// A frame that is not executing and calls nobody was left, so its caller goes on; or it is about to
    /// be.
    private long executingCaller(long offset) {
        long caller = frames.previous(copy, offset);
        long callerOffset = copies.locate(caller);
        boolean executes =
                callerOffset >= 0 && !frames.isEntry(copy, callerOffset) && frames.isExecuting(copy, callerOffset);
        return executes ? caller : UNDECIDED;
    }

    /// The live frame behind this one that has it as its `previous`, or 0.
    private long calleeOf(long frame, long offset, long top) {
        long behind = top;
        if (chunks.contain(frame)) {
            CodeObject code = copies.code(offset);
            if (code == null) {
                return 0;
            }
            behind = frame + code.frameSize();
        }
        if (!chunks.contain(behind)) {
            return 0;
        }
        long behindOffset = copies.locate(behind);
        if (behindOffset < 0 || frames.previous(copy, behindOffset) != frame || frames.owner(copy, behindOffset) != 0) {
            return 0;
        }
        CodeObject code = copies.code(behindOffset);
        if (code == null || code.makesGenerator()) {
            return 0; // what a generator's first call leaves behind looks like a frame that executes
        }
        boolean isCallee =
                frames.marksExecuting() ? frames.isExecuting(copy, behindOffset) : frames.isLive(copy, behindOffset);
        return isCallee ? behind : 0;
    }
}
