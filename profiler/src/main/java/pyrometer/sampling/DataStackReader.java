package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Layout;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;

/// Reads stacks of CPython 3.11 and later, where the frames of a thread lie one behind the other in chunks.
///
/// One read copies the thread state, the chunks, and the frames known to lie elsewhere: those of
/// generators, which live in the generator objects, and the entry frames on the C stack. A chunk is
/// copied in a fraction of a microsecond, so the frames in it belong together; what does not is the
/// current frame's address, which was read before. So the innermost frame is not taken from the thread
/// state alone. It must have been *executing* in the copy:
///
/// - Up to 3.13 an executing frame has `stacktop == -1`; a frame that waits for a Python callee or has
///   been left has the depth of its evaluation stack there.
/// - In 3.14 a frame that has been left has lost its code object, and the innermost one is that which no
///   other live frame behind it calls its `previous`.
///
/// Where a call or return is just under way neither may hold; such a copy is accepted only if the current
/// frame was still the same after all else had been copied.
final class DataStackReader implements StackReader {
    /// Frames so far from the innermost one must have stayed the same for the half microsecond until the
    /// second copy of the chunk. Where they did not, the outer part of the stack was copied before a
    /// change and the inner part after it.
    private static final int SETTLED_FROM = 3;

    private final CodeObjects codes;
    private final long interpreter;
    private final InterpreterFrames frames;
    private final ThreadStateCopy state;
    private final StackChunks chunks;
    private final FrameCopies copies;
    private final ExecutingFrame executing;
    private final StackBuffer stack = new StackBuffer();

    private int ranges;
    private int rangesBefore;
    private MemorySegment copy = MemorySegment.NULL;
    private long nextThread;
    private long identity;

    private long leafOffset;
    private int leafLength;
    private boolean leafUnchanged;

    DataStackReader(Layout layout, CodeObjects codes, MemoryReader memory, long thread, long interpreter) {
        this.codes = codes;
        this.interpreter = interpreter;
        this.frames = new InterpreterFrames(layout);
        this.state = new ThreadStateCopy(layout, memory, thread);
        this.chunks = new StackChunks(memory, frames.size());
        this.copies = new FrameCopies(frames, codes, memory, chunks);
        this.executing = new ExecutingFrame(frames, copies, chunks);
    }

    @Override
    public void plan(Ranges into) {
        int first = into.count();
        copies.planBefore(into);
        rangesBefore = into.count() - first;
        state.plan(into);
        chunks.planNewest(into);
        copies.planAfter(into);
        chunks.planNewestAgain(into);
        state.planAgain(into);
        chunks.planOlder(into);
        ranges = into.count() - first;
    }

    @Override
    public int planSize() {
        return 4 + copies.planSize();
    }

    @Override
    public void keep(MemorySegment bytes, Baseline baseline) {
        baseline.clear();
        state.addTo(baseline, bytes);
        copies.addTo(baseline, bytes);
    }

    @Override
    public long nextThread(MemorySegment bytes, long offset) {
        return state.next(bytes, offset);
    }

    @Override
    public Verdict walk(MemorySegment bytes, int complete) {
        copy = bytes;
        if (complete < ranges) {
            return afterFailedRead(complete - rangesBefore);
        }
        state.begin(bytes);
        copies.begin(bytes);
        if (state.interpreter() != interpreter) {
            return Verdict.GONE;
        }
        nextThread = state.next();
        identity = state.identity();
        if (!state.hasCframe()) {
            return Verdict.INCOMPLETE;
        }
        long current = state.frame();
        if (current == 0) {
            return Verdict.EMPTY;
        }
        leafUnchanged = state.frameAgain() == current;
        if (!chunks.cover(state.chunk(), state.top())) {
            return chunks.find(state.chunk(), state.top()) ? Verdict.INCOMPLETE : Verdict.MOVED;
        }
        long innermost = executing.find(bytes, current, state.top());
        if (innermost == ExecutingFrame.NOT_COPIED) {
            return Verdict.INCOMPLETE;
        }
        if (innermost != ExecutingFrame.UNDECIDED) {
            return walkFrom(innermost, true);
        }
        return leafUnchanged ? walkFrom(current, false) : Verdict.MOVED;
    }

    @Override
    public long nextThread() {
        return nextThread;
    }

