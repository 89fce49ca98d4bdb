package pyrometer.session;

import java.util.Arrays;

/// The samples of one thread, run-length coded over the ticks of the session, and kept encoded.
///
/// Time belongs to ticks, so it is never lost. [Session#runs] walks them.
public final class ThreadSamples {
    private ThreadInfo thread;
    private final int firstTick;
    private int endTick;
    private long samples;

    /// For each chunk where it is, and its first tick.
    private long[] places = new long[4];

    private int[] starts = new int[4];
    private int chunks;

    ThreadSamples(ThreadInfo thread, int firstTick, long samples) {
        this.thread = thread;
        this.samples = samples;
        this.firstTick = firstTick;
        this.endTick = firstTick;
    }

    public ThreadInfo thread() {
        return thread;
    }

    /// The first tick that its samples stand for.
    public int firstTick() {
        return firstTick;
    }

    /// The tick after the last one at which the thread was seen.
    public int endTick() {
        return endTick;
    }

    /// How many times the thread's stack was read and accepted.
    public long samples() {
        return samples;
    }

    void describe(ThreadInfo info) {
        thread = info;
    }

    void addChunk(int start, int end, long more, long place) {
        if (chunks == starts.length) {
            starts = Arrays.copyOf(starts, 2 * chunks);
            places = Arrays.copyOf(places, 2 * chunks);
        }
        starts[chunks] = start;
        places[chunks] = place;
        chunks++;
        endTick = end;
        samples += more;
    }

    int chunks() {
        return chunks;
    }

    long place(int chunk) {
        return places[chunk];
    }

    int start(int chunk) {
        return starts[chunk];
    }

    /// The chunk in which the tick is, or after which it would be; 0 if it is before all.
    int chunkOf(int tick) {
        int found = Arrays.binarySearch(starts, 0, chunks, tick);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }
}
