package pyrometer.cpython;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import pyrometer.memory.UnreadableMemory;

/// The lock of one interpreter that a thread has to hold in order to run Python code.
public final class Gil {
    private static final int UNLOCKED = 0;

    private final PythonRuntime runtime;
    private final long interpreter;
    private final int size;
    private final int lastHolder;
    private final int locked;

    /// 0 until it is known: an interpreter has threads before it has a GIL.
    private long address;

    /// @param interpreter its address
    public Gil(PythonRuntime runtime, long interpreter) {
        this.runtime = runtime;
        this.interpreter = interpreter;
        this.size = runtime.layout().offset("_gil_runtime_state.size");
        this.lastHolder = runtime.layout().offset("_gil_runtime_state.last_holder");
        this.locked = runtime.layout().offset("_gil_runtime_state.locked");
    }

    public long interpreter() {
        return interpreter;
    }

    /// Whether a thread that is blocked at a lock of the C library waits for this one, which is made of such locks.
    ///
    /// @param lock the address of what it waits for, or 0
    public boolean contains(long lock) {
        return lock != 0 && isKnown() && lock >= address && lock < address + size;
    }

    /// Where it says who holds it: so many bytes for [#holder].
    public long holderAddress() {
        return address + lastHolder;
    }

    public int holderSize() {
        return locked - lastHolder + Integer.BYTES;
    }

    /// @param copy what was read at [#holderAddress]
    /// @return the thread state of the thread that holds it, or 0
    public long holder(MemorySegment copy, long at) {
        return copy.get(ValueLayout.JAVA_INT_UNALIGNED, at + locked - lastHolder) == UNLOCKED
                ? 0
                : copy.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }

    /// Whether its address is known by now.
    public boolean isKnown() {
        if (address == 0) {
            try {
                address = runtime.gil(interpreter);
            } catch (UnreadableMemory e) {
                return false; // The next time tries again.
            }
        }
        return address != 0;
    }
}