    @Override
    public long identity() {
        return identity;
    }

    @Override
    public void forget() {
        chunks.forget();
    }

    @Override
    public StackBuffer stack() {
        return stack;
    }

    @Override
    public long leafOffset() {
        return leafOffset;
    }

    @Override
    public int leafLength() {
        return leafLength;
    }

    /// One of the ranges is not there any more; it is dropped from the plan.
    ///
    /// @param failed its number, where the thread state's is 0
    private Verdict afterFailedRead(int failed) {
        if (failed == 0) {
            return Verdict.GONE;
        }
        if (state.isCframe(failed)) {
            return state.findCframe() ? Verdict.INCOMPLETE : Verdict.GONE;
        }
        copies.clear();
        if (failed > 0) {
            chunks.clear();
        }
        return Verdict.INCOMPLETE;
    }

    private Verdict walkFrom(long innermost, boolean decided) {
        stack.begin();
        chunks.begin(copy);
        boolean atEntry = false;
        long child = 0;
        int childChunk = -1;
        leafOffset = -1;
        long stepsLeft = copies.most();
        for (long frame = innermost; frame != 0; ) {
            if (stepsLeft-- == 0) {
                return Verdict.MOVED; // the chain has a loop
            }
            long offset = copies.locate(frame);
            if (offset < 0) {
                copies.explore(frame);
                return Verdict.INCOMPLETE;
            }
            long previous = copies.previous(frame, offset);
            int owner = frames.owner(copy, offset);
            if (frames.isEntry(copy, offset)) {
                atEntry = true;
                frame = previous;
                childChunk = -1;
                continue;
            }
            if (previous == FrameCopies.CHANGED || owner > InterpreterFrames.OWNED_BY_C) {
                return Verdict.MOVED;
            }
            CodeObject code = copies.code(offset);
            if (code == null) {
                return Verdict.MOVED;
            }
            int unit = code.unit(frames.instruction(copy, offset));
            if (unit == Integer.MIN_VALUE) {
                codes.again(code.address());
                return Verdict.MOVED;
            }
            boolean inChunk = chunks.contain(frame);
            boolean isGenerators = owner == InterpreterFrames.OWNED_BY_GENERATOR;
            // A frame that has just been entered is half written over the one that was there before, and calls nobody.
            boolean doubtful = !decided || unit <= 0 || (code.makesGenerator() && !isGenerators);
            if (inChunk && chunks.last() == 0 && hasMoved(offset, doubtful)) {
                return Verdict.MOVED;
            }
            if (inChunk && childChunk == chunks.last() && frame + code.frameSize() != child && !leafUnchanged) {
                return Verdict.MOVED; // neighbours on the stack that do not touch
            }
            child = frame;
            childChunk = inChunk ? chunks.last() : -1;
            if (!code.isInternal()) {
                if (leafOffset < 0) {
                    leafOffset = offset;
                    leafLength = copies.available(frame, offset, code.frameSize());
                }
                boolean mayBeKept = inChunk && stack.walked() >= SETTLED_FROM;
                int kept = mayBeKept ? copies.unchanged(stack, frame, code.frameSize()) : 0;
                if (kept > 0) {
                    return finish(kept);
                }
                boolean hasReceiver = code.receiver() != CodeObject.Receiver.NONE;
                stack.add(frame, code, unit, hasReceiver ? frames.firstLocal(copy, offset) : 0);
                atEntry = frames.isCalledByC(copy, offset);
            }
            frame = previous;
        }
        if (stack.walked() == 0) {
            return Verdict.EMPTY;
        }
        // A suspended generator is cut off from its caller: a chain that ends in one was torn.
        return atEntry ? finish(0) : Verdict.MOVED;
    }

    /// Whether a frame of the newest chunk was another, or elsewhere, half a microsecond later.
    private boolean hasMoved(long offset, boolean doubtful) {
        long later = chunks.again(offset);
        if (doubtful) {
            return frames.isAnother(copy, offset, later)
                    || frames.instruction(copy, later) != frames.instruction(copy, offset);
        }
        return stack.walked() >= SETTLED_FROM && frames.isAnother(copy, offset, later);
    }

    private Verdict finish(int kept) {
        stack.finish(kept);
        return chunks.remember() ? Verdict.STACK : Verdict.MOVED;
    }
}
