package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.util.function.LongSupplier;
import pyrometer.cpython.Layout;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;

/// How far a thread can have returned at most between two moments: CPython 3.8 to 3.10.
///
/// The thread state counts the calls that the thread is in. From one reading of it to the next the thread can have
/// returned from, and made again, only as many as the time between them allows. So the outer part of a very deep stack,
/// which takes much longer to read than to change, is known not to have changed while it was read.
final class StackFloor {
    /// No interpreter returns from a call and makes another in less: it took 90 ns on the machine where this was
    /// measured.
    private static final long NANOS_PER_CALL = 60;

    /// More frames than this, and the C stack below them, fit no cache: a call and its return took 324 ns and more at a
    /// depth of 10,000, and 593 and more at 50,000.
    private static final long MANY_CALLS = 10_000;

    private static final long NANOS_PER_FAR_CALL = 200;

    private final Memory memory;
    private final LongSupplier clock;
    private final long counter;
    private final Ranges ranges = new Ranges(16);

    /// How many calls the thread was in at the last look, and when that was.
    private int level;

    private long nanos;
    private long lowest;

    /// @param clock tells the time in nanoseconds
    /// @param thread the address of the thread state
    StackFloor(Layout layout, Memory memory, LongSupplier clock, long thread) {
        this.memory = memory;
        this.clock = clock;
        this.counter = thread + layout.offset("PyThreadState.recursion_depth");
    }

    /// Begins a stretch of time at the last look: what was before does not count.
    void begin() {
        lowest = level;
    }

    /// Goes on with the stretch of time: of what happens between two looks that lie far apart, little is known.
    ///
    /// @return the time since the last look in nanoseconds
    long look() {
        long before = clock.getAsLong();
        ranges.clear();
        ranges.add(counter, Integer.BYTES);
        int now = memory.read(ranges) == 1 ? ranges.bytes().get(JAVA_INT_UNALIGNED, 0) : 0;
        long passed = clock.getAsLong() - nanos;
        lowest = Math.min(lowest, Math.min(level, now) - calls(passed));
        level = now;
        nanos = before;
        return passed;
    }

    /// The fewest calls that the thread can have been in since the stretch of time began.
    long lowest() {
        return lowest;
    }

    /// How many calls can be returned from and made again.
    private static long calls(long nanos) {
        long near = Math.min(nanos / NANOS_PER_CALL, MANY_CALLS);
        return near + Math.max(0, nanos - MANY_CALLS * NANOS_PER_CALL) / NANOS_PER_FAR_CALL;
    }
}
