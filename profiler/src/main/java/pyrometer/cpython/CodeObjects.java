package pyrometer.cpython;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject.Names;
import pyrometer.cpython.CodeObject.Receiver;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// The code objects of a target that were met so far, by their addresses.
public final class CodeObjects {
    /// The largest function we decode, in code units: 2 MB of bytecode.
    private static final int MAX_UNITS = 1 << 20;

    /// More code than this at once is not kept: a target that makes it up should cost no more memory.
    private static final int MAX_UNITS_KEPT = 1 << 23;

    private static final int MAX_SLOTS = 1 << 20;

    private final Layout layout;
    private final MemoryReader memory;
    private final PyObjects objects;
    private final int identitySize;
    private final int frameHeader;

    /// Open addressing by address; at most half full.
    private @Nullable CodeObject[] slots = new CodeObject[1024];

    private int size;
    private int unitsKept;

    public CodeObjects(Layout layout, MemoryReader memory) {
        this.layout = layout;
        this.memory = memory;
        this.objects = new PyObjects(memory, layout);
        this.identitySize = layout.offset("PyCodeObject.table") + Long.BYTES - CodeObject.IDENTITY_START;
        this.frameHeader = layout.frames() == Layout.Frames.DATA_STACK
                ? layout.offset("_PyInterpreterFrame.localsplus")
                : layout.offset("PyFrameObject.localsplus");
    }

    /// How many bytes from [CodeObject#IDENTITY_START] on tell whether a code object is still the same.
    public int identitySize() {
        return identitySize;
    }

    /// The code object that was last read at this address, which may no longer be the one there.
    public @Nullable CodeObject known(long address) {
        int mask = slots.length - 1;
        for (int slot = hash(address) & mask; ; slot = (slot + 1) & mask) {
            CodeObject code = slots[slot];
            if (code == null || code.address() == address) {
                return code;
            }
        }
    }

    /// The code object at this address as a frame has it, read if it was not yet.
    ///
    /// @return null if there is none: the frame was torn
    public @Nullable CodeObject at(long address) {
        CodeObject known = known(address);
        return known != null || address == 0 ? known : again(address);
    }

    /// The code object that is at this address now, or null if there is none.
    public @Nullable CodeObject again(long address) {
        try {
            return load(address);
        } catch (UnreadableMemory e) {
            return null;
        }
    }

    /// Reads the code object that is at this address now.
    ///
    /// @throws UnreadableMemory if there is none
    public CodeObject load(long address) throws UnreadableMemory {
        MemorySegment identity = Arena.ofAuto().allocate(identitySize);
        identity.copyFrom(memory.read(address + CodeObject.IDENTITY_START, identitySize));
        CodeObject code = layout.frames() == Layout.Frames.DATA_STACK
                ? readAdaptive(address, identity)
                : readClassic(address, identity);
        if (!code.isStill(memory.read(address + CodeObject.IDENTITY_START, identitySize), 0)) {
            throw new UnreadableMemory("the code object at 0x%x changed while it was read".formatted(address));
        }
        put(code);
        return code;
    }

    /// 3.11 and later: the bytecode lies in the code object itself.
    private CodeObject readAdaptive(long address, MemorySegment identity) throws UnreadableMemory {
        long units = memory.readLong(address + 16);
        int localSlots = word(identity, "PyCodeObject.co_nlocalsplus");
        int stackSize = word(identity, "PyCodeObject.co_stacksize");
        require(address, units > 0 && units <= MAX_UNITS, "code units", units);
        require(address, localSlots >= 0 && localSlots <= MAX_SLOTS, "locals", localSlots);
        require(address, stackSize >= 0 && stackSize <= MAX_SLOTS, "stack slots", stackSize);
        long start = address + layout.offset("PyCodeObject.code");
        byte[] code = memory.readBytes(start, units * 2);
        byte[] exceptionTable = objects.bytes(pointer(identity, "PyCodeObject.co_exceptiontable"));
        long[] variables = objects.tuple(pointer(identity, "PyCodeObject.co_localsplusnames"));
        Names names = names(identity, pointer(identity, "PyCodeObject.co_qualname"), variables);
        return new CodeObject(
                address,
                identity,
                names,
                receiver(identity, names, variables),
                0,
                lines(identity, names, (int) units),
                start,
                new Bytecode(
                        code, null, exceptionTable, word(identity, "PyCodeObject.co_flags"), stackSize, localSlots),
                frameHeader + (localSlots + stackSize) * Long.BYTES);
    }

