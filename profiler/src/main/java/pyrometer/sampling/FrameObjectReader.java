package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Layout;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// Reads stacks of CPython 3.8 to 3.10, where each frame is an object of its own.
///
/// The frames are scattered over the heap, so their copies are up to some microseconds apart. One read
/// copies the frames that the last looks met, then the thread's current frame, then the frames again. A
/// frame that was executing, with the same caller and code, both before and after the current frame was
/// read was on the stack at that moment. What lies far from the innermost frame of a deep stack is read
/// by [FrameTail].
final class FrameObjectReader implements StackReader {
    private static final int MAX_RANGES = 400;

    /// So many frames can always be copied, wherever they lie. Of deeper stacks those that do not fit, because
    /// they lie too far from one another, are left to [FrameTail].
    private static final int MIN_INNER = MAX_RANGES;

    private static final int MAX_INNER = 20_000;

    /// No interpreter calls, or returns, in less: a call and its return took 90 ns on the machine where
    /// this was measured, a level of `yield from` as long.
    private static final long NANOS_PER_STEP = 15;

    /// How long copying the inner frames and reading the tail may take: what is read far out must not be
    /// another stack's already. Less than it takes to return from the frames read and to call as many.
    private static final long NANOS_PER_READ = 40_000;

    private static final long NANOS_PER_FRAME_READ = 80;

    /// More frames than this, and the C stack below them, fit no cache: a call and its return took 324 ns and more at a
    /// depth of 10,000, and 593 and more at 50,000.
    private static final int MANY_FRAMES = 10_000;

    private static final long NANOS_PER_FAR_FRAME_READ = 240;

    private static final long UNKNOWN = -1;

    private final FrameObjects objects;
    private final CodeObjects codes;
    private final MemoryReader memory;
    private final LongSupplier clock;
    private final long thread;
    private final long interpreter;

    private final int threadNext;
    private final int threadInterp;
    private final int threadFrame;
    private final int threadIdentity;
    private final int threadLength;

    /// Innermost first, as the last walk met them.
    private final FrameSet known = new FrameSet();

    private final StackBuffer stack = new StackBuffer();
    private final FrameTail tail;
    private int ranges;
    private long threadOffset;
    private long nextThread;
    private long identity;
    private long currentOffset;
    private @Nullable MemorySegment bytes;
    private long leafOffset;
    private int leafLength;

    /// When this look began, and that which saw the last stack; [#UNKNOWN] where there was no need to ask.
    /// A thread can have run all that time: the processor time of another process is told too late, by up
    /// to a tick of the scheduler.
    private long timeBefore = UNKNOWN;

    private long timeOfStack = UNKNOWN;

    /// How long copying took at the last look, if there was a tail.
    private long lastLookNanos;

    /// @param clock tells the time in nanoseconds
    FrameObjectReader(
            Layout layout, CodeObjects codes, MemoryReader memory, LongSupplier clock, long thread, long interpreter) {
        this.codes = codes;
        this.objects = new FrameObjects(layout);
        this.tail = new FrameTail(objects, codes, memory.memory());
        this.clock = clock;
        this.memory = memory;
        this.thread = thread;
        this.interpreter = interpreter;
        this.threadNext = layout.offset("PyThreadState.next");
        this.threadInterp = layout.offset("PyThreadState.interp");
        this.threadFrame = layout.offset("PyThreadState.frame");
        this.threadIdentity = layout.offset("PyThreadState.id");
        this.threadLength = threadIdentity + Long.BYTES;
    }

    @Override
    public void plan(Ranges into) {
        int first = into.count();
        known.age();
        if (!tail.isEmpty()) {
            tail.plan(unchanged(stack.depth(), clock.getAsLong() + lastLookNanos));
        }
        threadOffset = into.add(thread, threadLength);
        known.planBefore(into, MAX_RANGES);
        currentOffset = into.add(thread + threadFrame, Long.BYTES);
        known.planAfter(into, MAX_RANGES);
        ranges = into.count() - first;
        timeBefore = tail.isEmpty() ? UNKNOWN : clock.getAsLong();
    }

    @Override
    public int planSize() {
        return 2 + 2 * Math.min(known.size(), MAX_RANGES);
    }

    @Override
    public void keep(MemorySegment copy, Baseline baseline) {
        baseline.clear();
        baseline.add(thread, copy, threadOffset, threadLength);
        for (int i = 0; i < stack.depth(); i++) {
            int frame = known.find(stack.frame(i));
            if (frame < 0) {
                baseline.forget();
                return;
            }
            baseline.add(stack.frame(i), copy, known.offset(frame), known.length(frame));
        }
    }

