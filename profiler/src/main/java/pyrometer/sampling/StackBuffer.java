package pyrometer.sampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;

/// The stack that one walk found, innermost frame first. Reused for each walk; grows only for deeper stacks.
final class StackBuffer {
    private long[] frames = new long[128];
    private @Nullable CodeObject[] codes = new CodeObject[128];
    private int[] units = new int[128];
    private long[] receivers = new long[128];
    private int depth;

    void clear() {
        depth = 0;
    }

    /// Adds the caller of the frames so far.
    ///
    /// @param frame its address
    /// @param unit the code unit it is at
    /// @param receiver the word in the slot of its `self` or `cls`, or 0
    void add(long frame, CodeObject code, int unit, long receiver) {
        if (depth == frames.length) {
            frames = Arrays.copyOf(frames, 2 * depth);
            codes = Arrays.copyOf(codes, 2 * depth);
            units = Arrays.copyOf(units, 2 * depth);
            receivers = Arrays.copyOf(receivers, 2 * depth);
        }
        frames[depth] = frame;
        codes[depth] = code;
        units[depth] = unit;
        receivers[depth] = receiver;
        depth++;
    }

    int depth() {
        return depth;
    }

    long frame(int index) {
        return frames[index];
    }

    CodeObject code(int index) {
        CodeObject code = codes[index];
        if (code == null || index >= depth) {
            throw new IndexOutOfBoundsException("frame " + index + " of " + depth);
        }
        return code;
    }

    int unit(int index) {
        return units[index];
    }

    long receiver(int index) {
        return receivers[index];
    }
}
