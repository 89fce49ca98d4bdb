package pyrometer.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One recording: who was sampled, when, and what was seen.
///
/// Times are nanoseconds since `started`. Tick `t` stands for the time from `tickNanos(t - 1)` to
/// `tickNanos(t)`; what lies before `firstTick` is the start of the interpreter itself and belongs to no
/// tree. The last tick is the end of the recording.
///
/// Samples are read, from memory or from a file, when they are asked for: the session is to be closed
/// after that.
public final class Session implements AutoCloseable {
    private final Facts facts;
    private final List<Frame> frames;
    private final StackTrie stacks;
    private final List<ProcessInfo> processes;
    private final Samples samples;
    private final List<ThreadSamples> threads;

    Session(Facts facts, List<Frame> frames, StackTrie stacks, List<ProcessInfo> processes, Samples samples) {
        this.facts = facts;
        this.frames = List.copyOf(frames);
        this.stacks = stacks;
        this.processes = List.copyOf(processes);
        this.samples = samples;
        this.threads = List.copyOf(samples.ordered());
    }

    /// When the recording began, by the wall clock.
    public Instant started() {
        return facts.started();
    }

    /// What was profiled, in the words of the header: `Program: script.py`.
    public String description() {
        return facts.description();
    }

    /// The time between two looks that was asked for.
    public Duration interval() {
        return facts.interval();
    }

    /// User and system time of all threads of the process, from its start to its end. Of a part of a
    /// recording it
    /// is not known.
    public Optional<Duration> cpuTime() {
        return facts.progress().cpuTime();
    }

    public Environment environment() {
        return facts.progress().environment();
    }

    public List<Frame> frames() {
        return frames;
    }

    public StackTrie stacks() {
        return stacks;
    }

    public int ticks() {
        return samples.ticks().count();
    }

    /// When the tick was. Tick -1 is the moment the recording began. Quick for ticks that are near each
    /// other.
    public long tickNanos(int tick) {
        return samples.ticks().nanos(tick);
    }

    /// The first tick at which the program ran, rather than the start of its interpreter.
    public int firstTick() {
        return facts.firstTick();
    }

    /// From the start of the program to its end.
    public Duration duration() {
        return Duration.ofNanos(ticks() == 0 ? 0 : tickNanos(ticks() - 1) - tickNanos(firstTick() - 1));
    }

    /// How long the interpreter took before the program began.
    public Duration startUp() {
        return Duration.ofNanos(tickNanos(firstTick() - 1));
    }

    /// The processes that the threads belong to, in the order in which they were seen; empty where that
    /// is not known.
    public List<ProcessInfo> processes() {
        return processes;
    }

    /// The name of the machine that the recording was made on, or an empty string where it is not known.
    public String host() {
        return facts.host();
    }

    /// Main threads first, then by the order in which they were seen.
    public List<ThreadSamples> threads() {
        return threads;
    }

    /// The samples of the thread from the start of the program on: what came before was the
    /// interpreter's.
    public Runs runs(ThreadSamples thread) {
        return runs(thread, firstTick(), ticks());
    }

    /// The samples of the thread during the ticks from `from` up to the one before `to`; a run that
    /// reaches beyond is cut there.
    public Runs runs(ThreadSamples thread, int from, int to) {
        return new SampleRuns(thread, samples.store(), samples.ticks(), from, to, false);
    }

    public Quality quality() {
        return facts.progress().quality();
    }

    /// What a reader has to know to understand the figures, a sentence each: that only a part of the run
    /// is shown, that it is put together from several, that its end is missing. Every report shows them.
    public List<String> notes() {
        return facts.notes();
    }

    /// The stack of the call by which the program asked for the recording: where its trees are to begin.
    /// The empty one
    /// if
    /// the whole program was meant. See [Stem].
    public int stem() {
        return facts.stem();
    }

    /// The same recording with other stacks of the same ids, of which none asked for it.
    Session with(StackTrie otherStacks) {
        return new Session(facts.withoutStem(), frames, otherStacks, processes, samples);
    }

    Facts facts() {
        return facts;
    }

    Samples samples() {
        return samples;
    }

    /// Closes the file that the samples are read from, if they are in one. It stays where it is.
    @Override
    public void close() throws IOException {
        samples.store().close();
    }
}
