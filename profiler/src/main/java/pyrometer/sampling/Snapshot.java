package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;

/// A copy of many ranges, made in one call: as near to one moment as a copy of a running process can be.
final class Snapshot {
    /// A copy that takes longer than this was interrupted: the target went on for an unknown time between its
    /// parts.
    private static final long NANOS = 25_000;

    private static final long NANOS_PER_RANGE = 1_500;
    private static final long NANOS_PER_KILOBYTE = 1_000;

    private final Memory memory;
    private final Ranges ranges;
    private int copied;
    private boolean interrupted;

    Snapshot(Memory memory, long capacity) {
        this.memory = memory;
        this.ranges = new Ranges(capacity);
    }

    /// What to copy.
    Ranges ranges() {
        return ranges;
    }

    void take() {
        long start = System.nanoTime();
        copied = memory.read(ranges);
        long allowed = NANOS + ranges.count() * NANOS_PER_RANGE + (ranges.size() >> 10) * NANOS_PER_KILOBYTE;
        interrupted = System.nanoTime() - start > allowed;
    }

    /// How many of the ranges were copied.
    int copied() {
        return copied;
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    MemorySegment bytes() {
        return ranges.bytes();
    }
}
