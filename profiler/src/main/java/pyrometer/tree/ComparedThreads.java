package pyrometer.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import pyrometer.session.ProcessKind;
import pyrometer.session.Session;
import pyrometer.session.ThreadKind;
import pyrometer.session.ThreadSamples;

/// The threads of the runs that are compared: those that are the same have one number and one name.
final class ComparedThreads {
    private final Map<ThreadKind, Integer> numbers = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<int[]> ofRuns = new ArrayList<>();

    /// Adds those of a run.
    ///
    /// @return what makes each of them the same as one of another run
    Map<ThreadSamples, ThreadKind> add(Session session) {
        Map<ThreadSamples, ThreadKind> kinds = ThreadKind.of(session);
        Map<Integer, String> commands = ProcessKind.commands(session);
        ofRuns.add(session.threads().stream()
                .mapToInt(thread -> numbers.computeIfAbsent(kinds.get(thread), kind -> {
                    names.add(name(kind, commands.getOrDefault(thread.thread().processId(), "")));
                    return numbers.size();
                }))
                .toArray());
        return kinds;
    }

    /// @param command what the thread's process was started with
    private static String name(ThreadKind thread, String command) {
        ProcessKind process = thread.process();
        String name = numbered(thread.name().isEmpty() ? "MainThread" : thread.name(), thread.earlier());
        if (!command.isEmpty()) {
            return name + ", " + numbered(ProcessKind.brief(command), process.earlier());
        }
        return process.earlier() == 0 ? name : name + ", fork " + process.earlier();
    }

    private static String numbered(String name, int earlier) {
        return earlier == 0 ? name : name + " (" + (earlier + 1) + ")";
    }

    /// By number.
    List<String> names() {
        return names;
    }

    String name(ThreadKind kind) {
        return names.get(Objects.requireNonNull(numbers.get(kind)));
    }

    /// For each thread of a run its number.
    int[] ofRun(int run) {
        return ofRuns.get(run).clone();
    }
}
