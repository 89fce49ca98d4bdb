package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// Tells which threads cannot have run Python code since the last look, so that there is no need to look at them.
///
/// A thread has to hold the GIL for that. The GIL names the thread that held it last, and counts how often that
/// became another one.
final class GilTurns {
    private final PythonRuntime runtime;
    private final int lastHolder;

    /// How far `switch_number` is behind `last_holder`.
    private final int toSwitches;

    /// Of `last_holder`; 0 if there is none yet, or more than one.
    private long address;

    private boolean isKnown;
    private long holder;
    private long switches;
    private long offset;

    GilTurns(PythonRuntime runtime) {
        this.runtime = runtime;
        this.lastHolder = runtime.layout().offset("_gil_runtime_state.last_holder");
        this.toSwitches = runtime.layout().offset("_gil_runtime_state.switch_number") - lastHolder;
    }

    /// Finds the GIL of the only interpreter.
    void find(long[] interpreters) {
        long found = 0;
        try {
            long gil = interpreters.length == 1 ? runtime.gil(interpreters[0]) : 0;
            found = gil == 0 ? 0 : gil + lastHolder;
        } catch (UnreadableMemory e) {
            // There is none yet: all threads are looked at, as ever.
        }
        isKnown &= found == address;
        address = found;
    }

    void plan(Ranges ranges) {
        if (address != 0) {
            offset = ranges.add(address, toSwitches + Long.BYTES);
        }
    }

    /// Whether the thread can only have run since the last look if [#look] says so.
    boolean isAway(long thread) {
        return isKnown && thread != holder;
    }

    /// To be called at each look, with a copy that was made before that of any thread.
    ///
    /// @param isWhole whether all that was planned is in the copy
    /// @return whether another thread than the last holder may have run since the last look
    boolean look(MemorySegment copy, boolean isWhole) {
        if (address == 0 || !isWhole) {
            isKnown = false;
            return true;
        }
        long before = switches;
        holder = copy.get(JAVA_LONG_UNALIGNED, offset);
        switches = copy.get(JAVA_LONG_UNALIGNED, offset + toSwitches);
        boolean wasKnown = isKnown;
        isKnown = true;
        return !wasKnown || switches != before;
    }
}
