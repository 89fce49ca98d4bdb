package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Layout;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// Reads stacks of CPython 3.11 and later, where the frames of a thread lie one behind the other in chunks.
///
/// One read copies the thread state, the chunks, and the frames known to lie elsewhere: those of generators,
/// which
/// live
/// in the generator objects, and the entry frames on the C stack. A chunk is copied in a fraction of a
/// microsecond,
/// so
/// the frames in it belong together; what does not is the current frame's address, which was read before. So the
/// innermost frame is not taken from the thread state alone. It must have been *executing* in the copy:
///
/// - Up to 3.13 an executing frame has `stacktop == -1`; a frame that waits for a Python callee or has been left
/// has
///   the depth of its evaluation stack there.
/// - In 3.14 a frame that has been left has lost its code object, and the innermost one is that which no other
/// live
///   frame behind it calls its `previous`.
///
/// Where a call or return is just under way neither may hold; such a copy is accepted only if the current frame
/// was
/// still the same after all else had been copied.
final class DataStackReader implements StackReader {
    /// Of a stack that has more nothing is shown: its looks count as undecided.
    private static final int MAX_CHUNKS = 8192;

    /// Of chunks that adjoin one another; each is one range of a read.
    private static final int MAX_RUNS = 760;

    /// Of all chunks together: a million frames.
    private static final long MAX_STACK_SIZE = 128L << 20;

    /// Frames so far from the innermost one must have stayed the same for the half microsecond until the second
    /// copy
    /// of the chunk. Where they did not, the outer part of the stack was copied before a change and the inner
    /// part
    /// after it.
    private static final int SETTLED_FROM = 3;

    private static final int MAX_STEPS_TO_TOP = 8;
    private static final int MAX_ELSEWHERE = 96;
    private static final int MAX_EXPLORED = 100_000;

    /// What a chunk of the data stack begins with: `previous`, `size`, `top`.
    private static final int CHUNK_HEADER = 24;

    /// Read beyond the frames of the last look, for those that may have come since.
    private static final int MARGIN = 768;

    /// `FRAME_OWNED_BY_GENERATOR`
    private static final int OWNED_BY_GENERATOR = 1;

    private static final long UNKNOWN = -1;

    /// No address of a frame.
    private static final long CHANGED = -1;

    /// `FRAME_OWNED_BY_CSTACK` of 3.12 and 3.13, `FRAME_OWNED_BY_INTERPRETER` of 3.14: not a frame of Python
    /// code.
    private static final int OWNED_BY_C = 3;

    /// References on the stack are tagged in their low bits since 3.14.
    private static final long POINTER = ~3L;

    private final CodeObjects codes;
    private final MemoryReader memory;
    private final long thread;
    private final long interpreter;
    private final boolean hasEntryFrames;
    private final boolean marksExecuting;

    private final int threadLength;
    private final int threadNext;
    private final int threadInterp;
    private final int threadFrame;
    private final int threadChunk;
    private final int threadIdentity;

    /// Offset of `current_frame` in the C frame that the thread state points to (3.11, 3.12), or -1.
    private final int cframeFrame;

    private final int previousField;
    private final int codeField;
    private final int instrField;
    private final int stacktopField;
    private final int ownerField;
    private final int localsField;
    private final int isEntryField;

    private long cframe;
    private long[] chunkAddresses = new long[4];
    private long[] chunkLengths = new long[4];
    private long[] chunkOffsets = new long[4];

    /// How much of each chunk is as it was at the last stack, or [#UNKNOWN] until asked for.
    private long[] unchanged = new long[4];

    private final ChunkMemory lastChunks = new ChunkMemory();

    /// The newest chunk is the first.
    private int chunks;

    private int runs;
    private int lastChunk;
    private final FrameSet elsewhere = new FrameSet();
    private final StackBuffer stack = new StackBuffer();

    private int ranges;
    private int rangesBefore;
    private long threadOffset;
    private long nextThread;
    private long identity;
    private long cframeOffset;
    private long againOffset;
    private long chunkAgainOffset;
    private @Nullable MemorySegment bytes;

