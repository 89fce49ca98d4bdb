package pyrometer.cpython;

import org.jspecify.annotations.Nullable;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Reads a code object's [Bytecode] out of a target: the fields that `_Py_DebugOffsets` does not tell of.
final class BytecodeReader {
    /// Offsets in `PyCodeObject` and `_PyCoMonitoringData`, the same on x86-64 and aarch64, of builds with a GIL.
    /// Measured
    /// with `offsetof` on the headers of each version.
    ///
    /// @param code `co_code_adaptive` (3.11 and later), or the pointer `co_code`
    /// @param monitoring `_co_monitoring`
    /// @param lines its `lines`, @param instructions its `per_instruction_opcodes`
    private record Layout(
            int flags,
            int stackSize,
            int slots,
            int exceptionTable,
            int code,
            int monitoring,
            int lines,
            int instructions) {
        static Layout of(int minor) {
            return switch (minor) {
                case 8, 9, 10 -> new Layout(36, 32, 28, ABSENT, 48, ABSENT, ABSENT, ABSENT);
                case 11 -> new Layout(48, 68, 76, 40, 184, ABSENT, ABSENT, ABSENT);
                case 12 -> new Layout(48, 64, 72, 40, 192, 168, 40, 56);
                case 13 -> new Layout(48, 64, 72, 40, 200, 176, 32, 48);
                default -> new Layout(48, 64, 72, 40, 208, 176, 96, 112);
            };
        }
    }

    private static final int ABSENT = -1;

    private static final int OB_SIZE = 16;
    private static final int BYTES_DATA = 32;
    private static final int CO_FREEVARS = 80;
    private static final int CO_CELLVARS = 88;

    private static final int MAX_SLOTS = 1 << 16;
    private static final int MAX_EXCEPTION_TABLE = 1 << 20;

    private final MemoryReader memory;
    private final Opcodes opcodes;
    private final Layout layout;

    BytecodeReader(MemoryReader memory, Opcodes opcodes) {
        this.memory = memory;
        this.opcodes = opcodes;
        this.layout = Layout.of(opcodes.minor());
    }

    /// @param code the address of the code object
    Bytecode read(long code) throws UnreadableMemory {
        int flags = memory.readInt(code + layout.flags);
        int stackSize = memory.readInt(code + layout.stackSize);
        long slots = memory.readInt(code + layout.slots);
        if (layout.exceptionTable == ABSENT) {
            slots += memory.readLong(memory.readLong(code + CO_CELLVARS) + OB_SIZE);
            slots += memory.readLong(memory.readLong(code + CO_FREEVARS) + OB_SIZE);
            byte[] units = bytesObject(memory.readLong(code + layout.code), 2L * Bytecode.MAX_UNITS);
            return new Bytecode(units, null, new byte[0], flags, stackSize, bounded(slots, MAX_SLOTS));
        }
        int count = bounded(memory.readLong(code + OB_SIZE), Bytecode.MAX_UNITS);
        byte[] units = memory.readBytes(code + layout.code, 2L * count);
        byte[] exceptionTable = bytesObject(memory.readLong(code + layout.exceptionTable), MAX_EXCEPTION_TABLE);
        return new Bytecode(units, hidden(code, units), exceptionTable, flags, stackSize, bounded(slots, MAX_SLOTS));
    }

    /// The opcodes that `INSTRUMENTED_LINE` and, below it, `INSTRUMENTED_INSTRUCTION` stand in for.
    private byte @Nullable [] hidden(long code, byte[] units) throws UnreadableMemory {
        if (layout.monitoring == ABSENT || !isAnyHidden(units)) {
            return null;
        }
        long monitoring = memory.readLong(code + layout.monitoring);
        byte[] hidden = new byte[units.length / 2];
        if (monitoring == 0) {
            return hidden;
        }
        byte[] lines = lines(memory.readLong(monitoring + layout.lines), hidden.length);
        long instructions = memory.readLong(monitoring + layout.instructions);
        byte[] byInstruction = instructions == 0 ? hidden : memory.readBytes(instructions, hidden.length);
        for (int unit = 0; unit < hidden.length; unit++) {
            int opcode = Byte.toUnsignedInt(units[2 * unit]);
            if (isHidden(opcode) && lines[unit] != 0 && opcode == INSTRUMENTED_LINE) {
                opcode = Byte.toUnsignedInt(lines[unit]);
            }
            hidden[unit] = isHidden(opcode) ? byInstruction[unit] : (byte) opcode;
        }
        return hidden;
    }

    private static final int INSTRUMENTED_LINE = 254;

    /// The original opcode of each line's first instruction: the first byte of each entry. Entries have two bytes up to
    /// 3.13, then as many as the first byte says.
    private byte[] lines(long lines, int count) throws UnreadableMemory {
        byte[] originals = new byte[count];
        if (lines == 0) {
            return originals;
        }
        int entry = opcodes.minor() <= 13 ? 2 : memory.readByte(lines);
        byte[] data = memory.readBytes(opcodes.minor() <= 13 ? lines : lines + 1, (long) count * entry);
        for (int unit = 0; unit < count && entry > 0; unit++) {
            originals[unit] = data[unit * entry];
        }
        return originals;
    }

    private boolean isAnyHidden(byte[] units) {
        for (int at = 0; at < units.length; at += 2) {
            if (isHidden(Byte.toUnsignedInt(units[at]))) {
                return true;
            }
        }
        return false;
    }

    private boolean isHidden(int opcode) {
        Opcodes.Opcode found = opcodes.get(opcode);
        return found != null && found.hidden();
    }

    private byte[] bytesObject(long address, long max) throws UnreadableMemory {
        return memory.readBytes(address + BYTES_DATA, bounded(memory.readLong(address + OB_SIZE), max));
    }

    private static int bounded(long size, long max) throws UnreadableMemory {
        if (size < 0 || size > max) {
            throw new UnreadableMemory("a size of %d, at most %d is plausible".formatted(size, max));
        }
        return (int) size;
    }
}
