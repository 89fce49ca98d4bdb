package pyrometer.session;

import java.util.HashMap;
import java.util.Map;

/// What makes threads of two recordings the same: their name, and which of several of that name they are.
///
/// @param name empty for main threads
/// @param earlier how many threads of the name the recording has before it
public record ThreadKind(String name, int earlier) {

    /// The kinds of all threads of a recording; no two are the same.
    public static Map<ThreadSamples, ThreadKind> of(Session session) {
        Map<ThreadSamples, ThreadKind> kinds = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (ThreadSamples thread : session.threads()) {
            String name = thread.thread().main() ? "" : thread.thread().name();
            kinds.put(thread, new ThreadKind(name, counts.merge(name, 1, Integer::sum) - 1));
        }
        return kinds;
    }
}
