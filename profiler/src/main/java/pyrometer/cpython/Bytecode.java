package pyrometer.cpython;

import org.jspecify.annotations.Nullable;

/// What has to be known of a code object in order to follow its control flow.
///
/// @param units the code units, two bytes each: `co_code`, or `co_code_adaptive` as it is in memory
/// @param hidden for each code unit the opcode that monitoring has put away, where there is one; null without
/// monitoring
/// @param exceptionTable `co_exceptiontable` of 3.11 and later; empty before
/// @param flags `co_flags`
/// @param stackSize `co_stacksize`
/// @param slots how many slots of the frame's array come before the value stack: `co_nlocalsplus`
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Bytecode(byte[] units, byte @Nullable [] hidden, byte[] exceptionTable, int flags, int stackSize, int slots) {
    /// More than the compiler ever makes of a source file that people write; a larger one is not analysed.
    static final int MAX_UNITS = 1 << 20;

    private static final int GENERATOR = 0x20;
    private static final int COROUTINE = 0x80;
    private static final int ITERABLE_COROUTINE = 0x100;
    private static final int ASYNC_GENERATOR = 0x200;

    int count() {
        return units.length / 2;
    }

    int opcode(int unit) {
        return Byte.toUnsignedInt(units[2 * unit]);
    }

    int argument(int unit) {
        return Byte.toUnsignedInt(units[2 * unit + 1]);
    }

    /// The opcode behind one that is there for monitoring only; 0 if it is not known.
    int hiddenOpcode(int unit) {
        return hidden == null ? 0 : Byte.toUnsignedInt(hidden[unit]);
    }

    boolean isCoroutine() {
        return (flags & (COROUTINE | ITERABLE_COROUTINE)) != 0;
    }

    boolean isGenerator() {
        return (flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR)) != 0;
    }
}
