package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
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
/// read was on the stack at that moment. What lies far from the innermost frame of a very deep stack is left
/// to [FrameTail].
final class FrameObjectReader implements StackReader {
    private static final int MAX_RANGES = 400;

    /// So many frames can always be copied, wherever they lie. Of deeper stacks those that do not fit, because
    /// they lie too far from one another, are left to [FrameTail].
    private static final int MIN_INNER = MAX_RANGES;

    /// A stack of more frames has a tail.
    private static final int MAX_INNER = 6_000;

    private final FrameObjects objects;
    private final CodeObjects codes;
    private final MemoryReader memory;
    private final long thread;
    private final long interpreter;

    private final int threadNext;
    private final int threadInterp;
    private final int threadFrame;
    private final int threadCalls;
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

    /// @param clock tells the time in nanoseconds
    FrameObjectReader(
            Layout layout, CodeObjects codes, MemoryReader memory, LongSupplier clock, long thread, long interpreter) {
        this.codes = codes;
        this.objects = new FrameObjects(layout);
        this.tail =
                new FrameTail(objects, codes, memory.memory(), new StackFloor(layout, memory.memory(), clock, thread));
        this.memory = memory;
        this.thread = thread;
        this.interpreter = interpreter;
        this.threadNext = layout.offset("PyThreadState.next");
        this.threadInterp = layout.offset("PyThreadState.interp");
        this.threadFrame = layout.offset("PyThreadState.frame");
        this.threadCalls = layout.offset("PyThreadState.recursion_depth");
        this.threadIdentity = layout.offset("PyThreadState.id");
        this.threadLength = threadIdentity + Long.BYTES;
    }

    @Override
    public void plan(Ranges into) {
        int first = into.count();
        known.age();
        threadOffset = into.add(thread, threadLength);
        known.planBefore(into, MAX_RANGES);
        currentOffset = into.add(thread + threadFrame, threadCalls + Integer.BYTES - threadFrame);
        known.planAfter(into, MAX_RANGES);
        ranges = into.count() - first;
        if (!tail.isEmpty()) {
            tail.look();
        }
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
        if (!tail.isEmpty()) {
            tail.lookAgain();
        }
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
        boolean leafSettled = true;
        stack.begin();
        for (long frame = current; frame != 0; ) {
            int index = known.find(frame);
            if (isLeftToTail(frame, index)) {
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
        boolean isCrowdedOut = index >= 0 && known.offset(index) < 0;
        return stack.walked() >= MIN_INNER && (isCrowdedOut || stack.walked() >= MAX_INNER || tail.find(frame) >= 0);
    }

    private boolean isSameCall(long before, long after) {
        return objects.back(bytes(), before) == objects.back(bytes(), after)
                && objects.code(bytes(), before) == objects.code(bytes(), after);
    }

    /// The frames from this one on outwards.
    private Verdict walkTail(long frame) {
        int calls = bytes().get(JAVA_INT_UNALIGNED, currentOffset + threadCalls - threadFrame);
        if (tail.find(frame) < 0) {
            // So the next look leaves to the tail what it does not need to copy.
            tail.read(stack.walkedFrame(MIN_INNER - 1), MIN_INNER - 1, calls - MIN_INNER + 1);
            return Verdict.MOVED;
        }
        known.dropIdle();
        if (tail.read(frame, stack.walked(), calls - stack.walked()) != FrameTail.Outcome.TRUE) {
            return Verdict.MOVED;
        }
        tail.finish(stack, tail.find(frame));
        return Verdict.STACK;
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
