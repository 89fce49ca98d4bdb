package pyrometer.cpython;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.ControlFlow.Instruction;
import pyrometer.cpython.Opcodes.Site;

/// Where the frames of one code object keep what they are calling, for each of its instructions.
///
/// The interpreter leaves the callable on the value stack for as long as a call lasts, in a slot that follows from the
/// bytecode alone. So a sample needs a look-up and one word of the frame:
///
/// 1. `at(unit)` with the code unit of the current instruction: a packed [CallSite], or none;
/// 2. 3.8 only, if the site is ambiguous: `choose` by the frame's own blocks;
/// 3. 3.14: the frame's saved stack pointer must be at `top(unit)`; below, the call is already over;
/// 4. `object` takes the address from the copy of the frame.
///
/// One analysis holds for as long as the code object lives: specialisation and monitoring do not move the stack.
final class CallSites {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    /// 3.14 keeps flags in the low bits of a reference; before, they are always clear.
    private static final long TAG_BITS = 3;

    /// Where a frame of 3.8 keeps its blocks: `f_iblock`, and `f_blockstack` of type, handler and level.
    private static final int F_IBLOCK = 112;

    private static final int F_BLOCKSTACK = 120;
    private static final int BLOCK_SIZE = 12;
    private static final int B_LEVEL = 8;
    private static final int MAX_BLOCKS = 20;
    private static final int EXCEPT_HANDLER = 257;

    /// One of several ways into an instruction of 3.8.
    ///
    /// @param raisedLevels the levels of the `EXCEPT_HANDLER` blocks that the frame has then
    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Candidate(int site, int[] raisedLevels) {}

    private static final int UNKNOWN = -1;

    private final int[] sites;
    private final int[] tops;

    /// What was last called at each instruction beyond doubt.
    private final @Nullable Callable[] proven;

    private final List<Candidate[]> candidates = new ArrayList<>();

    private CallSites(int units) {
        sites = new int[units];
        tops = new int[units];
        proven = new @Nullable Callable[units];
        Arrays.fill(tops, UNKNOWN);
    }

    /// Follows the control flow once: some microseconds for each hundred instructions.
    ///
    /// @throws UnsoundBytecode if CPython's compiler does not write such code: nothing can be said about its calls
    static CallSites of(Opcodes opcodes, Bytecode code) {
        ControlFlow flow = ControlFlow.of(opcodes, code);
        CallSites found = new CallSites(code.count());
        for (int unit = 0; unit < code.count(); unit++) {
            List<StackState> states = flow.statesAt(unit);
            Instruction instruction = states.isEmpty() ? null : flow.decode(unit);
            if (instruction != null) {
                found.add(instruction, states, code.slots());
            }
        }
        return found;
    }

    /// What the instruction at a code unit calls: a packed [CallSite].
    ///
    /// Up to 3.10 a frame may stay at the first prefix of its instruction, later at the instruction itself: both
    /// have the site. The inline cache behind a call has none: a frame there waits for a Python function.
    int at(int unit) {
        return unit >= 0 && unit < sites.length ? sites[unit] : CallSite.NONE;
    }

    /// Remembers what the instruction was seen to call.
    void prove(int unit, Callable called) {
        proven[unit] = called;
    }

    /// Whether the instruction was last seen to call this.
    boolean isProven(int unit, Callable called) {
        return called.equals(proven[unit]);
    }

    /// How much of the frame's array is in use before the instruction; -1 if that is not known, or differs.
    int top(int unit) {
        return unit >= 0 && unit < tops.length ? tops[unit] : UNKNOWN;
    }

    /// Chooses the way that a frame of 3.8 has come.
    ///
    /// @param site from [#at]; returned as it is unless it is ambiguous
    /// @param copy the frame, at least up to the end of its block stack
    /// @param frame where in the copy it begins
    /// @return [CallSite#NONE] if its blocks fit none, or more than one
    int choose(int site, MemorySegment copy, long frame) {
        if (!CallSite.isAmbiguous(site)) {
            return site;
        }
        int blocks = copy.get(INT, frame + F_IBLOCK);
        if (blocks < 0 || blocks > MAX_BLOCKS) {
            return CallSite.NONE;
        }
        int chosen = CallSite.NONE;
        for (Candidate candidate : candidates.get(CallSite.index(site))) {
            if (fits(candidate.raisedLevels, blocks, copy, frame)) {
                if (chosen != CallSite.NONE && chosen != candidate.site) {
                    return CallSite.NONE;
                }
                chosen = candidate.site;
            }
        }
        return chosen;
    }

    /// The object at a site: the callable, the context manager or the operand, by the kind of the site.
    ///
    /// @param copy of the frame
    /// @param localsplus where in the copy the frame's array begins
    /// @param end where the copy of the frame ends
    /// @return its address; 0 if there is none, or if it is outside the copy
    static long object(int site, MemorySegment copy, long localsplus, long end) {
        long slot = localsplus + 8L * CallSite.slot(site);
        long object = word(copy, slot, end);
        return object == 0 && CallSite.orNext(site) ? word(copy, slot + 8, end) : object;
    }

    private static long word(MemorySegment copy, long at, long end) {
        return at + 8 <= end ? copy.get(WORD, at) & ~TAG_BITS : 0;
    }

    private static boolean fits(int[] levels, int blocks, MemorySegment copy, long frame) {
        int seen = 0;
        for (int i = 0; i < blocks; i++) {
            long block = frame + F_BLOCKSTACK + (long) i * BLOCK_SIZE;
            if (copy.get(INT, block) == EXCEPT_HANDLER) {
                if (seen == levels.length || copy.get(INT, block + B_LEVEL) != levels[seen]) {
                    return false;
                }
                seen++;
            }
        }
        return seen == levels.length;
    }

    private void add(Instruction instruction, List<StackState> states, int slots) {
        int top = slots + states.getFirst().depth();
        int site = site(instruction, states.getFirst(), slots);
        for (StackState state : states) {
            top = slots + state.depth() == top ? top : UNKNOWN;
        }
        for (StackState state : states) {
            if (site(instruction, state, slots) != site) {
                site = CallSite.ambiguous(candidates.size());
                candidates.add(states.stream()
                        .map(s -> new Candidate(site(instruction, s, slots), s.raisedLevels()))
                        .toArray(Candidate[]::new));
                break;
            }
        }
        Arrays.fill(sites, instruction.first(), instruction.at() + 1, site);
        Arrays.fill(tops, instruction.first(), instruction.at() + 1, top);
    }

    private static int site(Instruction instruction, StackState state, int slots) {
        Site site = instruction.opcode().site();
        if (site == null) {
            return CallSite.NONE;
        }
        int oparg = instruction.oparg();
        int index = state.depth() + site.slot().of(oparg);
        int operator = 0;
        if (site.kind() == CallSite.Kind.OPERATOR) {
            operator = Operators.number(site.method(), oparg);
            index += Operators.isMembership(site.method(), oparg) ? 1 : 0;
        }
        int slot = slots + index;
        return index < 0 || slot >= CallSite.MAX_SLOT || operator == Operators.UNKNOWN
                ? CallSite.NONE
                : CallSite.pack(site.kind(), slot, site.orNext(), operator);
    }
}
