package pyrometer.session;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part of a recording to look at: a time range, threads, processes, only the time on the CPU, only
/// what happened
/// below one function. What belongs to all of them is kept; the rest is left out as if it had not been
/// seen.
///
/// @param fromNanos the beginning, since the program began; the start of its interpreter is before 0
/// @param toNanos the end, since the program began; may lie after the end of the recording
/// @param threads names of threads, or patterns for them (see [Glob]); none for all threads
/// @param processes ids of processes; none for all
/// @param onCpu whether to leave out the time in which a thread waited
/// @param focus the function that the stacks are to begin with; of several in a stack, the outermost
public record Slice(
        OptionalLong fromNanos,
        OptionalLong toNanos,
        List<String> threads,
        List<Integer> processes,
        boolean onCpu,
        Optional<FunctionName> focus) {

    /// The recording as it is.
    public static final Slice WHOLE =
            new Slice(OptionalLong.empty(), OptionalLong.empty(), List.of(), List.of(), false, Optional.empty());

    private static final int MOST_NAMES = 10;

    public Slice {
        threads = List.copyOf(threads);
        processes = List.copyOf(processes);
    }

    public Slice from(long nanos) {
        return new Slice(OptionalLong.of(nanos), toNanos, threads, processes, onCpu, focus);
    }

    public Slice to(long nanos) {
        return new Slice(fromNanos, OptionalLong.of(nanos), threads, processes, onCpu, focus);
    }

    public Slice withThreads(List<String> names) {
        return new Slice(fromNanos, toNanos, names, processes, onCpu, focus);
    }

    public Slice withProcesses(List<Integer> ids) {
        return new Slice(fromNanos, toNanos, threads, ids, onCpu, focus);
    }

    public Slice withOnCpu(boolean only) {
        return new Slice(fromNanos, toNanos, threads, processes, only, focus);
    }

    /// @param function as [FunctionName] takes it
    public Slice withFocus(String function) {
        return new Slice(fromNanos, toNanos, threads, processes, onCpu, Optional.of(new FunctionName(function)));
    }

    /// Whether nothing is left out.
    public boolean isWhole() {
        return equals(WHOLE);
    }

    /// The part as a session of its own, with a note that says what it is. With a time range it begins at
    /// the start of
    /// the range, and lasts exactly as long; what it cannot know, like the CPU time, it does not say.
    ///
    /// @throws CannotSlice if there is no such part, or nothing was seen in it
    public Session apply(Session session) throws CannotSlice {
        if (isWhole()) {
            return session;
        }
        requireRange(session);
        List<ThreadSamples> chosen = chosenThreads(session);
        if (focus.isPresent()) {
            requireFunction(session, focus.get());
        }

        long origin = hasRange() ? begin(session) : 0;
        SessionRecorder recorder = new SessionRecorder(session.started().plusNanos(origin), session.interval());
        session.processes().forEach(recorder::process);
        session.notes().forEach(recorder::note);
        recorder.note(note());
        if (origin == 0 && begin(session) > 0) {
            recorder.tick(begin(session));
        }
        SessionCopy copy = new SessionCopy(session, recorder, focus, new ThreadNumbers(recorder));
        copy.copy(chosen, onCpu, begin(session), end(session), -origin);
        if (copy.samples() == 0) {
            throw new CannotSlice("nothing is left to report: " + nothing(copy));
        }
        if (copy.unknownNanos() > 0) {
            recorder.note(seconds(copy.unknownNanos())
                    + " s are left out in which it is not known whether the thread was on the CPU");
        }
        noteQuality(session, recorder);
        recorder.stem(copy.stem());
        return recorder.finish(
                end(session) - origin,
                session.description(),
                Optional.empty(),
                session.environment(),
                Quality.ofPart(copy.samples()));
    }

    private boolean hasRange() {
        return fromNanos.isPresent() || toNanos.isPresent();
    }

    /// In the time of the session, like [#end].
    private long begin(Session session) {
        return session.startUp().toNanos() + fromNanos.orElse(0);
    }

    private long end(Session session) {
        long last = session.duration().toNanos();
        return session.startUp().toNanos() + Math.min(last, toNanos.orElse(last));
    }

    private void requireRange(Session session) throws CannotSlice {
        long from = fromNanos.orElse(0);
        if (from < 0) {
            throw new CannotSlice("the time range begins at " + seconds(from) + " s, before the program does");
        }
        if (toNanos.isPresent() && toNanos.getAsLong() <= from) {
            throw new CannotSlice(
                    "the time range from " + seconds(from) + " s to " + seconds(toNanos.getAsLong()) + " s is empty");
        }
        if (hasRange() && from >= session.duration().toNanos()) {
            throw new CannotSlice("the time range begins at " + seconds(from) + " s, but the recording ends at "
                    + seconds(session.duration().toNanos()) + " s");
        }
    }

    private List<ThreadSamples> chosenThreads(Session session) throws CannotSlice {
        for (int id : processes) {
            if (session.threads().stream().noneMatch(thread -> thread.thread().processId() == id)) {
                throw new CannotSlice("there is no process " + id + " in the recording: there is "
                        + some(session.threads().stream()
                                .map(thread -> "" + thread.thread().processId())));
            }
        }
        for (String name : threads) {
            if (session.threads().stream().noneMatch(thread -> isNamed(thread, name))) {
                throw new CannotSlice("there is no thread '" + name + "' in the recording: there is "
                        + some(session.threads().stream()
                                .map(thread -> thread.thread().name())));
            }
        }
        List<ThreadSamples> chosen = new ArrayList<>();
        for (ThreadSamples thread : session.threads()) {
            boolean named = threads.isEmpty() || threads.stream().anyMatch(name -> isNamed(thread, name));
            if (named
                    && (processes.isEmpty()
                            || processes.contains(thread.thread().processId()))) {
                chosen.add(thread);
            }
        }
        return chosen;
    }

    private static boolean isNamed(ThreadSamples thread, String name) {
        Pattern pattern = Glob.pattern(name);
        String actual = thread.thread().name();
        return actual.equals(name) || pattern.matcher(actual).matches();
    }

    private static String some(Stream<String> names) {
        List<String> all = names.distinct().toList();
        String first = all.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all.size() > MOST_NAMES ? first + ", ..." : first;
    }

    private static void requireFunction(Session session, FunctionName name) throws CannotSlice {
        if (session.frames().stream().noneMatch(name::matches)) {
            throw new CannotSlice("there is no function '" + name.text() + "' in the recording; "
                    + name.suggestions(HottestFrames.of(session)));
        }
    }

    private String nothing(SessionCopy copy) {
        if (onCpu && copy.unknownNanos() > 0) {
            return "it was not recorded when threads were on the CPU";
        }
        return "there is no sample of " + what();
    }

    /// `Only 1.2 s to 3.4 s, thread Worker-1, on the CPU`
    private String note() {
        return "Only " + what();
    }

    private String what() {
        List<String> parts = new ArrayList<>();
        if (fromNanos.isPresent() && toNanos.isPresent()) {
            parts.add(seconds(fromNanos.getAsLong()) + " s to " + seconds(toNanos.getAsLong()) + " s");
        } else if (fromNanos.isPresent()) {
            parts.add("from " + seconds(fromNanos.getAsLong()) + " s on");
        } else if (toNanos.isPresent()) {
            parts.add("up to " + seconds(toNanos.getAsLong()) + " s");
        }
        if (!processes.isEmpty()) {
            String ids = processes.stream().map(String::valueOf).collect(Collectors.joining(" and "));
            parts.add((processes.size() == 1 ? "process " : "processes ") + ids);
        }
        if (!threads.isEmpty()) {
            parts.add((threads.size() == 1 ? "thread " : "threads ") + String.join(" and ", threads));
        }
        if (onCpu) {
            parts.add("on the CPU");
        }
        focus.ifPresent(function -> parts.add("function " + function.text()));
        return String.join(", ", parts);
    }

    /// The shares of the whole recording are not those of the part, but say how far to trust it.
    private static void noteQuality(Session session, SessionRecorder recorder) {
        Quality quality = session.quality();
        long looks = quality.samples() + quality.undecided();
        if (quality.undecided() * 100 > looks) {
            recorder.note("Of the whole recording " + percent(quality.undecided(), looks)
                    + " of the looks found no stable stack");
        }
        double late = quality.lateAmong(session.ticks() - session.firstTick());
        if (late > 0.05) {
            recorder.note("Of the whole recording " + Math.round(100 * late) + "% of the looks came too late");
        }
        if (quality.unnamedCalls() * 20 > quality.samples()) {
            recorder.note("Of the whole recording " + percent(quality.unnamedCalls(), quality.samples())
                    + " of the samples were in C functions of unknown name");
        }
    }

    private static String percent(long part, long whole) {
        return Math.round(100.0 * part / whole) + "%";
    }

    static String seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return (seconds.scale() < 0 ? seconds.setScale(0) : seconds).toPlainString();
    }
}
