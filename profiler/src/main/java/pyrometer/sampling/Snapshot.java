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

    /// Copies of stacks of ten thousands of frames: the pages of both sides are not in any cache.
    private static final long LARGE = 1 << 20;

    private static final long NANOS_PER_KILOBYTE_OF_LARGE = 5_000;

    private final Memory memory;
    private final SampleClock clock;
    private final Ranges ranges;
    private int copied;
    private boolean interrupted;

    Snapshot(Memory memory, SampleClock clock, long capacity) {
        this.memory = memory;
        this.clock = clock;
        this.ranges = new Ranges(capacity);
    }

    /// What to copy.
    Ranges ranges() {
        return ranges;
    }

    void take() {
        long start = clock.now();
        copied = memory.read(ranges);
        long allowed = NANOS
                + ranges.count() * NANOS_PER_RANGE
                + (ranges.size() >> 10) * (ranges.size() < LARGE ? NANOS_PER_KILOBYTE : NANOS_PER_KILOBYTE_OF_LARGE);
        interrupted = clock.now() - start > allowed;
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
