package pyrometer.tree;

import java.util.EnumMap;
import java.util.Map;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.session.ThreadState;

/// How long a thread was seen in each [ThreadState], in nanoseconds.
public final class StateTimes {
    private final Map<ThreadState, Long> nanos = new EnumMap<>(ThreadState.class);
    private long total;

    private StateTimes() {}

    public static StateTimes of(Session session, ThreadSamples thread) {
        StateTimes times = new StateTimes();
        for (Runs runs = session.runs(thread); runs.next(); ) {
            times.nanos.merge(runs.state(), runs.nanos(), Long::sum);
            times.total += runs.nanos();
        }
        return times;
    }

    public long nanos(ThreadState state) {
        return nanos.getOrDefault(state, 0L);
    }

    /// The part of the time in which the thread was seen, from 0 to 1.
    public double share(ThreadState state) {
        return total == 0 ? 0 : (double) nanos(state) / total;
    }
}
