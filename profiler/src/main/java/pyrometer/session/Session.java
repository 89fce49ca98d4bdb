package pyrometer.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One recording: who was sampled, when, and what was seen.
///
/// Times are nanoseconds since `started`. Tick `t` stands for the time from `tickNanos(t - 1)` to `tickNanos(t)`;
/// what lies before `firstTick` is the start of the interpreter itself and belongs to no tree.
/// The last tick is the end of the recording.
public final class Session {
    private final Instant started;
    private final String description;
    private final Duration interval;
    private final Optional<Duration> cpuTime;
    private final Environment environment;
    private final List<Frame> frames;
    private final StackTrie stacks;
    private final long[] tickNanos;
    private final int firstTick;
    private final List<ThreadSamples> threads;
    private final Quality quality;
    private final List<String> notes;

    Session(
            Instant started,
            String description,
            Duration interval,
            Optional<Duration> cpuTime,
            Environment environment,
            List<Frame> frames,
            StackTrie stacks,
            long[] tickNanos,
            int firstTick,
            List<ThreadSamples> threads,
            Quality quality,
            List<String> notes) {
        this.started = started;
        this.description = description;
        this.interval = interval;
        this.cpuTime = cpuTime;
        this.environment = environment;
        this.frames = List.copyOf(frames);
        this.stacks = stacks;
        this.tickNanos = tickNanos.clone();
        this.firstTick = firstTick;
        this.threads = List.copyOf(threads);
        this.quality = quality;
        this.notes = List.copyOf(notes);
    }

    /// When the recording began, by the wall clock.
    public Instant started() {
        return started;
    }

    /// What was profiled, in the words of the header: `Program: script.py`.
    public String description() {
        return description;
    }

    /// The time between two looks that was asked for.
    public Duration interval() {
        return interval;
    }

    /// User and system time of all threads of the process, from its start to its end. Of a part of a recording it is
    /// not
    /// known.
    public Optional<Duration> cpuTime() {
        return cpuTime;
    }

    public Environment environment() {
        return environment;
    }

    public List<Frame> frames() {
        return frames;
    }

    public StackTrie stacks() {
        return stacks;
    }

    public int ticks() {
        return tickNanos.length;
    }

    /// When the tick was. Tick -1 is the moment the recording began.
    public long tickNanos(int tick) {
        return tick < 0 ? 0 : tickNanos[tick];
    }

    /// The first tick at which the program ran, rather than the start of its interpreter.
    public int firstTick() {
        return firstTick;
    }

    /// From the start of the program to its end.
    public Duration duration() {
        return Duration.ofNanos(ticks() == 0 ? 0 : tickNanos(ticks() - 1) - tickNanos(firstTick - 1));
    }

    /// How long the interpreter took before the program began.
    public Duration startUp() {
        return Duration.ofNanos(tickNanos(firstTick - 1));
    }

    /// Main threads first, then by the order in which they were seen.
    public List<ThreadSamples> threads() {
        return threads;
    }

    /// The samples of the thread from the start of the program on: what came before was the interpreter's.
    public Runs runs(ThreadSamples thread) {
        return runs(thread, firstTick, ticks());
    }

    /// The samples of the thread during the ticks from `from` up to the one before `to`; a run that reaches
    /// beyond is
    /// cut there.
    public Runs runs(ThreadSamples thread, int from, int to) {
        return thread.runs(from, to, tickNanos);
    }

    public Quality quality() {
        return quality;
    }

    /// What a reader has to know to understand the figures, a sentence each: that only a part of the run is shown, that
    /// it is put together from several, that its end is missing. Every report shows them.
    public List<String> notes() {
        return notes;
    }
}
