package pyrometer.render;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;

/// A thread that did nothing but wait at one place, like an idle worker of a pool. Its tree would be one long line.
///
/// @param stack where it waited
/// @param nanos how long it was watched
record OnlyWaited(int stack, long nanos) {
    /// How much of its time a waiting thread may have spent elsewhere: it had to get there.
    private static final double ELSEWHERE = 0.01;

    static Optional<OnlyWaited> of(ThreadSamples thread, Session session) {
        Map<Integer, Long> waiting = new HashMap<>();
        long total = 0;
        for (Runs runs = session.runs(thread); runs.next(); ) {
            total += runs.nanos();
            if (!runs.state().isRunning()) {
                waiting.merge(runs.stack(), runs.nanos(), Long::sum);
            }
        }
        long watched = total;
        return waiting.entrySet().stream()
                .filter(place -> place.getValue() >= (1 - ELSEWHERE) * watched)
                .findFirst()
                .map(place -> new OnlyWaited(place.getKey(), watched));
    }

    /// How long the thread was watched while the program ran.
    static long watchedNanos(ThreadSamples thread, Session session) {
        long total = 0;
        for (Runs runs = session.runs(thread); runs.next(); ) {
            total += runs.nanos();
        }
        return total;
    }
}