    private long leafOffset;
    private int leafLength;
    private boolean leafUnchanged;

    DataStackReader(Layout layout, CodeObjects codes, MemoryReader memory, long thread, long interpreter) {
        this.codes = codes;
        this.memory = memory;
        this.thread = thread;
        this.interpreter = interpreter;
        this.hasEntryFrames = layout.version().isAtLeast(3, 12);
        this.marksExecuting = !layout.version().isAtLeast(3, 14);
        this.threadNext = layout.offset("PyThreadState.next");
        this.threadInterp = layout.offset("PyThreadState.interp");
        this.threadFrame = layout.offset("PyThreadState.frame");
        this.threadChunk = layout.offset("PyThreadState.datastack_chunk");
        this.threadIdentity = layout.offset("PyThreadState.native_thread_id");
        this.threadLength = threadChunk + 2 * Long.BYTES;
        this.cframeFrame = layout.version().isAtLeast(3, 13) ? -1 : layout.offset("_PyCFrame.current_frame");
        this.previousField = layout.offset("_PyInterpreterFrame.previous");
        this.codeField = layout.offset("_PyInterpreterFrame.code");
        this.instrField = layout.offset("_PyInterpreterFrame.instr");
        this.stacktopField = marksExecuting ? layout.offset("_PyInterpreterFrame.stacktop") : -1;
        this.ownerField = layout.offset("_PyInterpreterFrame.owner");
        this.localsField = layout.offset("_PyInterpreterFrame.localsplus");
        this.isEntryField = ownerField - 1;
    }

    @Override
    public void plan(Ranges into) {
        int firstRange = into.count();
        elsewhere.age();
        elsewhere.planBefore(into, MAX_ELSEWHERE);
        rangesBefore = into.count() - firstRange;
        threadOffset = into.add(thread, threadLength);
        if (cframeFrame >= 0) {
            cframeOffset = into.add(cframe, 2 * Long.BYTES);
        }
        if (chunks > 0) {
            chunkOffsets[0] = into.add(chunkAddresses[0], chunkLengths[0]);
        }
        elsewhere.planAfter(into, MAX_ELSEWHERE);
        if (chunks > 0) {
            chunkAgainOffset = into.add(chunkAddresses[0], chunkLengths[0]);
        }
        againOffset = cframeFrame >= 0
                ? into.add(cframe + cframeFrame, Long.BYTES)
                : into.add(thread + threadFrame, Long.BYTES);
        planOlder(into);
        ranges = into.count() - firstRange;
    }

    /// Chunks that adjoin one another are one range.
    private void planOlder(Ranges into) {
        for (int from = 1; from < chunks; ) {
            long start = chunkAddresses[from];
            long end = start + chunkLengths[from];
            int to = from + 1;
            for (; to < chunks && joins(to, start, end); to++) {
                start = Math.min(start, chunkAddresses[to]);
                end = Math.max(end, chunkAddresses[to] + chunkLengths[to]);
            }
            long offset = into.add(start, end - start);
            for (int i = from; i < to; i++) {
                chunkOffsets[i] = offset + (chunkAddresses[i] - start);
            }
            from = to;
        }
    }

    private boolean joins(int chunk, long start, long end) {
        return chunkAddresses[chunk] == end || chunkAddresses[chunk] + chunkLengths[chunk] == start;
    }

    @Override
    public int planSize() {
        return 4 + runs + 2 * Math.min(elsewhere.size(), MAX_ELSEWHERE);
    }

