package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Layout;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// Reads stacks of CPython 3.8 to 3.10, where each frame is an object of its own.
///
/// The frames are scattered over the heap, so their copies are up to some microseconds apart. One read copies the
/// frames that the last looks met, then the thread's current frame, then the frames again. A frame that was
/// executing,
/// with the same caller and code, both before and after the current frame was read was on the stack at that
/// moment.
final class FrameObjectReader implements StackReader {
    private static final int MAX_RANGES = 400;
    private static final int MAX_EXPLORED = 100_000;
    private static final int MAX_COPIED = 2048;

    private final CodeObjects codes;
    private final MemoryReader memory;
    private final long thread;
    private final long interpreter;
    private final boolean stateIsEnum;
    private final boolean instrIsBytes;

    private final int threadNext;
    private final int threadInterp;
    private final int threadFrame;
    private final int threadIdentity;
    private final int threadLength;
    private final int backField;
    private final int codeField;
    private final int instrField;
    private final int stateField;
    private final int localsField;
    private final int headerEnd;

    /// Innermost first, as the last walk met them.
    private final FrameSet known = new FrameSet();

    private final StackBuffer stack = new StackBuffer();
    private int ranges;
    private long threadOffset;
    private long nextThread;
    private long identity;
    private long currentOffset;
    private @Nullable MemorySegment bytes;
    private long leafOffset;
    private int leafLength;
    private boolean leafUnchanged;

    FrameObjectReader(Layout layout, CodeObjects codes, MemoryReader memory, long thread, long interpreter) {
        this.codes = codes;
        this.memory = memory;
        this.thread = thread;
        this.interpreter = interpreter;
        this.stateIsEnum = layout.version().isAtLeast(3, 10);
        this.instrIsBytes = !layout.version().isAtLeast(3, 10);
        this.threadNext = layout.offset("PyThreadState.next");
        this.threadInterp = layout.offset("PyThreadState.interp");
        this.threadFrame = layout.offset("PyThreadState.frame");
        this.threadIdentity = layout.offset("PyThreadState.id");
        this.threadLength = threadIdentity + Long.BYTES;
        this.backField = layout.offset("PyFrameObject.previous");
        this.codeField = layout.offset("PyFrameObject.code");
        this.instrField = layout.offset("PyFrameObject.instr");
        this.stateField = layout.offset("PyFrameObject.state");
        this.localsField = layout.offset("PyFrameObject.localsplus");
        this.headerEnd = Math.max(instrField + Integer.BYTES, stateField + 1);
    }

    @Override
    public void plan(Ranges into) {
        int first = into.count();
        known.age();
        threadOffset = into.add(thread, threadLength);
        known.planBefore(into, MAX_RANGES);
        currentOffset = into.add(thread + threadFrame, Long.BYTES);
        known.planAfter(into, MAX_RANGES);
        ranges = into.count() - first;
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
        leafUnchanged = word(threadOffset + threadFrame) == current;
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
        // Each walk here looks at every frame.
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

    @Override
    public boolean leafUnchanged() {
        return leafUnchanged;
    }

    private Verdict walkFrom(long current) {
        boolean leafSettled = true;
        stack.begin();
        for (long frame = current; frame != 0; ) {
            int index = known.find(frame);
            if (index < 0 || known.offset(index) < 0) {
                explore(frame);
                return Verdict.INCOMPLETE;
            }
            if (stack.walked() == known.size()) {
                return Verdict.MOVED; // the chain has a loop
            }
            long offset = known.offset(index);
            long before = known.offsetBefore(index);
            long back = word(offset + backField);
            long codeAddress = word(offset + codeField);
            int instr = bytes().get(JAVA_INT_UNALIGNED, offset + instrField);
            boolean wasExecuting = isExecuting(before);
            if (isExecuting(offset)) {
                boolean same =
                        wasExecuting && word(before + backField) == back && word(before + codeField) == codeAddress;
                // The innermost frame may have been entered between the two copies; its callers may not.
                if (!same && (frame != current || wasExecuting)) {
                    return Verdict.MOVED;
                }
                leafSettled = frame == current ? same : leafSettled;
            } else if (wasExecuting && frame == current) {
                offset = before; // left between the two copies
                leafSettled = false;
                back = word(offset + backField);
                codeAddress = word(offset + codeField);
                instr = bytes().get(JAVA_INT_UNALIGNED, offset + instrField);
            } else {
                return Verdict.MOVED;
            }
            // Its caller must have been the same from before that copy of the innermost frame until after it.
            if (stack.walked() == 1 && !leafSettled && (before > leafOffset || known.offset(index) < leafOffset)) {
                return Verdict.MOVED;
            }
            CodeObject code = code(codeAddress);
            if (code == null) {
                return Verdict.MOVED;
            }
            int unit = instrIsBytes ? instr >> 1 : instr;
            if (unit < -1 || unit >= code.units()) {
                reload(codeAddress);
                return Verdict.MOVED;
            }
            if (frame == current) {
                leafOffset = offset;
                leafLength = Math.min(known.length(index), code.frameSize());
            }
            boolean hasReceiver = code.receiver() != CodeObject.Receiver.NONE;
            long receiver = 0;
            if (hasReceiver) {
                long slot = localsField + (long) code.receiverCell() * Long.BYTES;
                receiver = slot + Long.BYTES <= known.length(index) ? word(offset + slot) : 0;
            }
            stack.add(frame, code, unit, receiver);
            if (back == 0 && code.makesGenerator()) {
                return Verdict.MOVED; // a suspended generator is cut off from its caller
            }
            frame = back;
        }
        stack.finish(0);
        return Verdict.STACK;
    }

    private boolean isExecuting(long offset) {
        byte state = bytes().get(JAVA_BYTE, offset + stateField);
        return stateIsEnum ? state == 0 : state == 1;
    }

    private @Nullable CodeObject code(long address) {
        CodeObject code = codes.known(address);
        return code != null || address == 0 ? code : reload(address);
    }

    private @Nullable CodeObject reload(long address) {
        try {
            return codes.load(address);
        } catch (UnreadableMemory e) {
            return null; // the frame was torn: it has no code object where one should be
        }
    }

    /// Follows the chain from a frame that is not known, one read a frame, and notes the frames to copy next
    /// time,
    /// innermost first.
    private void explore(long start) {
        try {
            long frame = start;
            for (int i = 0; i < MAX_EXPLORED && frame != 0; i++) {
                if (known.find(frame) >= 0) {
                    return;
                }
                MemorySegment header = memory.read(frame, headerEnd);
                long back = header.get(JAVA_LONG_UNALIGNED, backField);
                CodeObject code = code(header.get(JAVA_LONG_UNALIGNED, codeField));
                if (code == null) {
                    return;
                }
                known.put(frame, Math.min(MAX_COPIED, Math.max(headerEnd, code.frameSize())));
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