    @Override
    public long nextThread(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + threadNext);
    }

    @Override
    public Verdict walk(MemorySegment copy, int complete) {
        bytes = copy;
        if (complete < ranges) {
            if (complete == 0) {
                return Verdict.GONE;
            }
            known.clear();
            return Verdict.INCOMPLETE;
        }
        if (word(threadOffset + threadInterp) != interpreter) {
            return Verdict.GONE;
        }
        nextThread = word(threadOffset + threadNext);
        identity = word(threadOffset + threadIdentity);
        long current = word(currentOffset);
        if (current == 0) {
            return Verdict.EMPTY;
        }
        return walkFrom(current);
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
        tail.clear();
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

    private Verdict walkFrom(long current) {
        if (timeBefore != UNKNOWN) {
            tail.copy();
            lastLookNanos = clock.getAsLong() - timeBefore;
        }
        boolean leafSettled = true;
        stack.begin();
        for (long frame = current; frame != 0; ) {
            int index = known.find(frame);
            if (stack.walked() == MAX_INNER || isLeftToTail(frame, index)) {
                return walkTail(frame);
            }
            if (index < 0 || known.offset(index) < 0) {
                explore(frame, index >= 0);
                return Verdict.INCOMPLETE;
            }
            if (stack.walked() == known.size()) {
                return Verdict.MOVED; // the chain has a loop
            }
            long offset = known.offset(index);
            long before = known.offsetBefore(index);
            boolean wasExecuting = objects.isExecuting(bytes(), before);
            if (objects.isExecuting(bytes(), offset)) {
                boolean same = wasExecuting && isSameCall(before, offset);
                // The innermost frame may have been entered between the two copies; its callers may not.
                if (!same && (frame != current || wasExecuting)) {
                    return Verdict.MOVED;
                }
                leafSettled = frame == current ? same : leafSettled;
            } else if (wasExecuting && frame == current) {
                offset = before; // left between the two copies
                leafSettled = false;
            } else {
                return Verdict.MOVED;
            }
            // Its caller must have been the same from before that copy of the innermost frame until after it.
            if (stack.walked() == 1 && !leafSettled && (before > leafOffset || known.offset(index) < leafOffset)) {
                return Verdict.MOVED;
            }
            long codeAddress = objects.code(bytes(), offset);
            CodeObject code = codes.at(codeAddress);
            if (code == null) {
                return Verdict.MOVED;
            }
            int unit = objects.unit(bytes(), offset);
            if (unit < -1 || unit >= code.units()) {
                codes.again(codeAddress);
                return Verdict.MOVED;
            }
            if (frame == current) {
                leafOffset = offset;
                leafLength = Math.min(known.length(index), code.frameSize());
            }
            stack.add(frame, code, unit, objects.receiver(bytes(), offset, code, known.length(index)));
            frame = objects.back(bytes(), offset);
            if (frame == 0 && code.makesGenerator()) {
                return Verdict.MOVED; // a suspended generator is cut off from its caller
            }
        }
        tail.clear();
        stack.finish(0);
        return Verdict.STACK;
    }

    private boolean isLeftToTail(long frame, int index) {
        boolean isCopied = index >= 0 && known.offset(index) >= 0;
        return !isCopied && stack.walked() >= MIN_INNER && (index >= 0 || tail.find(frame) >= 0);
    }

    private boolean isSameCall(long before, long after) {
        return objects.back(bytes(), before) == objects.back(bytes(), after)
                && objects.code(bytes(), before) == objects.code(bytes(), after);
    }

    /// The frames from this one on outwards.
    private Verdict walkTail(long frame) {
        FrameTail.Outcome outcome = tail.read(frame);
        if (outcome != FrameTail.Outcome.SAME) {
            return Verdict.MOVED;
        }
        int place = tail.find(frame);
        int unchanged = unchanged(place + 1 + stack.walked(), clock.getAsLong());
        if (tail.outermost() > unchanged || lastLookNanos > allowedNanos(place + 1 - tail.outermost())) {
            return Verdict.MOVED; // time enough to unwind the stack and wind it up otherwise
        }
        tail.finish(stack, place);
        timeOfStack = timeBefore;
        return Verdict.STACK;
    }

    private static long allowedNanos(int framesRead) {
        return NANOS_PER_READ
                + NANOS_PER_FRAME_READ * Math.clamp(framesRead, 0, MANY_FRAMES)
                + NANOS_PER_FAR_FRAME_READ * Math.max(0, framesRead - MANY_FRAMES);
    }

    /// How many of the outermost frames must be as they were in the last stack, because the time that has
    /// passed since then was too short to return to them and to come back.
    ///
    /// @param depth of the stack now
    private int unchanged(int depth, long now) {
        if (timeOfStack == UNKNOWN) {
            return 0;
        }
        long steps = (now - timeOfStack) / NANOS_PER_STEP;
        long shallowest = (stack.depth() + depth - steps) / 2;
        // The frame that may have been the innermost one has gone on since.
        return Math.clamp(shallowest - 1, 0, tail.settled());
    }

    /// Follows the chain from a frame that was not copied, one read a frame, and notes the frames to copy
    /// next time, innermost first.
    ///
    /// @param crowdedOut whether it was not copied because there are too many others
    private void explore(long start, boolean crowdedOut) {
        if (crowdedOut) {
            known.dropIdle();
        }
        try {
            long frame = start;
            for (int i = 0; i <= MAX_INNER && frame != 0; i++) {
                if (known.find(frame) >= 0) {
                    return;
                }
                MemorySegment header = memory.read(frame, objects.headerSize());
                long back = objects.back(header, 0);
                CodeObject code = codes.at(objects.code(header, 0));
                if (code == null) {
                    return;
                }
                known.put(frame, objects.sizeWhole(code));
                frame = back;
            }
        } catch (UnreadableMemory e) {
            // It is gone already; the next look finds another.
        }
    }

    private MemorySegment bytes() {
        MemorySegment copy = bytes;
        if (copy == null) {
            throw new IllegalStateException("nothing was copied");
        }
        return copy;
    }

    private long word(long offset) {
        return bytes().get(JAVA_LONG_UNALIGNED, offset);
    }
}
