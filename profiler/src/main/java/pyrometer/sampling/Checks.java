package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;

/// Small pieces of memory that show whether what is remembered of the target's objects still holds: the identity
/// of
/// code objects, the types of receivers.
///
/// What one stack needed is read ahead with the next: while a program stays where it is, the checks cost no call
/// of
/// their own. What was not foreseen is read behind the stack, in one call.
final class Checks {
    /// More checks than this a stack does not get at once.
    static final int MAX = 60;

    /// No check.
    static final int NONE = -1;

    private final Memory memory;
    private final Ranges late = new Ranges(16384);

    private long[] foreseen = new long[MAX];
    private int[] foreseenLengths = new int[MAX];
    private final long[] foreseenOffsets = new long[MAX];
    private int foreseenCount;
    private int foreseenRead;

    private long[] asked = new long[MAX];
    private int[] askedLengths = new int[MAX];
    private final long[] askedOffsets = new long[MAX];
    private final boolean[] isLate = new boolean[MAX];
    private int askedCount;
    private MemorySegment early = MemorySegment.NULL;
    private int cursor;

    Checks(Memory memory) {
        this.memory = memory;
    }

    /// Adds what the last stack needed to the ranges.
    void plan(Ranges ranges) {
        for (int i = 0; i < foreseenCount; i++) {
            foreseenOffsets[i] = ranges.add(foreseen[i], foreseenLengths[i]);
        }
    }

    int planned() {
        return foreseenCount;
    }

    /// Begins the checks of one stack.
    ///
    /// @param copy of the planned ranges
    /// @param read how many of those planned here were copied
    void begin(MemorySegment copy, int read) {
        early = copy;
        foreseenRead = read;
        askedCount = 0;
        cursor = 0;
        late.clear();
    }

    boolean isFull() {
        return askedCount == MAX;
    }

    /// Asks for a piece of memory; once for all frames of a recursion.
    ///
    /// @return its number, for [#bytes] and [#offset], or [#NONE] if this stack has asked for too many
    int ask(long address, int length) {
        for (int i = askedCount - 1; i >= 0; i--) {
            if (asked[i] == address && askedLengths[i] == length) {
                return i;
            }
        }
        if (isFull()) {
            return NONE;
        }
        int number = askedCount++;
        asked[number] = address;
        askedLengths[number] = length;
        int found = foreseenAt(address, length);
        isLate[number] = found < 0;
        askedOffsets[number] = found < 0 ? late.add(address, length) : foreseenOffsets[found];
        return number;
    }

    /// Reads what was not foreseen.
    ///
    /// @return false if a piece is not readable
    boolean read() {
        return late.count() == 0 || memory.read(late) == late.count();
    }

    MemorySegment bytes(int number) {
        return isLate[number] ? late.bytes() : early;
    }

    long offset(int number) {
        return askedOffsets[number];
    }

    /// Foresees for the next stack what this one asked for.
    void end() {
        long[] addresses = foreseen;
        int[] lengths = foreseenLengths;
        foreseen = asked;
        foreseenLengths = askedLengths;
        foreseenCount = askedCount;
        asked = addresses;
        askedLengths = lengths;
    }

    /// Foresees nothing.
    void forget() {
        foreseenCount = 0;
        Arrays.fill(foreseen, 0);
    }

    private int foreseenAt(long address, int length) {
        for (int i = 0; i < foreseenRead; i++) {
            int candidate = cursor + i < foreseenRead ? cursor + i : cursor + i - foreseenRead;
            if (foreseen[candidate] == address && foreseenLengths[candidate] == length) {
                cursor = candidate + 1 == foreseenRead ? 0 : candidate + 1;
                return candidate;
            }
        }
        return -1;
    }
}
