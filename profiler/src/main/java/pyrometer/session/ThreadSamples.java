package pyrometer.session;

import java.util.Arrays;

/// The samples of one thread, run-length coded over the ticks of the session.
///
/// Time belongs to ticks, so it is never lost. [Session#runs] walks them.
public final class ThreadSamples {
    /// The stack of ticks at which the thread was not there.
    private static final int ABSENT = -1;

    private ThreadInfo thread;
    private int[] starts = new int[16];
    private int[] stacks = new int[16];
    private ThreadState[] states = new ThreadState[16];
    private int runs;
    private int endTick;
    private long samples;

    ThreadSamples(ThreadInfo thread, int firstTick) {
        this.thread = thread;
        this.endTick = firstTick;
    }

    public ThreadInfo thread() {
        return thread;
    }

    /// The samples during the ticks from `from` up to the one before `to`; a run that reaches beyond is cut
    /// there.
    Runs runs(int from, int to, long[] tickNanos) {
        return new Runs() {
            private int run = -1;
            private int start;
            private int end;

            @Override
            public boolean next() {
                while (++run < runs) {
                    start = Math.max(from, starts[run]);
                    end = Math.min(to, run + 1 < runs ? starts[run + 1] : endTick);
                    if (start < end && stacks[run] != ABSENT) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public int start() {
                return start;
            }

            @Override
            public int end() {
                return end;
            }

            @Override
            public int stack() {
                return stacks[run];
            }

            @Override
            public ThreadState state() {
                return states[run];
            }

            @Override
            public long startNanos() {
                return start == 0 ? 0 : tickNanos[start - 1];
            }

            @Override
            public long endNanos() {
                return tickNanos[end - 1];
            }
        };
    }

    /// The first tick of the first run.
    public int firstTick() {
        return runs == 0 ? endTick : starts[0];
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

    /// Adds one accepted sample that stands for all ticks from the end of the last run through `tick`.
    void add(int tick, int stack, ThreadState state) {
        if (tick < endTick) {
            throw new IllegalStateException("sample at tick " + tick + " after tick " + (endTick - 1));
        }
        samples++;
        extendWith(tick, stack, state);
    }

    /// Leaves all ticks from the end of the last run through `tick` out: the thread was not there.
    void skip(int tick) {
        if (tick >= endTick) {
            extendWith(tick, ABSENT, ThreadState.UNKNOWN);
        }
    }

    private void extendWith(int tick, int stack, ThreadState state) {
        if (runs == 0 || stacks[runs - 1] != stack || states[runs - 1] != state) {
            if (runs == starts.length) {
                starts = Arrays.copyOf(starts, 2 * runs);
                stacks = Arrays.copyOf(stacks, 2 * runs);
                states = Arrays.copyOf(states, 2 * runs);
            }
            starts[runs] = endTick;
            stacks[runs] = stack;
            states[runs] = state;
            runs++;
        }
        endTick = tick + 1;
    }

    /// Lets the last run reach through `tick`: the thread was seen alive until then, but could not be read again.
    void extend(int tick) {
        if (runs > 0 && tick >= endTick) {
            endTick = tick + 1;
        }
    }
}
