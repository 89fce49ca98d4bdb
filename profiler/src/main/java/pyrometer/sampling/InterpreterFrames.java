package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import pyrometer.cpython.Layout;

/// What a copy of a frame says: CPython 3.11 and later.
final class InterpreterFrames {
    /// `FRAME_OWNED_BY_GENERATOR`
    static final int OWNED_BY_GENERATOR = 1;

    /// `FRAME_OWNED_BY_CSTACK` of 3.12 and 3.13, `FRAME_OWNED_BY_INTERPRETER` of 3.14: not a frame of
    /// Python code.
    static final int OWNED_BY_C = 3;

    /// References on the stack are tagged in their low bits since 3.14.
    private static final long POINTER = ~3L;

    private final boolean hasEntryFrames;
    private final boolean marksExecuting;
    private final int previousField;
    private final int codeField;
    private final int instrField;
    private final int stacktopField;
    private final int ownerField;
    private final int localsField;
    private final int isEntryField;

    InterpreterFrames(Layout layout) {
        this.hasEntryFrames = layout.version().isAtLeast(3, 12);
        this.marksExecuting = !layout.version().isAtLeast(3, 14);
        this.previousField = layout.offset("_PyInterpreterFrame.previous");
        this.codeField = layout.offset("_PyInterpreterFrame.code");
        this.instrField = layout.offset("_PyInterpreterFrame.instr");
        this.stacktopField = marksExecuting ? layout.offset("_PyInterpreterFrame.stacktop") : -1;
        this.ownerField = layout.offset("_PyInterpreterFrame.owner");
        this.localsField = layout.offset("_PyInterpreterFrame.localsplus");
        this.isEntryField = ownerField - 1;
    }

    /// Where a frame's local variables begin: no frame is smaller.
    int headerSize() {
        return localsField;
    }

    /// What is to be copied to see where a frame is and who its receiver is.
    int size() {
        return localsField + Long.BYTES;
    }

    /// Whether the version tells by the frame itself if it is executing: up to 3.13.
    boolean marksExecuting() {
        return marksExecuting;
    }

    boolean isExecuting(MemorySegment copy, long offset) {
        return copy.get(JAVA_INT_UNALIGNED, offset + stacktopField) == -1;
    }

    /// Up to 3.13 nothing tells a waiting frame from one that was left; then all count as live.
    boolean isLive(MemorySegment copy, long offset) {
        return marksExecuting || code(copy, offset) != 0;
    }

    long previous(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + previousField);
    }

    /// The address of the code object.
    long code(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + codeField) & POINTER;
    }

    /// The address of the instruction that it is at.
    long instruction(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + instrField);
    }

    int owner(MemorySegment copy, long offset) {
        return Byte.toUnsignedInt(copy.get(JAVA_BYTE, offset + ownerField));
    }

    /// Whether it is no frame of Python code but marks where C called into it: since 3.12.
    boolean isEntry(MemorySegment copy, long offset) {
        return hasEntryFrames && owner(copy, offset) >= OWNED_BY_C;
    }

    /// Whether C called into Python with this frame: in 3.11, where no other frame marks that.
    boolean isCalledByC(MemorySegment copy, long offset) {
        return !hasEntryFrames
                && owner(copy, offset) != OWNED_BY_GENERATOR
                && copy.get(JAVA_BYTE, offset + isEntryField) != 0;
    }

    /// The word in the slot of the first local variable.
    long firstLocal(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + localsField) & POINTER;
    }

    /// Whether the frame in one place is another than that in the other, or called by another.
    boolean isAnother(MemorySegment copy, long offset, long other) {
        return code(copy, offset) != code(copy, other) || previous(copy, offset) != previous(copy, other);
    }
}
