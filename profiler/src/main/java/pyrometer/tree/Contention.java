package pyrometer.tree;

import java.util.List;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;

/// How much of the time in which it could have run a program had to wait for a CPU, because others were using it.
final class Contention {
    private Contention() {}

    /// The largest of all the runs, from 0 to 1. A run whose CPU time is not known counts as one that had not to wait.
    static double of(List<Session> sessions) {
        return sessions.stream().mapToDouble(Contention::of).max().orElse(0);
    }

    private static double of(Session session) {
        if (session.cpuTime().isEmpty()) {
            return 0;
        }
        long ready = 0;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread, 0, session.ticks()); runs.next(); ) {
                ready += runs.state().isRunning() ? runs.nanos() : 0;
            }
        }
        long waited = ready - session.cpuTime().get().toNanos();
        return waited <= 0 ? 0 : (double) waited / ready;
    }
}