    /// Up to 3.10: the bytecode is a `bytes` of its own, and cells follow the locals.
    private CodeObject readClassic(long address, MemorySegment identity) throws UnreadableMemory {
        byte[] code = objects.bytes(pointer(identity, "PyCodeObject.code"));
        int locals = word(identity, "PyCodeObject.co_nlocals");
        int stackSize = word(identity, "PyCodeObject.co_stacksize");
        require(address, code.length > 0 && code.length / 2 <= MAX_UNITS, "code bytes", code.length);
        require(address, locals >= 0 && locals <= MAX_SLOTS, "locals", locals);
        require(address, stackSize >= 0 && stackSize <= MAX_SLOTS, "stack slots", stackSize);
        long[] variables = objects.tuple(pointer(identity, "PyCodeObject.co_varnames"));
        int cells = objects.tuple(pointer(identity, "PyCodeObject.co_cellvars")).length;
        int free = objects.tuple(pointer(identity, "PyCodeObject.co_freevars")).length;
        Names names = names(identity, 0, variables);
        Receiver receiver = receiver(identity, names, variables);
        int receiverCell = receiver == Receiver.NONE ? 0 : cellOfFirstArgument(identity, locals, cells);
        int stackSlot = locals + cells + free;
        return new CodeObject(
                address,
                identity,
                names,
                receiver,
                receiverCell,
                lines(identity, names, code.length / 2),
                0,
                new Bytecode(code, null, new byte[0], word(identity, "PyCodeObject.co_flags"), stackSize, stackSlot),
                frameHeader + (stackSlot + stackSize) * Long.BYTES);
    }

    /// Where an argument is also a cell, because an inner function uses it, the cell holds it.
    private int cellOfFirstArgument(MemorySegment identity, int locals, int cells) throws UnreadableMemory {
        long cellToArgument = pointer(identity, "PyCodeObject.co_cell2arg");
        if (cellToArgument == 0) {
            return 0;
        }
        long[] arguments =
                memory.read(cellToArgument, (long) cells * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
        for (int cell = 0; cell < cells; cell++) {
            if (arguments[cell] == 0) {
                return locals + cell;
            }
        }
        return 0;
    }

    private Names names(MemorySegment identity, long qualname, long[] variables) throws UnreadableMemory {
        String name = objects.string(pointer(identity, "PyCodeObject.co_name"));
        String file = objects.string(pointer(identity, "PyCodeObject.co_filename"));
        boolean hidden = false;
        for (long variable : variables) {
            hidden |= objects.isString(variable, "__tracebackhide__");
        }
        return new Names(
                name,
                qualname == 0 ? name : objects.string(qualname),
                file,
                word(identity, "PyCodeObject.co_firstlineno"),
                hidden);
    }

    /// By its name, and only where it is a positional argument. Where functions know their qualified name
    /// (3.11 and later), only of functions that stand in the body of a class.
    private Receiver receiver(MemorySegment identity, Names names, long[] variables) throws UnreadableMemory {
        if (variables.length == 0 || word(identity, "PyCodeObject.co_argcount") == 0) {
            return Receiver.NONE;
        }
        if (layout.version().isAtLeast(3, 11)) {
            String qualifiedName = names.qualifiedName();
            int dot = qualifiedName.lastIndexOf('.');
            if (names.name().startsWith("<")) {
                return Receiver.NONE;
            }
            if (dot < 0 || qualifiedName.startsWith("<locals>", dot - "<locals>".length())) {
                return Receiver.NONE;
            }
        }
        if (objects.isString(variables[0], "self")) {
            return Receiver.SELF;
        }
        return objects.isString(variables[0], "cls") ? Receiver.CLS : Receiver.NONE;
    }

    private int[] lines(MemorySegment identity, Names names, int units) throws UnreadableMemory {
        byte[] table = objects.bytes(pointer(identity, "PyCodeObject.table"));
        return LineTable.of(layout.version().minor()).lines(table, names.firstLine(), units);
    }

    private long pointer(MemorySegment identity, String field) {
        return identity.get(ValueLayout.JAVA_LONG_UNALIGNED, layout.offset(field) - CodeObject.IDENTITY_START);
    }

    private int word(MemorySegment identity, String field) {
        return identity.get(ValueLayout.JAVA_INT_UNALIGNED, layout.offset(field) - CodeObject.IDENTITY_START);
    }

    private static void require(long address, boolean plausible, String what, long count) throws UnreadableMemory {
        if (!plausible) {
            throw new UnreadableMemory("no code object at 0x%x: %d %s".formatted(address, count, what));
        }
    }

    private void put(CodeObject code) {
        unitsKept += code.units();
        if (unitsKept > MAX_UNITS_KEPT) {
            slots = new CodeObject[1024];
            size = 0;
            unitsKept = code.units();
        }
        if (2 * (size + 1) > slots.length) {
            @Nullable CodeObject[] old = slots;
            slots = new CodeObject[Math.multiplyExact(old.length, 2)];
            for (CodeObject each : old) {
                if (each != null) {
                    slots[freeSlot(each.address())] = each;
                }
            }
        }
        int slot = freeSlot(code.address());
        if (slots[slot] == null) {
            size++;
        }
        slots[slot] = code;
    }

    private int freeSlot(long address) {
        int mask = slots.length - 1;
        int slot = hash(address) & mask;
        for (CodeObject code = slots[slot]; code != null && code.address() != address; code = slots[slot]) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int hash(long address) {
        return (int) (((address >>> 4) * 0x9E3779B97F4A7C15L) >>> 32);
    }
}
