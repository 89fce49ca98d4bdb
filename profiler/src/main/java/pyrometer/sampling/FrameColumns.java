package pyrometer.sampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;

/// Frames in a row, as parallel columns: where each lies, its code, the code unit it is at, and the word
/// in the slot of its `self` or `cls`.
final class FrameColumns {
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

    void add(long address, CodeObject code, int unit, long receiver) {
        reserve(count + 1);
        addresses[count] = address;
        set(count, code, unit, receiver);
        count++;
    }

    void set(int index, CodeObject code, int unit, long receiver) {
        codes[index] = code;
        units[index] = unit;
        receivers[index] = receiver;
    }

    /// Takes a frame over from other columns, which may have more room than this.
    void set(int index, FrameColumns from, int other) {
        addresses[index] = from.addresses[other];
        codes[index] = from.codes[other];
        units[index] = from.units[other];
        receivers[index] = from.receivers[other];
    }

    CodeObject code(int index) {
        CodeObject code = codes[index];
        if (code == null || index >= count) {
            throw new IndexOutOfBoundsException("frame " + index + " of " + count);
        }
        return code;
    }
}
