package pyrometer.sampling;

import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;

/// The session's frame for a code object and the type of its receiver. Looks up without allocating.
final class FrameIndex {
    static final int UNKNOWN = -1;

    private @Nullable CodeObject[] codes = new CodeObject[1024];
    private long[] types = new long[1024];
    private int[] frames = new int[1024];
    private int size;

    /// @param type the address of the receiver's type (for `cls`, of the class itself), or 0
    /// @return the frame's index, or [#UNKNOWN]
    int find(CodeObject code, long type) {
        int slot = slot(code, type);
        return codes[slot] == null ? UNKNOWN : frames[slot];
    }

    void put(CodeObject code, long type, int frame) {
        if (2 * (size + 1) > codes.length) {
            grow();
        }
        int slot = slot(code, type);
        codes[slot] = code;
        types[slot] = type;
        frames[slot] = frame;
        size++;
    }

    private void grow() {
        @Nullable CodeObject[] oldCodes = codes;
        long[] oldTypes = types;
        int[] oldFrames = frames;
        codes = new CodeObject[2 * oldCodes.length];
        types = new long[codes.length];
        frames = new int[codes.length];
        for (int i = 0; i < oldCodes.length; i++) {
            CodeObject code = oldCodes[i];
            if (code != null) {
                int slot = slot(code, oldTypes[i]);
                codes[slot] = code;
                types[slot] = oldTypes[i];
                frames[slot] = oldFrames[i];
            }
        }
    }

    private int slot(CodeObject code, long type) {
        int mask = codes.length - 1;
        int slot = (int) (((System.identityHashCode(code) + (type >>> 4)) * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (codes[slot] != null && (codes[slot] != code || types[slot] != type)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
