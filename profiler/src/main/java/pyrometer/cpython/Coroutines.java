package pyrometer.cpython;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Suspended coroutines: where each of them is, and what it awaits, told from its object alone.
///
/// No thread's stack has their frames. A coroutine keeps what it awaits on top of its value stack; if that is another
/// coroutine, a generator, or one of the objects that stand for a step of an asynchronous generator, its frame is the
/// next inner one.
public final class Coroutines {
    /// A frame that waits.
    ///
    /// @param frame its address
    /// @param unit the code unit it is at
    /// @param receiver the word in the slot of its `self` or `cls`, or 0
    public record Suspended(long frame, CodeObject code, int unit, long receiver) {}

    /// A longer chain is one that has no end.
    private static final int MAX_DEPTH = 4096;

    /// `cw_coroutine`, `ags_gen`, `agt_gen`, `wrapped`, `fut`: the field behind the object's header.
    private static final int WRAPPED = 16;

    /// More of them are not searched.
    private static final int MAX_LOCALS = 256;

    private static final int OB_TYPE = 8;

    /// References on the stack are tagged in their low bits since 3.14.
    private static final long POINTER = ~3L;

    /// `YIELD_FROM` of 3.8 to 3.10.
    private static final int YIELD_FROM = 72;

    /// The argument of a `RESUME` behind a `yield from` in 3.11 and 3.12; behind an `await` it is larger.
    private static final int AFTER_YIELD_FROM = 2;

    /// `gi_frame_state` of a generator that waits for another one, since 3.13.
    private static final int SUSPENDED_YIELD_FROM = -1;

    private enum Kind {
        /// A coroutine, generator or asynchronous generator: it has a frame.
        GENERATOR,
        /// Stands for a step of one.
        STEP,
        OTHER
    }

    private final Layout layout;
    private final MemoryReader memory;
    private final CodeObjects codes;
    private final TypeNames types;
    private final boolean isDataStack;
    private final int minor;
    private final int generatorFrame;
    private final int frameState;
    private final int code;
    private final int instr;
    private final int stackTop;
    private final int locals;
    private final int headerSize;

    /// Of the types that are CPython's own, and stay where they are.
    private final Map<Long, Kind> kinds = new HashMap<>();

    public Coroutines(Layout layout, MemoryReader memory, CodeObjects codes, TypeNames types) {
        this.layout = layout;
        this.memory = memory;
        this.codes = codes;
        this.types = types;
        this.minor = layout.version().minor();
        this.isDataStack = layout.frames() == Layout.Frames.DATA_STACK;
        String frame = isDataStack ? "_PyInterpreterFrame." : "PyFrameObject.";
        this.generatorFrame = layout.offset(isDataStack ? "PyGenObject.gi_iframe" : "PyGenObject.gi_frame");
        this.frameState = isDataStack ? layout.offset("PyGenObject.gi_frame_state") : layout.offset(frame + "state");
        this.code = layout.offset(frame + "code");
        this.instr = layout.offset(frame + "instr");
        this.stackTop = layout.offset(frame + (minor >= 14 ? "stackpointer" : "stacktop"));
        this.locals = layout.offset(frame + "localsplus");
        this.headerSize = locals + Long.BYTES;
    }

    /// Whether an object is a coroutine, a generator or an asynchronous generator.
    public boolean isCoroutine(long object) throws UnreadableMemory {
        return object != 0 && kind(memory.readLong(object + OB_TYPE)) == Kind.GENERATOR;
    }

    /// Where the frame of a coroutine is while it has one.
    public long frame(long coroutine) throws UnreadableMemory {
        return isDataStack ? coroutine + generatorFrame : memory.readLong(coroutine + generatorFrame);
    }

    /// The coroutine whose frame lies at this address.
    public long ofFrame(long frame) throws UnreadableMemory {
        // Up to 3.10, `f_gen` stands in front of `f_lasti`.
        return isDataStack ? frame - generatorFrame : memory.readLong(frame + instr - Long.BYTES);
    }

    /// What a slot of a frame's local variables refers to.
    public long local(long frame, int slot) throws UnreadableMemory {
        return memory.readLong(frame + locals + (long) slot * Long.BYTES) & POINTER;
    }

    /// Whether a local variable of a frame refers to an object.
    public boolean refersTo(Suspended frame, long object) throws UnreadableMemory {
        int slots = Math.min(MAX_LOCALS, (frame.code().frameSize() - locals) / Long.BYTES);
        long[] variables =
                memory.read(frame.frame() + locals, (long) slots * Long.BYTES).toArray(JAVA_LONG_UNALIGNED);
        for (long each : variables) {
            long referent = each & POINTER;
            if (referent == object || (referent != 0 && isCellOf(referent, object))) {
                return true;
            }
        }
        return false;
    }

    /// Whether it is the cell of a variable that an inner function uses, too.
    private boolean isCellOf(long cell, long object) {
        try {
            return memory.readLong(cell + WRAPPED) == object
                    && types.at(memory.readLong(cell + OB_TYPE)).isCell();
        } catch (UnreadableMemory e) {
            return false; // A slot of the value stack that is not in use holds anything.
        }
    }

    /// Reads a chain from its outermost coroutine inwards.
    ///
    /// @param into the frames are added to it, outermost first
    /// @return the object that the innermost one awaits: a future's iterator, in most cases; 0 if it awaits none
    /// @throws UnreadableMemory if one of them is not suspended
    public long read(long coroutine, List<Suspended> into) throws UnreadableMemory {
        long awaited = coroutine;
        int first = into.size();
        while (awaited != 0) {
            long type = memory.readLong(awaited + OB_TYPE);
            switch (kind(type)) {
                case GENERATOR -> {
                    if (into.size() - first == MAX_DEPTH) {
                        throw new UnreadableMemory("more than %d coroutines await one another".formatted(MAX_DEPTH));
                    }
                    awaited = isDataStack ? readInline(awaited, into) : readObject(awaited, into);
                }
                case STEP -> awaited = memory.readLong(awaited + WRAPPED);
                case OTHER -> {
                    return awaited;
                }
            }
        }
        return 0;
    }

