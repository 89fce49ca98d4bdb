package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.LeafCalls;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;
import pyrometer.session.Frame;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;

/// Turns the stacks of one thread into nodes of the session's trie.
///
/// Frames that were there at the last look, outermost first, keep what was found out about them. For the others,
/// for
/// the innermost one, and for a few more in turn, the code object and the receiver are checked against the live
/// ones.
final class StackResolver {
    /// The stack is not what it seemed: look again.
    static final int STALE = -1;

    private static final int OB_TYPE = 8;

    /// Old frames whose code object is checked at each look, in turn.
    private static final int CHECKED_IN_TURN = 2;

    private final CodeObjects codes;
    private final SessionRecorder recorder;
    private final FrameNames names;
    private final LeafCalls leafCalls;
    private final Checks checks;
    private final int identitySize;

    /// The last stack, outermost frame first.
    private long[] frames = new long[128];

    private @Nullable CodeObject[] lastCodes = new CodeObject[128];
    private int[] units = new int[128];
    private long[] receivers = new long[128];
    private int[] frameIds = new int[128];
    private int[] nodes = new int[128];
    private int[] codeChecks = new int[128];
    private int[] typeChecks = new int[128];
    private int depth;
    private int turn;

    /// The call that the innermost frame is in.
    private int site;

    private long called;
    private int proofLength;
    private int headerCheck;
    private int proofCheck;
    private long unnamedCalls;
    private final Map<String, Integer> cFrames = new HashMap<>();

    StackResolver(CodeObjects codes, Memory memory, SessionRecorder recorder, FrameNames names, LeafCalls leafCalls) {
        this.codes = codes;
        this.recorder = recorder;
        this.names = names;
        this.leafCalls = leafCalls;
        this.checks = new Checks(memory);
        this.identitySize = codes.identitySize();
    }

    /// Adds to the ranges what will probably have to be checked.
    void plan(Ranges ranges) {
        checks.plan(ranges);
    }

    int planned() {
        return checks.planned();
    }

    /// Foresees no checks: one of those planned was not readable.
    void forget() {
        checks.forget();
    }

    /// The trie's node for a stack, or [#STALE].
    ///
    /// @param read how many of the planned checks were copied
    int resolve(StackReader from, MemorySegment copy, int read) {
        StackBuffer stack = from.stack();
        int count = stack.depth();
        int kept = keep(stack, count);
        checks.begin(copy, read);
        askAboutCall(from, copy);
        askFor(stack, count, kept);
        if (!checks.read() || !checkCodes(stack, count, kept)) {
            checks.forget();
            depth = Math.min(depth, kept);
            return STALE;
        }
        int node = kept == 0 ? StackTrie.EMPTY : nodes[kept - 1];
        for (int i = kept; i < count; i++) {
            CodeObject code = stack.code(i);
            long receiver = stack.receiver(i);
            int frame = typeChecks[i] == Checks.NONE && i < depth && isSameFrame(stack, i)
                    ? frameIds[i]
                    : frameOf(code, receiver, typeChecks[i]);
            if (frame < 0) {
                depth = kept;
                return STALE;
            }
            int unit = stack.unit(i);
            node = recorder.stacks().child(node, frame, code.line(unit));
            frames[i] = stack.frame(i);
            lastCodes[i] = code;
            units[i] = unit;
            receivers[i] = receiver;
            frameIds[i] = frame;
            nodes[i] = node;
        }
        depth = count;
        int call = frameOfCall(from, copy);
        checks.end();
        return call < 0 ? node : recorder.stacks().child(node, call, StackTrie.NO_LINE);
    }

    /// How many samples were in a call whose name could not be told.
    long unnamedCalls() {
        return unnamedCalls;
    }

    /// Asks for the object that the innermost frame is calling, and then for the frame once more.
    private void askAboutCall(StackReader from, MemorySegment copy) {
        StackBuffer stack = from.stack();
        int leaf = stack.depth() - 1;
        long at = from.leafOffset();
        int length = from.leafLength();
        site = leafCalls.site(stack.code(leaf), stack.unit(leaf), stack.frame(leaf), copy, at);
        called = site == LeafCalls.NO_SITE ? 0 : leafCalls.object(site, copy, at, length);
        if (called == 0) {
            return;
        }
        proofLength = Math.min(leafCalls.proofEnd(site), length) - leafCalls.proofStart();
        headerCheck = checks.ask(called, LeafCalls.HEADER_SIZE);
        proofCheck = checks.ask(stack.frame(leaf) + leafCalls.proofStart(), proofLength);
    }

