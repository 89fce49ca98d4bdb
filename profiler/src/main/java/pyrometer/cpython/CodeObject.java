package pyrometer.cpython;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A code object that was read once, whole. It stands for the live one as long as [#isStill] says so: CPython
/// frees
/// code objects and puts others in their place.
public final class CodeObject {
    /// What the first argument is by its name; it decides the class that a report shows in front of the function.
    public enum Receiver {
        NONE,
        SELF,
        CLS
    }

    /// What a function is called and where it stands.
    record Names(String name, String qualifiedName, String file, int firstLine, boolean hidden) {}

    /// From here to its end, [CodeObjects#identitySize] bytes on, a code object never changes while it lives: the
    /// addresses of its name, file and line table, its counts and its first line.
    public static final int IDENTITY_START = 16;

    private final long address;
    private final MemorySegment identity;
    private final Names names;
    private final Receiver receiver;
    private final int receiverCell;
    private final int[] lines;
    private final long start;
    private final Bytecode bytecode;
    private final int frameSize;
    private boolean analysed;
    private @Nullable CallSites callSites;

    CodeObject(
            long address,
            MemorySegment identity,
            Names names,
            Receiver receiver,
            int receiverCell,
            int[] lines,
            long start,
            Bytecode bytecode,
            int frameSize) {
        this.address = address;
        this.identity = identity;
        this.names = names;
        this.receiver = receiver;
        this.receiverCell = receiverCell;
        this.lines = lines;
        this.start = start;
        this.bytecode = bytecode;
        this.frameSize = frameSize;
    }

    public long address() {
        return address;
    }

    /// Whether these bytes, copied from the live object at [#IDENTITY_START], are still this code object's.
    public boolean isStill(MemorySegment copy, long offset) {
        return MemorySegment.mismatch(copy, offset, offset + identity.byteSize(), identity, 0, identity.byteSize())
                == -1;
    }

    public String name() {
        return names.name();
    }

    public String qualifiedName() {
        return names.qualifiedName();
    }

    public String file() {
        return names.file();
    }

    public int firstLine() {
        return names.firstLine();
    }

    /// Whether it has a local variable `__tracebackhide__`.
    public boolean isHidden() {
        return names.hidden();
    }

    public Receiver receiver() {
        return receiver;
    }

    /// The slot, counted in words from the first local, of the cell that holds the receiver; 0 where the
    /// receiver is
    /// the first local itself.
    public int receiverCell() {
        return receiverCell;
    }

    /// Whether it is not a function's but the interpreter's own, which cleans up after `__init__` since 3.13:
    /// CPython's
    /// tracebacks leave its frames out, too.
    public boolean isInternal() {
        return names.file().equals("__init__") && names.name().equals("__init__");
    }

    /// Whether a call of it makes a generator, coroutine or asynchronous generator.
    public boolean makesGenerator() {
        return bytecode.isGenerator();
    }

    /// Whether a call of it makes a coroutine.
    public boolean isCoroutine() {
        return bytecode.isCoroutine();
    }

    /// The number of code units.
    public int units() {
        return lines.length;
    }

    /// The line of a code unit. Before the first unit, where a function has not begun, it is the first line.
    ///
    /// @return 0 where the instruction belongs to no line
    public int line(int unit) {
        return unit < 0 ? names.firstLine() : unit < lines.length ? lines[unit] : 0;
    }

    /// The code unit of an instruction pointer, or a number outside `-1 .. units() - 1` if it points elsewhere.
    public int unit(long instruction) {
        long unit = (instruction - start) >> 1;
        return unit < -1 || unit >= lines.length ? Integer.MIN_VALUE : (int) unit;
    }

    /// The opcode of a code unit, or -1 behind the last one.
    int opcode(int unit) {
        return unit < units() ? bytecode.opcode(unit) : -1;
    }

    /// The argument of a code unit, or -1 behind the last one.
    int argument(int unit) {
        return unit < units() ? bytecode.argument(unit) : -1;
    }

    /// The bytes that one frame of this code takes, its locals and its evaluation stack included.
    public int frameSize() {
        return frameSize;
    }

    /// Where its frames keep what they call. Analysed once, when first asked for.
    ///
    /// @return null if nothing can be said about its calls
    @Nullable
    CallSites callSites(Opcodes opcodes) {
        if (!analysed) {
            analysed = true;
            try {
                callSites = CallSites.of(opcodes, bytecode);
            } catch (UnsoundBytecode e) {
                callSites = null;
            }
        }
        return callSites;
    }

    @Override
    public String toString() {
        return names.qualifiedName() + " (" + names.file() + ":" + names.firstLine() + ")";
    }
}