    /// Since 3.11: the frame lies in the generator.
    private long readInline(long generator, List<Suspended> into) throws UnreadableMemory {
        long frame = generator + generatorFrame;
        MemorySegment copy = memory.read(generator, generatorFrame + headerSize);
        int state = copy.get(JAVA_BYTE, frameState);
        long codeAddress = copy.get(JAVA_LONG_UNALIGNED, generatorFrame + code) & POINTER;
        long instruction = copy.get(JAVA_LONG_UNALIGNED, generatorFrame + instr);
        long firstLocal = copy.get(JAVA_LONG_UNALIGNED, generatorFrame + locals) & POINTER;
        long top = minor >= 14
                ? copy.get(JAVA_LONG_UNALIGNED, generatorFrame + stackTop)
                : frame + locals + (long) copy.get(JAVA_INT_UNALIGNED, generatorFrame + stackTop) * Long.BYTES;
        if (state >= 0) {
            throw new UnreadableMemory("the coroutine at 0x%x does not wait".formatted(generator));
        }
        CodeObject codeObject = code(codeAddress);
        int unit = codeObject.unit(instruction);
        if (unit == Integer.MIN_VALUE) {
            throw notInCode(codeObject);
        }
        into.add(new Suspended(frame, codeObject, unit, receiver(codeObject, firstLocal)));
        boolean awaits =
                minor >= 13 ? state == SUSPENDED_YIELD_FROM : codeObject.argument(unit + 1) >= AFTER_YIELD_FROM;
        if (!awaits || state == notStarted()) {
            return 0;
        }
        long slot = top - Long.BYTES;
        if (slot - (frame + locals) < 0 || slot - (frame + codeObject.frameSize()) >= 0) {
            throw new UnreadableMemory("the value stack of 0x%x ends at 0x%x".formatted(frame, top));
        }
        return memory.readLong(slot) & POINTER;
    }

    private int notStarted() {
        return minor >= 13 ? -3 : -2;
    }

    /// Up to 3.10: the frame is an object of its own.
    private long readObject(long generator, List<Suspended> into) throws UnreadableMemory {
        long frame = memory.readLong(generator + generatorFrame);
        if (frame == 0) {
            throw new UnreadableMemory("the coroutine at 0x%x has ended".formatted(generator));
        }
        MemorySegment copy = memory.read(frame, Math.max(frameState + 1, instr + Integer.BYTES));
        int unit = copy.get(JAVA_INT_UNALIGNED, instr);
        unit = minor >= 10 ? unit : unit >> 1;
        int state = copy.get(JAVA_BYTE, frameState);
        boolean executes = minor >= 10 ? state >= 0 : state != 0;
        long codeAddress = copy.get(JAVA_LONG_UNALIGNED, code);
        long base = copy.get(JAVA_LONG_UNALIGNED, layout.offset("PyFrameObject.stackbase"));
        long top = minor >= 10
                ? base + (long) copy.get(JAVA_INT_UNALIGNED, stackTop) * Long.BYTES
                : copy.get(JAVA_LONG_UNALIGNED, stackTop);
        if (executes || (minor < 10 && top == 0)) {
            throw new UnreadableMemory("the coroutine at 0x%x does not wait".formatted(generator));
        }
        CodeObject codeObject = code(codeAddress);
        if (unit < -1 || unit >= codeObject.units()) {
            throw notInCode(codeObject);
        }
        long receiver = 0;
        if (codeObject.receiver() != CodeObject.Receiver.NONE) {
            receiver = memory.readLong(frame + locals + (long) codeObject.receiverCell() * Long.BYTES);
        }
        into.add(new Suspended(frame, codeObject, unit, receiver));
        if (unit < 0 || codeObject.opcode(unit + 1) != YIELD_FROM) {
            return 0;
        }
        long slot = top - Long.BYTES;
        if (slot - base < 0 || slot - (frame + codeObject.frameSize()) >= 0) {
            throw new UnreadableMemory("the value stack of 0x%x ends at 0x%x".formatted(frame, top));
        }
        return memory.readLong(slot);
    }

    private static long receiver(CodeObject code, long firstLocal) {
        return code.receiver() == CodeObject.Receiver.NONE ? 0 : firstLocal;
    }

    /// The code object that is there now.
    private CodeObject code(long address) throws UnreadableMemory {
        CodeObject known = codes.at(address);
        if (known == null) {
            throw new UnreadableMemory("no code object at 0x%x".formatted(address));
        }
        if (known.isStill(memory.read(address + CodeObject.IDENTITY_START, codes.identitySize()), 0)) {
            return known;
        }
        return codes.load(address);
    }

    private UnreadableMemory notInCode(CodeObject codeObject) {
        codes.again(codeObject.address());
        return new UnreadableMemory("an instruction outside " + codeObject);
    }

    private Kind kind(long type) throws UnreadableMemory {
        Kind known = kinds.get(type);
        if (known != null) {
            return known;
        }
        TypeNames.Type named = types.at(type);
        if (named.isHeap()) {
            return Kind.OTHER;
        }
        Kind kind = switch (named.name()) {
            case "coroutine", "generator", "async_generator" -> Kind.GENERATOR;
            case "coroutine_wrapper", "async_generator_asend", "async_generator_athrow", "anext_awaitable" -> Kind.STEP;
            default -> Kind.OTHER;
        };
        kinds.put(type, kind);
        return kind;
    }
}
