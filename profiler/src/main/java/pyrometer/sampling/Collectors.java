package pyrometer.sampling;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import pyrometer.cpython.Gil;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Ranges;

/// Which threads collect garbage, as of the last look: those that hold the GIL of an interpreter whose collection goes
/// on.
final class Collectors {
    private final PythonRuntime runtime;
    private final List<Gil> gils = new ArrayList<>();
    private long[] collecting = {};

    private int firstRange;
    private long offset;

    Collectors(PythonRuntime runtime) {
        this.runtime = runtime;
    }

    /// @param interpreters their addresses
    void watch(long[] interpreters) {
        gils.clear();
        for (long interpreter : interpreters) {
            gils.add(new Gil(runtime, interpreter));
        }
        collecting = new long[interpreters.length];
    }

    /// Adds what a look needs, if it still fits. Behind everything else: what cannot be read ends a copy.
    void plan(Ranges ranges) {
        firstRange = ranges.count();
        offset = ranges.size();
        for (int i = 0; i < gils.size(); i++) {
            Gil gil = gils.get(i);
            if (!gil.isKnown() || ranges.count() + 2 > Ranges.MAX_COUNT) {
                return;
            }
            ranges.add(runtime.collecting(gil.interpreter()), Integer.BYTES);
            ranges.add(gil.holderAddress(), gil.holderSize());
        }
    }

    void look(Snapshot snapshot) {
        long at = offset;
        for (int i = 0; i < gils.size(); i++) {
            Gil gil = gils.get(i);
            boolean isRead = snapshot.copied() >= firstRange + 2 * (i + 1);
            boolean goesOn = isRead && snapshot.bytes().get(ValueLayout.JAVA_INT_UNALIGNED, at) == 1;
            collecting[i] = goesOn ? gil.holder(snapshot.bytes(), at + Integer.BYTES) : 0;
            at += Integer.BYTES + gil.holderSize();
        }
    }

    /// @param thread the address of its thread state
    boolean contains(long thread) {
        for (long each : collecting) {
            if (each == thread) {
                return true;
            }
        }
        return false;
    }
}
