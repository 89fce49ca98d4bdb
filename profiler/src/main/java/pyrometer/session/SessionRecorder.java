package pyrometer.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collects a recording sample by sample. Used by one thread; allocates only when something new is seen or a
/// column
/// has to grow.
public final class SessionRecorder {
    private final Instant started;
    private final Duration interval;
    private final Map<Frame, Integer> frameIds = new HashMap<>();
    private final List<Frame> frames = new ArrayList<>();
    private final StackTrie stacks = new StackTrie();
    private final List<ThreadSamples> threads = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long[] tickNanos = new long[4096];
    private int ticks;
    private int firstTick;
    private boolean programBegan;

    public SessionRecorder(Instant started, Duration interval) {
        this.started = started;
        this.interval = interval;
    }

    /// The index of the frame in the session; equal frames have one.
    public int frame(Frame frame) {
        Integer known = frameIds.putIfAbsent(frame, frames.size());
        if (known != null) {
            return known;
        }
        frames.add(frame);
        return frames.size() - 1;
    }

    public StackTrie stacks() {
        return stacks;
    }

    /// Begins the next tick.
    ///
    /// @param nanos since the start of the recording; never less than the last one's
    /// @return its number
    public int tick(long nanos) {
        if (ticks > 0 && nanos < tickNanos[ticks - 1]) {
            throw new IllegalStateException("tick at " + nanos + " after " + tickNanos[ticks - 1]);
        }
        if (ticks == tickNanos.length) {
            tickNanos = Arrays.copyOf(tickNanos, Math.multiplyExact(ticks, 2));
        }
        tickNanos[ticks] = nanos;
        return ticks++;
    }

    /// The program itself began at the current tick: what came before was the start of the interpreter.
    ///
    /// Only the first time counts: a program may turn into another one.
    public void programBegins() {
        if (!programBegan) {
            programBegan = true;
            firstTick = Math.max(0, ticks - 1);
        }
    }

    /// Adds a thread that is first seen at the current tick.
    ///
    /// @return its number, for [#sample]
    public int thread(ThreadInfo thread) {
        for (int i = 0; i < threads.size() && thread.main(); i++) {
            ThreadInfo known = threads.get(i).thread();
            if (known.main() && known.processId() == thread.processId()) {
                return i; // the process has turned into another program
            }
        }
        threads.add(new ThreadSamples(thread, Math.max(0, ticks - 1)));
        return threads.size() - 1;
    }

    /// Corrects what is known about a thread: its name comes up only after it has run for a while.
    public void describe(int thread, ThreadInfo info) {
        threads.get(thread).describe(info);
    }

    /// Records that at the current tick the thread was seen with this stack.
    public void sample(int thread, int stack, ThreadState state) {
        threads.get(thread).add(ticks - 1, stack, state);
    }

    /// Records that the thread was not there at the current tick, nor since its last sample.
    public void skip(int thread) {
        threads.get(thread).skip(ticks - 1);
    }

    /// Adds a sentence that every report shows.
    public void note(String sentence) {
        notes.add(sentence);
    }

    /// Ends the recording.
    ///
    /// @param nanos since its start; the time since the last tick goes to the last sample of each thread then
    /// alive
    public Session finish(long nanos, String description, Duration cpuTime, Environment environment, Quality quality) {
        return finish(nanos, description, Optional.of(cpuTime), environment, quality);
    }

    /// The same where the CPU time may not be known.
    Session finish(
            long nanos, String description, Optional<Duration> cpuTime, Environment environment, Quality quality) {
        int last = ticks - 1;
        int end = tick(Math.max(nanos, last < 0 ? 0 : tickNanos[last]));
        for (ThreadSamples samples : threads) {
            if (samples.endTick() > last) {
                samples.extend(end);
            }
        }
        List<ThreadSamples> ordered = new ArrayList<>(threads);
        ordered.sort(Comparator.comparing(samples -> !samples.thread().main()));
        return new Session(
                started,
                description,
                interval,
                cpuTime,
                environment,
                frames,
                stacks,
                Arrays.copyOf(tickNanos, ticks),
                firstTick,
                ordered,
                quality,
                notes);
    }
}
