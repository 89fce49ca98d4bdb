package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.Layout;

/// What a copy of a frame object says: CPython 3.8 to 3.10.
final class FrameObjects {
    /// Where the frames of functions with more local variables are cut off.
    private static final int MAX_COPIED = 2048;

    private final boolean stateIsEnum;
    private final boolean instrIsBytes;
    private final int backField;
    private final int codeField;
    private final int instrField;
    private final int stateField;
    private final int localsField;

    FrameObjects(Layout layout) {
        this.stateIsEnum = layout.version().isAtLeast(3, 10);
        this.instrIsBytes = !layout.version().isAtLeast(3, 10);
        this.backField = layout.offset("PyFrameObject.previous");
        this.codeField = layout.offset("PyFrameObject.code");
        this.instrField = layout.offset("PyFrameObject.instr");
        this.stateField = layout.offset("PyFrameObject.state");
        this.localsField = layout.offset("PyFrameObject.localsplus");
    }

    /// So many bytes have all but the receiver.
    int headerSize() {
        return Math.max(instrField + Integer.BYTES, stateField + 1);
    }

    /// What is to be copied to see all of a frame.
    int sizeWhole(CodeObject code) {
        return Math.min(MAX_COPIED, Math.max(headerSize(), code.frameSize()));
    }

    /// What is to be copied to see where a frame is and who its receiver is.
    int size(CodeObject code) {
        boolean hasReceiver = code.receiver() != CodeObject.Receiver.NONE;
        long end = receiverField(code) + Long.BYTES;
        return hasReceiver && end <= MAX_COPIED ? Math.max(headerSize(), (int) end) : headerSize();
    }

    /// The caller's frame, or 0.
    long back(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + backField);
    }

    long code(MemorySegment copy, long offset) {
        return copy.get(JAVA_LONG_UNALIGNED, offset + codeField);
    }

    /// The code unit it is at; -1 before the first one.
    int unit(MemorySegment copy, long offset) {
        int instr = copy.get(JAVA_INT_UNALIGNED, offset + instrField);
        return instrIsBytes ? instr >> 1 : instr;
    }

    boolean isExecuting(MemorySegment copy, long offset) {
        byte state = copy.get(JAVA_BYTE, offset + stateField);
        return stateIsEnum ? state == 0 : state == 1;
    }

    /// The word in the slot of `self` or `cls`; 0 if there is none.
    ///
    /// @param length how much of the frame was copied
    long receiver(MemorySegment copy, long offset, CodeObject code, int length) {
        long field = receiverField(code);
        boolean isCopied = code.receiver() != CodeObject.Receiver.NONE && field + Long.BYTES <= length;
        return isCopied ? copy.get(JAVA_LONG_UNALIGNED, offset + field) : 0;
    }

    private long receiverField(CodeObject code) {
        return localsField + (long) code.receiverCell() * Long.BYTES;
    }
}