    /// The session's index of the C function that is called, or -1.
    private int frameOfCall(StackReader from, MemorySegment copy) {
        if (called == 0) {
            return -1;
        }
        boolean proven = leafCalls.isStillThere(
                site,
                copy,
                from.leafOffset(),
                from.leafLength(),
                checks.bytes(proofCheck),
                checks.offset(proofCheck),
                proofLength);
        StackBuffer stack = from.stack();
        int leaf = stack.depth() - 1;
        String name = leafCalls.name(
                stack.code(leaf),
                stack.unit(leaf),
                site,
                called,
                checks.bytes(headerCheck),
                checks.offset(headerCheck),
                proven);
        if (name == null) {
            return -1;
        }
        if (name.equals(LeafCalls.UNNAMED)) {
            unnamedCalls++;
            return -1;
        }
        Integer known = cFrames.get(name);
        if (known == null) {
            known = recorder.frame(new Frame.C(name));
            cFrames.put(name, known);
            names.loopFrames().met(name, known);
        }
        return known;
    }

    /// How many of the outermost frames are as they were, down to the instruction.
    private int keep(StackBuffer stack, int count) {
        if (count > frames.length) {
            int capacity = Math.max(count, 2 * frames.length);
            frames = Arrays.copyOf(frames, capacity);
            lastCodes = Arrays.copyOf(lastCodes, capacity);
            units = Arrays.copyOf(units, capacity);
            receivers = Arrays.copyOf(receivers, capacity);
            frameIds = Arrays.copyOf(frameIds, capacity);
            nodes = Arrays.copyOf(nodes, capacity);
            codeChecks = Arrays.copyOf(codeChecks, capacity);
            typeChecks = Arrays.copyOf(typeChecks, capacity);
        }
        int most = Math.min(depth, count - 1); // the innermost frame is always looked at anew
        int kept = Math.min(most, stack.takeUntouched());
        while (kept < most && isSameFrame(stack, kept) && units[kept] == stack.unit(kept)) {
            kept++;
        }
        return kept;
    }

    private boolean isSameFrame(StackBuffer stack, int i) {
        return frames[i] == stack.frame(i) && lastCodes[i] == stack.code(i) && receivers[i] == stack.receiver(i);
    }

    private void askFor(StackBuffer stack, int count, int kept) {
        for (int i = count - 1; i >= kept; i--) {
            CodeObject code = stack.code(i);
            long receiver = stack.receiver(i);
            codeChecks[i] = checks.ask(code.address() + CodeObject.IDENTITY_START, identitySize);
            boolean known = i < depth && isSameFrame(stack, i);
            boolean isAsked = receiver != 0 && (!known || i == count - 1);
            typeChecks[i] = isAsked ? checks.ask(receiver + OB_TYPE, Long.BYTES) : Checks.NONE;
        }
        turnCount = 0;
        while (turnCount < CHECKED_IN_TURN && turnCount < kept && !checks.isFull()) {
            turn = turn + 1 < kept ? turn + 1 : 0;
            CodeObject code = stack.code(turn);
            codeChecks[turn] = checks.ask(code.address() + CodeObject.IDENTITY_START, identitySize);
            turnChecks[turnCount++] = turn;
        }
    }

    private final int[] turnChecks = new int[CHECKED_IN_TURN];
    private int turnCount;

    private boolean checkCodes(StackBuffer stack, int count, int kept) {
        boolean same = true;
        for (int i = kept; i < count; i++) {
            same &= codeChecks[i] == Checks.NONE || isStill(stack.code(i), codeChecks[i]);
        }
        for (int i = 0; i < turnCount; i++) {
            int at = turnChecks[i];
            same &= isStill(stack.code(at), codeChecks[at]);
        }
        if (!same) {
            depth = 0;
        }
        return same;
    }

    private boolean isStill(CodeObject code, int check) {
        if (code.isStill(checks.bytes(check), checks.offset(check))) {
            return true;
        }
        codes.again(code.address()); // where nothing is now, the next look will not come by it
        return false;
    }

    /// The session's index of the frame, or -1 if it cannot be told now.
    private int frameOf(CodeObject code, long receiver, int typeCheck) {
        long type = 0;
        if (receiver != 0 && typeCheck != Checks.NONE) {
            type = checks.bytes(typeCheck).get(JAVA_LONG_UNALIGNED, checks.offset(typeCheck));
        }
        return names.of(code, receiver, type);
    }
}
