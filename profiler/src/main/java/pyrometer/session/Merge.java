package pyrometer.session;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Several recordings as one: one after the other, in the order in which they began, without the time
/// between them.
///
/// Processes that were started with the same become one, and in them threads of one name; where a recording has several
/// such, the first becomes one with the firsts of the others, the second with the seconds. The notes say what was put
/// together, and in what it differs.
public final class Merge {
    private static final int MOST_NAMES = 10;

    private final List<Session> sessions;
    private final SessionRecorder recorder;
    private final ThreadNumbers numbers;

    /// For each kind of thread its number.
    private final Map<ThreadKind, Integer> kinds = new HashMap<>();

    private final Map<Integer, ProcessInfo> processes = new HashMap<>();

    private Merge(List<Session> unordered) {
        sessions = unordered.stream()
                .sorted(Comparator.comparing(Session::started))
                .toList();
        recorder = new SessionRecorder(sessions.getFirst().started(), Collections.max(each(Session::interval)));
        numbers = new ThreadNumbers(recorder);
    }

    /// @param sessions at least one; in any order
    public static Session of(List<Session> sessions) {
        if (sessions.isEmpty()) {
            throw new IllegalArgumentException("no sessions to merge");
        }
        if (sessions.size() == 1) {
            return sessions.getFirst();
        }
        Merge merge = new Merge(sessions);
        merge.inheritNotes();
        merge.noteParts();
        merge.noteDifferences();
        return merge.merge();
    }

    /// The same for parts of one recording, which it is nothing special to have: a profiler that was stopped and
    /// started.
    ///
    /// @param sessions at least one; in any order
    public static Session ofOneProgram(List<Session> sessions) {
        Merge merge = new Merge(sessions);
        merge.inheritNotes();
        merge.noteDifferences();
        return merge.merge();
    }

    private Session merge() {
        long begin = sum(Session::startUp);
        if (begin > 0) {
            recorder.tick(begin);
        }
        long now = begin;
        for (Session session : sessions) {
            append(session, now);
            now += session.duration().toNanos();
        }
        boolean knowsCpuTime =
                sessions.stream().allMatch(session -> session.cpuTime().isPresent());
        return recorder.finish(
                now,
                sessions.getFirst().description(),
                knowsCpuTime
                        ? Optional.of(Duration.ofNanos(
                                sum(session -> session.cpuTime().orElseThrow())))
                        : Optional.empty(),
                environment(),
                sessions.stream().map(Session::quality).reduce(Quality::plus).orElseThrow());
    }

    private long sum(Function<Session, Duration> time) {
        return sessions.stream()
                .mapToLong(session -> time.apply(session).toNanos())
                .sum();
    }

    private void append(Session session, long now) {
        session.processes().forEach(this::process);
        Map<ThreadSamples, ThreadKind> kindOf = ThreadKind.of(session);
        kindOf.forEach((thread, kind) -> {
            if (kinds.containsKey(kind)) {
                numbers.join(thread, kinds.get(kind));
            }
        });

        long begin = session.startUp().toNanos();
        long end = begin + session.duration().toNanos();
        SessionCopy copy = new SessionCopy(session, recorder, Optional.empty(), numbers);
        copy.copy(session.threads(), false, begin, end, now - begin);
        if (session == sessions.getFirst()) {
            recorder.stem(copy.stem());
        }

        Set<Integer> absent = new HashSet<>(kinds.values());
        kindOf.forEach((thread, kind) -> numbers.known(thread).ifPresent(number -> {
            kinds.put(kind, number);
            absent.remove(number);
        }));
        if (session.duration().isPositive()) {
            absent.forEach(recorder::skip);
        }
    }

    /// Numbers are used again: of two processes with one number it is not known what was started.
    private void process(ProcessInfo process) {
        ProcessInfo known = processes.putIfAbsent(process.pid(), process);
        recorder.process(
                known == null || known.commandLine().equals(process.commandLine())
                        ? process
                        : new ProcessInfo(process.pid(), 0, List.of(), ""));
    }

    /// What all know, said once; the interpreter is the first one's.
    private Environment environment() {
        Environment first = sessions.getFirst().environment();
        return new Environment(
                String.join(", ", versions()),
                first.executable(),
                first.workingDirectory(),
                united(session -> session.environment().prefixes()),
                united(session -> session.environment().path()),
                first.standardLibrary());
    }

    private void inheritNotes() {
        sessions.stream()
                .flatMap(session -> session.notes().stream())
                .distinct()
                .forEach(recorder::note);
    }

    private void noteParts() {
        List<String> programs = each(Session::description);
        String together = sessions.size() + " recordings together";
        recorder.note(programs.size() == 1 ? together : together + ", of different programs: " + listed(programs));
    }

    private void noteDifferences() {
        List<String> versions = versions();
        if (versions.size() > 1) {
            recorder.note("They ran on different versions of Python: " + listed(versions));
        }
        List<Duration> intervals = each(Session::interval);
        if (intervals.size() > 1) {
            recorder.note("They were sampled at different intervals: "
                    + listed(intervals.stream()
                            .map(interval -> Slice.seconds(interval.toNanos()) + " s")
                            .toList()));
        }
    }

    /// Of Python, as far as they are known.
    private List<String> versions() {
        return each(session -> session.environment().pythonVersion()).stream()
                .filter(version -> !version.isEmpty())
                .toList();
    }

    private static String listed(List<String> names) {
        String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? first + ", ..." : first;
    }

    /// The different values, in the order in which they come.
    private <T> List<T> each(Function<Session, T> property) {
        return sessions.stream().map(property).distinct().toList();
    }

    private List<String> united(Function<Session, List<String>> property) {
        return sessions.stream()
                .map(property)
                .flatMap(Collection::stream)
                .distinct()
                .toList();
    }
}
