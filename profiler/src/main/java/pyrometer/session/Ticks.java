package pyrometer.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The times of all ticks, kept encoded in stretches. One stretch is decoded at a time, and a few stay
/// decoded.
final class Ticks {
    /// In place of a place: the times of the stretch are lost.
    private static final long LOST = -1;

    private static final int DECODED = 8;

    private final BlockStore store;
    private int[] firstTicks = new int[16];
    private long[] bases = new long[16];
    private long[] places = new long[16];
    private int stretches;
    private int ticks;
    private long lastNanos;

    /// The stretches decoded last, each at its number modulo the length. Threads may race for it: all are
    /// right.
    private final TickColumn.@Nullable Decoded[] decoded = new TickColumn.Decoded[DECODED];

    Ticks(BlockStore store) {
        this.store = store;
    }

    int count() {
        return ticks;
    }

    /// The time of the last tick, 0 if there is none.
    long lastNanos() {
        return lastNanos;
    }

    void add(int endTick, long baseNanos, long newLastNanos, long place) {
        if (stretches == firstTicks.length) {
            firstTicks = Arrays.copyOf(firstTicks, 2 * stretches);
            bases = Arrays.copyOf(bases, 2 * stretches);
            places = Arrays.copyOf(places, 2 * stretches);
        }
        firstTicks[stretches] = ticks;
        bases[stretches] = baseNanos;
        places[stretches] = place;
        stretches++;
        ticks = endTick;
        lastNanos = newLastNanos;
    }

    /// Adds ticks of which no more is known than when the last one was. They count as if all had been
    /// then.
    void addLost(int endTick, long nanos) {
        add(endTick, nanos, nanos, LOST);
    }

    /// When the tick was. Tick -1 is the moment the recording began.
    long nanos(int tick) {
        if (tick < 0) {
            return 0;
        }
        if (tick >= ticks) {
            throw new IndexOutOfBoundsException("tick " + tick + " of " + ticks);
        }
        for (TickColumn.@Nullable Decoded known : decoded) {
            if (known != null && known.has(tick)) {
                return known.nanos(tick);
            }
        }
        int found = Arrays.binarySearch(firstTicks, 0, stretches, tick);
        int stretch = found >= 0 ? found : -found - 2;
        if (places[stretch] == LOST) {
            return bases[stretch];
        }
        TickColumn.Decoded fresh = decode(places[stretch]);
        decoded[stretch % DECODED] = fresh;
        return fresh.nanos(tick);
    }

    private TickColumn.Decoded decode(long place) {
        Block block = new Block();
        store.load(place, block);
        try {
            return TickColumn.Decoded.of(block.reader());
        } catch (Malformed e) {
            throw new IllegalStateException("a block of ticks that was checked before", e);
        }
    }
}
