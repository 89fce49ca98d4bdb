package pyrometer.sampling;

import pyrometer.session.SessionRecorder;
import pyrometer.session.ThreadState;

/// The last looks at a thread, before they are recorded: that the recording was to end is learned a while
/// after it was.
final class RecentLooks {
    /// A power of two.
    private static final int MOST = 256;

    private final SessionRecorder recorder;
    private final int thread;
    private final long[] nanos = new long[MOST];
    private final int[] stacks = new int[MOST];
    private final ThreadState[] states = new ThreadState[MOST];

    /// How many were added and recorded since the beginning.
    private long added;

    private long recorded;

    private long samples;
    private long undecided;

    RecentLooks(SessionRecorder recorder, int thread) {
        this.recorder = recorder;
        this.thread = thread;
    }

    /// @param time since the recording began
    /// @param stack as [ThreadSampler#look] gives it
    void add(long time, int stack, ThreadState state) {
        if (added - recorded == MOST) {
            recordOldest();
        }
        int at = (int) added++ & MOST - 1;
        nanos[at] = time;
        stacks[at] = stack;
        states[at] = state;
    }

    /// Records those until then. The later ones are never recorded. Where the last looks came to nothing,
    /// their time
    /// is not the next sample's, as usual, but the last one's.
    void recordUntil(long end) {
        long until = added;
        while (until > recorded && nanos[(int) (until - 1) & MOST - 1] > end) {
            until--;
        }
        long all = until;
        while (until > recorded && stacks[(int) (until - 1) & MOST - 1] == ThreadSampler.NONE) {
            until--;
        }
        while (recorded < until) {
            recordOldest();
        }
        undecided += all - until;
        recorded = added;
    }

    /// How many stacks were recorded.
    long samples() {
        return samples;
    }

    /// How many looks without one were.
    long undecided() {
        return undecided;
    }

    private void recordOldest() {
        int at = (int) recorded++ & MOST - 1;
        recorder.tick(nanos[at]);
        switch (stacks[at]) {
            case ThreadSampler.NONE -> undecided++;
            case ThreadSampler.GONE -> {
                // The time belongs to nobody.
            }
            default -> {
                recorder.sample(thread, stacks[at], states[at]);
                samples++;
            }
        }
    }
}
