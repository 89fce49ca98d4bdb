package pyrometer.cpython;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Tells which C function the innermost frame of a stack is calling, from the bytecode and what lies on the
/// frame's
/// evaluation stack. What is looked up at each sample allocates nothing.
public final class LeafCalls {
    /// No call at this instruction.
    public static final int NO_SITE = CallSite.NONE;

    /// How much of the object that is called has to be copied.
    public static final int HEADER_SIZE = Callables.HEADER_SIZE;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Opcodes opcodes;
    private final Callables callables;
    private final int localsField;
    private final int instrField;

    /// Where the frame saves its stack pointer before each call (3.14), or -1.
    private final int stackPointerField;

    private final boolean choosesByBlocks;
    private final int instrSize;

    public LeafCalls(Layout layout, MemoryReader memory) {
        boolean dataStack = layout.frames() == Layout.Frames.DATA_STACK;
        this.opcodes = Opcodes.of(layout.version().minor());
        this.callables = new Callables(layout, memory);
        this.localsField = layout.offset(dataStack ? "_PyInterpreterFrame.localsplus" : "PyFrameObject.localsplus");
        this.instrField = layout.offset(dataStack ? "_PyInterpreterFrame.instr" : "PyFrameObject.instr");
        this.instrSize = dataStack ? Long.BYTES : Integer.BYTES;
        this.stackPointerField =
                layout.version().isAtLeast(3, 14) ? layout.offset("_PyInterpreterFrame.stackpointer") : -1;
        this.choosesByBlocks = !layout.version().isAtLeast(3, 9);
    }

    /// What the frame is calling at its current instruction, or [#NO_SITE].
    ///
    /// @param frame its address, and `at` where its copy begins
    public int site(CodeObject code, int unit, long frame, MemorySegment copy, long at) {
        CallSites sites = code.callSites(opcodes);
        if (sites == null) {
            return NO_SITE;
        }
        int site = sites.at(unit);
        if (site != NO_SITE && choosesByBlocks) {
            site = sites.choose(site, copy, at);
        }
        if (site != NO_SITE && stackPointerField >= 0) {
            long expected = frame + localsField + (long) sites.top(unit) * Long.BYTES;
            return copy.get(WORD, at + stackPointerField) == expected ? site : NO_SITE;
        }
        return site;
    }

    /// The address of the object that is called.
    ///
    /// @param length how much of the frame was copied
    /// @return 0 if there is none, or if its slot was not copied
    public long object(int site, MemorySegment copy, long at, int length) {
        return CallSites.object(site, copy, at + localsField, at + length);
    }

    /// The part of a frame, from its start, that shows whether it is still at the call: the last byte's offset
    /// plus
    /// one.
    public int proofEnd(int site) {
        return localsField + (CallSite.slot(site) + 2) * Long.BYTES;
    }

    public int proofStart() {
        return instrField;
    }

    /// Whether two copies of a frame are at the same call of the same object.
    ///
    /// @param later a copy from [#proofStart] on
    public boolean isStillThere(
            int site, MemorySegment copy, long at, int length, MemorySegment later, long laterAt, int laterLength) {
        long laterStart = laterAt - instrField;
        boolean sameInstruction = instrSize == Long.BYTES
                ? copy.get(WORD, at + instrField) == later.get(WORD, laterAt)
                : copy.get(ValueLayout.JAVA_INT_UNALIGNED, at + instrField)
                        == later.get(ValueLayout.JAVA_INT_UNALIGNED, laterAt);
        return sameInstruction
                && object(site, copy, at, length)
                        == CallSites.object(site, later, laterStart + localsField, laterAt + laterLength);
    }

    /// The name of the C function, as `__qualname__` has it.
    ///
    /// A frame that moves on while it is copied may show the instruction of one call and the object of the next.
    /// So a look that is not proven is believed only if it saw what a proven one saw at this instruction before.
    ///
    /// @param unit the instruction that [#site] was asked for
    /// @param header a copy of the object's first [#HEADER_SIZE] bytes
    /// @param isProven whether the frame was still at the call after the header was copied, so that the object
    /// lived
    /// @return null if it is no C function, or cannot be told
    public @Nullable String name(
            CodeObject code, int unit, int site, long object, MemorySegment header, long at, boolean isProven) {
        Callable callable = callables.known(site, object, header, at);
        if (callable == null) {
            try {
                callable = callables.resolve(site, object, header, at);
            } catch (UnreadableMemory e) {
                return isProven ? UNNAMED : null; // the frame has moved on: there may have been no call
            }
        }
        CallSites sites = code.callSites(opcodes);
        if (isProven && sites != null) {
            sites.prove(unit, callable);
        }
        if (callable.kind() == Callable.Kind.C_FUNCTION
                && !isProven
                && !(callables.isLasting(header, at) && sites != null && sites.isProven(unit, callable))) {
            return UNNAMED; // its memory may have been another's when the frame was copied
        }
        return switch (callable.kind()) {
            case C_FUNCTION -> callable.name();
            case TYPE, INSTANCE, OPERATOR, PYTHON_FUNCTION, NONE -> null;
        };
    }

    /// Says that something is being called whose name could not be told.
    public static final String UNNAMED = "";
}
