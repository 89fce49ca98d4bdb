package pyrometer.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What makes threads of two recordings the same: their process, their name, and which of several of that name they
/// are.
///
/// @param name empty for main threads
/// @param earlier how many threads of the name the process has before it
public record ThreadKind(ProcessKind process, String name, int earlier) {

    /// The kinds of all threads of a recording; no two are the same.
    public static Map<ThreadSamples, ThreadKind> of(Session session) {
        Map<Integer, ProcessKind> processes = ProcessKind.of(session);
        Map<ThreadSamples, ThreadKind> kinds = new HashMap<>();
        Map<ThreadKind, Integer> counts = new HashMap<>();
        for (ThreadSamples samples : session.threads()) {
            ThreadInfo thread = samples.thread();
            ProcessKind process = Objects.requireNonNull(processes.get(thread.processId()));
            ThreadKind first = new ThreadKind(process, thread.main() ? "" : thread.name(), 0);
            int earlier = counts.merge(first, 1, Integer::sum) - 1;
            kinds.put(samples, new ThreadKind(first.process, first.name, earlier));
        }
        return kinds;
    }
}
