package pyrometer.session;

import java.util.Arrays;

/// The samples of one thread, run-length coded over the ticks of the session.
///
/// Run `i` says: from tick `start(i)` up to the tick before `start(i + 1)` (for the last run, before
/// [#endTick()])
/// every look at the thread saw the stack `stack(i)` in state `state(i)`. Time belongs to ticks, so it is never
/// lost:
/// a tick at which the thread could not be read belongs to the run of its next good sample.
public final class ThreadSamples {
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

    public int runs() {
        return runs;
    }

    public int start(int run) {
        return starts[checked(run)];
    }

    /// The tick after the last one of the run.
    public int end(int run) {
        return checked(run) == runs - 1 ? endTick : starts[run + 1];
    }

    /// A node of the session's [StackTrie].
    public int stack(int run) {
        return stacks[checked(run)];
    }

    public ThreadState state(int run) {
        return states[checked(run)];
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

    private int checked(int run) {
        if (run < 0 || run >= runs) {
            throw new IndexOutOfBoundsException("run " + run + " of " + runs);
        }
        return run;
    }
}