    @Override
    public void keep(MemorySegment copy, Baseline baseline) {
        baseline.clear();
        baseline.add(thread, copy, threadOffset, threadLength);
        if (cframeFrame >= 0) {
            baseline.add(cframe, copy, cframeOffset, 2 * Long.BYTES);
        }
        for (int i = 0; i < chunks; i++) {
            baseline.add(chunkAddresses[i], copy, chunkOffsets[i], chunkUsed(i));
        }
        for (int i = 0; i < elsewhere.size(); i++) {
            baseline.add(elsewhere.address(i), copy, elsewhere.offset(i), elsewhere.length(i));
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
            return afterFailedRead(complete);
        }
        if (word(threadOffset + threadInterp) != interpreter) {
            return Verdict.GONE;
        }
        nextThread = word(threadOffset + threadNext);
        identity = word(threadOffset + threadIdentity);
        long current;
        if (cframeFrame >= 0) {
            long now = word(threadOffset + threadFrame);
            if (now != cframe) {
                cframe = now;
                return Verdict.INCOMPLETE;
            }
            current = word(cframeOffset + cframeFrame);
        } else {
            current = word(threadOffset + threadFrame);
        }
        if (current == 0) {
            return Verdict.EMPTY;
        }
        leafUnchanged = word(againOffset) == current;
        long chunk = word(threadOffset + threadChunk);
        long top = word(threadOffset + threadChunk + Long.BYTES);
        if (!coversChunk(chunk, top)) {
            return findChunks(chunk, top) ? Verdict.INCOMPLETE : Verdict.MOVED;
        }
        chunkTop = top;
        if (chunks > 0) {
            chunkLengths[0] = Math.min(chunkEnd - chunk, top - chunk + MARGIN);
        }
        return walkFrom(current, top);
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
        lastChunks.forget();
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

    private Verdict walkFrom(long current, long top) {
        boolean decided = true;
        long innermost = findExecuting(current, top);
        if (innermost == 0) {
            if (incomplete) {
                return Verdict.INCOMPLETE;
            }
            if (!leafUnchanged) {
                return Verdict.MOVED;
            }
            innermost = current;
            decided = false;
        }
        stack.begin();
        Arrays.fill(unchanged, 0, chunks, UNKNOWN);
        boolean atEntry = false;
        long child = 0;
        int childChunk = -1;
        leafOffset = -1;
        long stepsLeft = mostFrames();
        for (long frame = innermost; frame != 0; ) {
            if (stepsLeft-- == 0) {
                return Verdict.MOVED; // the chain has a loop
            }
            long offset = locate(frame);
            if (offset < 0) {
                explore(frame);
                return Verdict.INCOMPLETE;
            }
            long previous = previous(frame, offset);
            int owner = owner(offset);
            if (hasEntryFrames && owner >= OWNED_BY_C) {
                atEntry = true;
                frame = previous;
                childChunk = -1;
                continue;
            }
            if (previous == CHANGED || owner > OWNED_BY_C) {
                return Verdict.MOVED;
            }
            CodeObject code = code(word(offset + codeField) & POINTER);
            if (code == null) {
                return Verdict.MOVED;
            }
            int unit = code.unit(word(offset + instrField));
            if (unit == Integer.MIN_VALUE) {
                reload(code.address());
                return Verdict.MOVED;
            }
            boolean inChunk = inChunk(frame);
            // A frame that has just been entered is half written over the one that was there before, and calls
            // nobody.
            boolean doubtful = !decided || unit <= 0 || (code.makesGenerator() && owner != OWNED_BY_GENERATOR);
            if (inChunk && lastChunk == 0) {
                boolean moved =
                        doubtful ? hasChangedSince(offset) : stack.walked() >= SETTLED_FROM && isAnotherSince(offset);
                if (moved) {
                    return Verdict.MOVED;
                }
            }
            if (inChunk && childChunk == lastChunk && frame + code.frameSize() != child && !leafUnchanged) {
                return Verdict.MOVED; // neighbours on the stack that do not touch
            }
            if (code.isInternal()) {
                child = frame;
                childChunk = inChunk ? lastChunk : -1;
                frame = previous;
                continue;
            }
            if (leafOffset < 0) {
                leafOffset = offset;
                leafLength = available(frame, offset, code.frameSize());
            }
            int kept = inChunk && stack.walked() >= SETTLED_FROM ? kept(frame, code.frameSize()) : 0;
            if (kept > 0) {
                return finish(kept);
            }
            boolean hasReceiver = code.receiver() != CodeObject.Receiver.NONE;
            stack.add(frame, code, unit, hasReceiver ? word(offset + localsField) & POINTER : 0);
            atEntry = !hasEntryFrames
                    && owner != OWNED_BY_GENERATOR
                    && bytes().get(JAVA_BYTE, offset + isEntryField) != 0;
            child = frame;
            childChunk = inChunk ? lastChunk : -1;
            frame = previous;
        }
        if (stack.walked() == 0) {
            return Verdict.EMPTY;
        }
        // A suspended generator is cut off from its caller: a chain that ends in one was torn.
        return atEntry ? finish(0) : Verdict.MOVED;
    }

    /// A stack has each frame once, and each takes the room of a header.
    private long mostFrames() {
        long room = 0;
        for (int i = 0; i < chunks; i++) {
            room += chunkLengths[i];
        }
        return elsewhere.size() + room / localsField;
    }

    /// The older chunks are copied after the newest one. They belong together if the older ones were, at the last look,
    /// what they are now.
    private Verdict finish(int kept) {
        stack.finish(kept);
        boolean settled = true;
        for (int i = 0; i < chunks; i++) {
            long length = chunkUsed(i);
            if (unchangedIn(i) < length) {
                settled &= i == 0;
                lastChunks.keep(chunks - 1 - i, chunkAddresses[i], bytes(), chunkOffsets[i], length, unchangedIn(i));
            }
        }
        return settled ? Verdict.STACK : Verdict.MOVED;
    }

    /// How many of the outermost frames of the last stack, this one included, are as they were: all bytes up to
    /// the end of
    /// this frame are, and those of the older chunks.
    private int kept(long frame, int frameSize) {
        int chunk = lastChunk;
        if (frame + frameSize > chunkAddresses[chunk] + unchangedIn(chunk)) {
            return 0;
        }
        for (int i = chunk + 1; i < chunks; i++) {
            if (unchangedIn(i) < chunkUsed(i)) {
                return 0;
            }
        }
        int index = stack.find(frame, stack.depth());
        for (int i = 0; i < elsewhere.size() && index > 0; i++) {
            int place = stack.find(elsewhere.address(i), index);
            if (place >= 0 && !isAtSamePlace(i, place)) {
                return 0;
            }
        }
        return index + 1;
    }

    private boolean isAtSamePlace(int frame, int place) {
        long offset = elsewhere.offset(frame);
        CodeObject code = stack.code(place);
        return offset >= 0
                && (word(offset + codeField) & POINTER) == code.address()
                && code.unit(word(offset + instrField)) == stack.unit(place);
    }

    private long unchangedIn(int chunk) {
        if (unchanged[chunk] == UNKNOWN) {
            unchanged[chunk] = lastChunks.unchanged(
                    chunks - 1 - chunk, chunkAddresses[chunk], bytes(), chunkOffsets[chunk], chunkUsed(chunk));
        }
        return unchanged[chunk];
    }

    private long chunkUsed(int chunk) {
        return chunk == 0 ? chunkTop - chunkAddresses[0] : chunkLengths[chunk];
    }

    /// Whether the frame at this place of the newest chunk was another, or called by another, half a microsecond
    /// later.
    private boolean hasChangedSince(long offset) {
        long later = chunkAgainOffset + (offset - chunkOffsets[0]);
        return isAnotherSince(offset) || word(later + instrField) != word(offset + instrField);
    }

    private boolean isAnotherSince(long offset) {
        long later = chunkAgainOffset + (offset - chunkOffsets[0]);
        return word(later + codeField) != word(offset + codeField)
                || word(later + previousField) != word(offset + previousField);
    }

    /// The caller of a frame. A frame outside the data stack was copied before the data stack and after it: it
    /// was
    /// the
    /// same all the time if its code was. While it is suspended, a generator's frame has no caller.
    private long previous(long frame, long offset) {
        long previous = word(offset + previousField);
        int index = inChunk(frame) ? -1 : elsewhere.find(frame);
        if (index < 0) {
            return previous;
        }
        long before = elsewhere.offsetBefore(index);
        if (word(before + codeField) != word(offset + codeField)) {
            return CHANGED;
        }
        long previousBefore = word(before + previousField);
        if (previous == 0) {
            return previousBefore;
        }
        return previousBefore == 0 || previousBefore == previous ? previous : CHANGED;
    }

    private boolean incomplete;

    /// The innermost frame at the moment of the copy.
    ///
    /// @return 0 if that cannot be told
    private long findExecuting(long current, long top) {
        incomplete = false;
        long frame = current;
        for (int step = 0; step < MAX_STEPS_TO_TOP && frame != 0; step++) {
            long offset = locate(frame);
            if (offset < 0) {
                explore(frame);
                incomplete = true;
                return 0;
            }
            int owner = owner(offset);
            if (hasEntryFrames && owner >= OWNED_BY_C) {
                return step == 0 && !marksExecuting ? frame : 0;
            }
            if (isLive(offset)) {
                if (marksExecuting && isExecuting(offset)) {
                    return frame;
                }
                long callee = calleeOf(frame, offset, top);
                if (callee == 0) {
                    if (!marksExecuting) {
                        return frame;
                    }
                    // Not executing and calling nobody: it was left, so its caller goes on; or it is about to be.
                    long caller = word(offset + previousField);
                    long callerOffset = locate(caller);
                    return callerOffset >= 0
                                    && !(hasEntryFrames && owner(callerOffset) >= OWNED_BY_C)
                                    && isExecuting(callerOffset)
                            ? caller
                            : 0;
                }
                frame = callee;
            } else {
                frame = word(offset + previousField);
            }
        }
        return 0;
    }

    /// The live frame behind this one that has it as its `previous`, or 0.
    private long calleeOf(long frame, long offset, long top) {
        long behind = top;
        if (inChunk(frame)) {
            CodeObject code = code(word(offset + codeField) & POINTER);
            if (code == null) {
                return 0;
            }
            behind = frame + code.frameSize();
        }
        if (!inChunk(behind)) {
            return 0;
        }
        long behindOffset = locate(behind);
        if (behindOffset < 0 || word(behindOffset + previousField) != frame || owner(behindOffset) != 0) {
            return 0;
        }
        CodeObject code = code(word(behindOffset + codeField) & POINTER);
        if (code == null || code.makesGenerator()) {
            return 0; // what a generator's first call leaves behind looks like a frame that executes
        }
        if (marksExecuting) {
            return isExecuting(behindOffset) ? behind : 0;
        }
        return isLive(behindOffset) ? behind : 0;
    }

    /// Up to 3.13 nothing tells a waiting frame from one that was left; then all count as live.
    private boolean isLive(long offset) {
        return marksExecuting || (word(offset + codeField) & POINTER) != 0;
    }

    private boolean isExecuting(long offset) {
        return bytes().get(JAVA_INT_UNALIGNED, offset + stacktopField) == -1;
    }

    private int owner(long offset) {
        return Byte.toUnsignedInt(bytes().get(JAVA_BYTE, offset + ownerField));
    }

    private @Nullable CodeObject code(long address) {
        CodeObject known = codes.known(address);
        return known != null || address == 0 ? known : reload(address);
    }

    private @Nullable CodeObject reload(long address) {
        try {
            return codes.load(address);
        } catch (UnreadableMemory e) {
            return null; // the frame was torn: it has no code object where one should be
        }
    }

    /// Where the copy of a frame's header lies, or -1.
    private long locate(long frame) {
        for (int i = lastChunk; i < chunks && i <= lastChunk + 1; i++) {
            if (isIn(frame, i)) {
                lastChunk = i;
                return chunkOffsets[i] + (frame - chunkAddresses[i]);
            }
        }
        for (int i = 0; i < chunks; i++) {
            if (isIn(frame, i)) {
                lastChunk = i;
                return chunkOffsets[i] + (frame - chunkAddresses[i]);
            }
        }
        int index = elsewhere.find(frame);
        return index < 0 ? -1 : elsewhere.offset(index);
    }

    private boolean isIn(long frame, int chunk) {
        long from = frame - chunkAddresses[chunk];
        return from >= CHUNK_HEADER && from <= chunkLengths[chunk] - localsField - Long.BYTES;
    }

    private boolean inChunk(long frame) {
        return (lastChunk < chunks && isIn(frame, lastChunk)) || (chunks > 0 && isIn(frame, 0));
    }

    private int available(long frame, long offset, int frameSize) {
        int index = chunks > lastChunk && isIn(frame, lastChunk) ? -1 : elsewhere.find(frame);
        long copied =
                index >= 0 ? elsewhere.length(index) : chunkLengths[lastChunk] - (offset - chunkOffsets[lastChunk]);
        return (int) Math.min(copied, frameSize);
    }

    /// Follows a chain from a frame that was not copied, one read a frame, and notes the frames to copy next
    /// time.
    private void explore(long start) {
        try {
            long frame = start;
            for (int i = 0; i < MAX_EXPLORED && frame != 0 && locate(frame) < 0; i++) {
                MemorySegment header = memory.read(frame, localsField + Long.BYTES);
                int owner = Byte.toUnsignedInt(header.get(JAVA_BYTE, ownerField));
                long previous = header.get(JAVA_LONG_UNALIGNED, previousField);
                int length = localsField + Long.BYTES;
                if (!hasEntryFrames || owner < OWNED_BY_C) {
                    CodeObject code = code(header.get(JAVA_LONG_UNALIGNED, codeField) & POINTER);
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

    private long chunkEnd;
    private long chunkTop;

    private boolean coversChunk(long chunk, long top) {
        if (chunk == 0) {
            return chunks == 0;
        }
        return chunks > 0 && chunkAddresses[0] == chunk && top <= chunkAddresses[0] + chunkLengths[0] && top >= chunk;
    }

    /// Finds out about all chunks of the thread, newest first.
    private boolean findChunks(long newest, long top) {
        chunks = 0;
        runs = 0;
        lastChunk = 0;
        try {
            long total = 0;
            long start = 0;
            long end = 0;
            for (long chunk = newest; chunk != 0; ) {
                MemorySegment header = memory.read(chunk, CHUNK_HEADER);
                long previous = header.get(JAVA_LONG_UNALIGNED, 0);
                long size = header.get(JAVA_LONG_UNALIGNED, 8);
                total += size;
                boolean joins = chunks > 1 && (chunk == end || chunk + size == start);
                start = joins ? Math.min(start, chunk) : chunk;
                end = joins ? Math.max(end, chunk + size) : chunk + size;
                runs += joins ? 0 : 1;
                if (runs > MAX_RUNS || chunks == MAX_CHUNKS || size < CHUNK_HEADER || size > MAX_STACK_SIZE || total > MAX_STACK_SIZE) {
                    chunks = 0;
                    return false;
                }
                if (chunks == chunkAddresses.length) {
                    chunkAddresses = Arrays.copyOf(chunkAddresses, 2 * chunks);
                    chunkLengths = Arrays.copyOf(chunkLengths, 2 * chunks);
                    chunkOffsets = Arrays.copyOf(chunkOffsets, 2 * chunks);
                    unchanged = Arrays.copyOf(unchanged, 2 * chunks);
                }
                chunkAddresses[chunks] = chunk;
                chunkLengths[chunks] = size;
                if (chunks == 0) {
                    chunkEnd = chunk + size;
                    if (top >= chunk && top <= chunkEnd) {
                        chunkLengths[0] = Math.min(size, top - chunk + MARGIN);
                    }
                }
                chunks++;
                chunk = previous;
            }
            return true;
        } catch (UnreadableMemory e) {
            chunks = 0;
            return false;
        }
    }

    /// One of the ranges is not there any more; it is dropped from the plan.
    private Verdict afterFailedRead(int complete) {
        int failed = complete - rangesBefore;
        if (failed == 0) {
            return Verdict.GONE;
        }
        if (cframeFrame >= 0 && failed == 1) {
            return findCframe();
        }
        elsewhere.clear();
        if (failed > 0) {
            chunks = 0;
        }
        return Verdict.INCOMPLETE;
    }

    private Verdict findCframe() {
        try {
            cframe = memory.readLong(thread + threadFrame);
            return Verdict.INCOMPLETE;
        } catch (UnreadableMemory e) {
            return Verdict.GONE;
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
