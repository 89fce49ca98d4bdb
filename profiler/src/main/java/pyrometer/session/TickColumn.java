package pyrometer.session;

import java.util.Arrays;

/// The times of a stretch of ticks, as they are collected. Reused.
final class TickColumn {
    /// The most that a stretch has.
    static final int MOST = 1 << 16;

    private int firstTick;
    private long baseNanos;
    private int count;
    private long[] nanos = new long[256];

    /// @param base the time of the tick before the first, or 0
    void begin(int first, long base) {
        firstTick = first;
        baseNanos = base;
        count = 0;
    }

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, Math.min(2 * count, MOST));
        }
        nanos[count++] = time;
    }

    int firstTick() {
        return firstTick;
    }

    int endTick() {
        return firstTick + count;
    }

    int count() {
        return count;
    }

    long baseNanos() {
        return baseNanos;
    }

    /// The time of the first tick.
    long firstNanos() {
        return nanos[0];
    }

    long lastNanos() {
        return count == 0 ? baseNanos : nanos[count - 1];
    }

    /// The payload: how much longer or shorter than usual each tick was, in the largest unit that loses
    /// nothing.
    void encode(PayloadWriter out) {
        long unit = unit();
        long span = count == 0 ? 0 : nanos[count - 1] - baseNanos;
        long usual = count == 0 ? 0 : span / unit / count;
        out.varint(firstTick);
        out.varint(count);
        out.varint(baseNanos);
        out.varint(unit);
        out.varint(usual);
        long last = baseNanos;
        for (int i = 0; i < count; i++) {
            out.signed((nanos[i] - last) / unit - usual);
            last = nanos[i];
        }
    }

    private long unit() {
        long unit = 0;
        long last = baseNanos;
        for (int i = 0; i < count && unit != 1; i++) {
            unit = greatestCommonDivisor(nanos[i] - last, unit);
            last = nanos[i];
        }
        return unit == 0 ? 1 : unit;
    }

    private static long greatestCommonDivisor(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    /// A payload taken apart. Times are never less than the one before.
    static final class Decoded {
        /// Times beyond this are refused, so that sums of them never overflow: it is 146 years.
        static final long LATEST = Long.MAX_VALUE / 2;

        private final int firstTick;
        private final long baseNanos;
        private final long[] nanos;

        private Decoded(int firstTick, long baseNanos, long[] nanos) {
            this.firstTick = firstTick;
            this.baseNanos = baseNanos;
            this.nanos = nanos;
        }

        static Decoded of(PayloadReader payload) throws Malformed {
            int firstTick = payload.number("tick", Integer.MAX_VALUE - MOST);
            int count = payload.number("ticks", Math.min(payload.remaining(), MOST));
            long base = time("time", payload.varint());
            long unit = time("unit", payload.varint());
            long usual = time("interval", payload.varint());
            long[] nanos = new long[count];
            long last = base;
            for (int i = 0; i < count; i++) {
                long units = usual + payload.signed();
                if (units < 0 || Math.multiplyHigh(units, unit) != 0 || units * unit < 0) {
                    throw new Malformed("a tick that lasts " + units + " times " + unit + " ns");
                }
                last = time("time", last + units * unit);
                nanos[i] = last;
            }
            payload.requireEnd();
            return new Decoded(firstTick, base, nanos);
        }

        private static long time(String what, long value) throws Malformed {
            if (value < 0 || value > LATEST) {
                throw new Malformed(what + " " + Long.toUnsignedString(value) + " ns");
            }
            return value;
        }

        int firstTick() {
            return firstTick;
        }

        int endTick() {
            return firstTick + nanos.length;
        }

        long baseNanos() {
            return baseNanos;
        }

        boolean has(int tick) {
            return tick >= firstTick && tick < endTick();
        }

        long nanos(int tick) {
            return nanos[tick - firstTick];
        }

        long lastNanos() {
            return nanos.length == 0 ? baseNanos : nanos[nanos.length - 1];
        }
    }
}
