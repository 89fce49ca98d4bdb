package pyrometer.render;

import java.util.Arrays;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.session.ThreadState;

/// What threads spent in each shown stack itself, without what was called from there. Takes as much memory as the
/// session has different stacks, however long it is.
final class StackTotals {
    private final Session session;
    private final ShownStacks shown;
    private final long[] nanos;
    private final long[] runningNanos;
    private final long[] looks;
    private int[] seen = new int[64];
    private int size;
    private boolean statesKnown;

    StackTotals(Session session, ShownStacks shown) {
        this.session = session;
        this.shown = shown;
        this.nanos = new long[shown.size()];
        this.runningNanos = new long[shown.size()];
        this.looks = new long[shown.size()];
    }

    void add(ThreadSamples thread) {
        for (Runs runs = session.runs(thread); runs.next(); ) {
            // The last tick is the end of the recording, not a look.
            add(
                    shown.of(runs.stack()),
                    runs.nanos(),
                    Math.min(runs.end(), session.ticks() - 1) - runs.start(),
                    runs.state());
        }
    }

    private void add(int stack, long time, int count, ThreadState state) {
        if (time == 0 && count == 0) {
            return;
        }
        if (nanos[stack] == 0 && looks[stack] == 0) {
            seen = size < seen.length ? seen : Arrays.copyOf(seen, 2 * size);
            seen[size++] = stack;
        }
        nanos[stack] += time;
        looks[stack] += count;
        runningNanos[stack] += state.isRunning() ? time : 0;
        statesKnown |= state != ThreadState.UNKNOWN;
    }

    /// Forgets everything but whether states were known.
    void clear() {
        for (int i = 0; i < size; i++) {
            nanos[seen[i]] = 0;
            runningNanos[seen[i]] = 0;
            looks[seen[i]] = 0;
        }
        size = 0;
    }

    /// How many different stacks were seen.
    int size() {
        return size;
    }

    /// The stacks in the order in which they were first seen; [StackTrie#EMPTY] is the time outside Python.
    int stack(int index) {
        return seen[index];
    }

    long nanos(int stack) {
        return nanos[stack];
    }

    /// The time in which the thread was on a CPU or ready for one, as far as its state was known.
    long runningNanos(int stack) {
        return runningNanos[stack];
    }

    /// The number of ticks.
    long looks(int stack) {
        return looks[stack];
    }

    /// Whether the state of any thread was ever known.
    boolean statesKnown() {
        return statesKnown;
    }
}
