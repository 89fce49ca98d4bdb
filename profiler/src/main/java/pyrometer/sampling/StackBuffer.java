package pyrometer.sampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;

/// A thread's stack, outermost frame first. A walk goes the other way: it adds the innermost frames, and may
/// stop where
/// it meets one that is as it was in the last stack; the frames below that stay.
final class StackBuffer {
    private final Frames frames = new Frames();
    private final Frames walked = new Frames();

    /// The outermost frames that no walk has touched since this was last taken.
    private int untouched;

    /// Parallel columns.
    private static final class Frames {
        long[] addresses = new long[128];

        @Nullable
        CodeObject[] codes = new CodeObject[128];

        int[] units = new int[128];
        long[] receivers = new long[128];
        int count;

        void reserve(int size) {
            if (size > addresses.length) {
                int capacity = Math.max(size, 2 * addresses.length);
                addresses = Arrays.copyOf(addresses, capacity);
                codes = Arrays.copyOf(codes, capacity);
                units = Arrays.copyOf(units, capacity);
                receivers = Arrays.copyOf(receivers, capacity);
            }
        }
    }

    /// Begins a walk. The stack stays as it is until [#finish].
    void begin() {
        walked.count = 0;
    }

    /// Adds the caller of the frames walked so far.
    ///
    /// @param frame its address
    /// @param unit the code unit it is at
    /// @param receiver the word in the slot of its `self` or `cls`, or 0
    void add(long frame, CodeObject code, int unit, long receiver) {
        walked.reserve(walked.count + 1);
        walked.addresses[walked.count] = frame;
        walked.codes[walked.count] = code;
        walked.units[walked.count] = unit;
        walked.receivers[walked.count] = receiver;
        walked.count++;
    }

    /// How many frames the walk has added.
    int walked() {
        return walked.count;
    }

    /// Ends a walk: the frames walked lie upon the outermost `kept` ones of the last stack.
    void finish(int kept) {
        int depth = kept + walked.count;
        frames.reserve(depth);
        for (int i = 0; i < walked.count; i++) {
            int to = depth - 1 - i;
            frames.addresses[to] = walked.addresses[i];
            frames.codes[to] = walked.codes[i];
            frames.units[to] = walked.units[i];
            frames.receivers[to] = walked.receivers[i];
        }
        frames.count = depth;
        untouched = Math.min(untouched, kept);
    }

    /// The outermost frames that have stayed as they were since this was last asked.
    int takeUntouched() {
        int result = untouched;
        untouched = frames.count;
        return result;
    }

    /// The place of a frame in the last stack, searched from `below` outwards.
    ///
    /// @return -1 if it was not there
    int find(long address, int below) {
        for (int i = Math.min(below, frames.count) - 1; i >= 0; i--) {
            if (frames.addresses[i] == address) {
                return i;
            }
        }
        return -1;
    }

    int depth() {
        return frames.count;
    }

    long frame(int index) {
        return frames.addresses[index];
    }

    CodeObject code(int index) {
        CodeObject code = frames.codes[index];
        if (code == null || index >= frames.count) {
            throw new IndexOutOfBoundsException("frame " + index + " of " + frames.count);
        }
        return code;
    }

    int unit(int index) {
        return frames.units[index];
    }

    long receiver(int index) {
        return frames.receivers[index];
    }
}
