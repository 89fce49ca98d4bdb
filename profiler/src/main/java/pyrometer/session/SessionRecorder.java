package pyrometer.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Collects a recording sample by sample. Used by one thread; allocates only when something new is seen
/// or a column has to grow. What was collected for a while is encoded and put aside: in memory, or by a
/// journal.
public final class SessionRecorder {
    private static final long COARSEST_UNIT = 10_000;
    private static final long FINEST_UNIT = 1_000;

    private final Instant started;
    private final Duration interval;
    private final SampleSink sink;
    private final Map<Frame, Integer> frameIds = new HashMap<>();
    private final List<Frame> frames = new ArrayList<>();
    private final StackTrie stacks = new StackTrie();
    private final List<Recorded> threads = new ArrayList<>();
    private final Map<Integer, ProcessInfo> processes = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Supplier<Progress> progress = () -> Progress.NONE;
    private String description = "";
    private String host = "";

    /// What is collected now; nothing after the recording has broken off.
    private @Nullable Stretch stretch;

    private int stretchNumber;
    private int ticks;
    private long lastNanos;

    /// Times are multiples of this, in nanoseconds.
    private long unit = 1;

    private int firstTick;
    private boolean programBegan;
    private int stem = StackTrie.EMPTY;

    /// How many of the frames and nodes were handed on.
    private int framesHandedOn;

    private int nodesHandedOn = 1;

    /// A thread, and what of its samples the next one is compared with.
    private static final class Recorded {
        private ThreadInfo info;
        private final int firstTick;
        private int endTick;
        private int lastStack;
        private int lastCode;
        private @Nullable RunColumns runs;
        private int stretchNumber = -1;

        Recorded(ThreadInfo info, int firstTick) {
            this.info = info;
            this.firstTick = firstTick;
            this.endTick = firstTick;
        }
    }

    private SessionRecorder(Instant started, Duration interval, SampleSink sink) {
        this.started = started;
        this.interval = interval;
        this.sink = sink;
        Stretch first = new Stretch();
        first.begin(0, 0);
        stretch = first;
    }

    /// Collects in memory.
    public SessionRecorder(Instant started, Duration interval) {
        this(started, interval, new MemorySink());
    }

    /// Collects in a session file, which loses at most a second (or an interval, if that is longer) when
    /// this process is killed. If it cannot be written, the recording goes on in memory as long as that
    /// is little.
    ///
    /// @param journal a file that does not exist yet, in a folder that does
    public static SessionRecorder journaled(Path journal, Instant started, Duration interval) {
        return journaled(new Journal(journal), started, interval);
    }

    static SessionRecorder journaled(Journal journal, Instant started, Duration interval) {
        return new SessionRecorder(started, interval, journal);
    }

    /// Says what a journal should hold of a recording that is never finished.
    ///
    /// @param soFar is asked a few times a second, on the thread that records
    public void describe(String newDescription, Supplier<Progress> soFar) {
        description = newDescription;
        progress = soFar;
    }

    /// Rounds the times of ticks to a hundredth of the interval, at least 1 and at most 10 microseconds: the
    /// jitter of the clock beyond that would be the largest part of a file. To be called before the first
    /// tick.
    public void roundTimes() {
        unit = Math.clamp(interval.toNanos() / 100, FINEST_UNIT, COARSEST_UNIT);
    }

    private long rounded(long nanos) {
        long late = nanos % unit;
        return nanos - late + (2 * late >= unit ? unit : 0);
    }

    /// Names the machine that the recording is made on.
    public void host(String name) {
        host = name;
    }

    /// Adds a process, or corrects what is known about the one of that number.
    public void process(ProcessInfo process) {
        processes.put(process.pid(), process);
        if (stretch != null) {
            stretch.processes().add(process);
        }
    }

    /// The frame of an index that [#frame] gave.
    public Frame frameAt(int index) {
        return frames.get(index);
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
    /// @param exactNanos since the start of the recording; never less than the last one's
    /// @return its number
    public int tick(long exactNanos) {
        long nanos = rounded(exactNanos);
        if (nanos < lastNanos) {
            throw new IllegalStateException("tick at " + exactNanos + " after " + lastNanos);
        }
        if (stretch != null && stretch.ticks().count() > 0 && sink.isDue(stretch, nanos)) {
            handOn(stretch);
        }
        if (stretch == null) {
            return ticks - 1;
        }
        stretch.ticks().add(nanos);
        lastNanos = nanos;
        return ticks++;
    }

    private void handOn(Stretch done) {
        complete(done, progress, notes);
        Stretch next = sink.take(done);
        if (next != null) {
            next.begin(ticks, lastNanos);
        }
        stretch = next;
        stretchNumber++;
    }

    /// Adds what has come up since the last stretch.
    private void complete(Stretch done, Supplier<Progress> soFar, List<String> newNotes) {
        if (!sink.isFile()) {
            return;
        }
        done.frames().addAll(frames.subList(framesHandedOn, frames.size()));
        framesHandedOn = frames.size();
        done.addNodes(stacks, nodesHandedOn);
        nodesHandedOn = stacks.size();
        done.facts(new Facts(started, interval, description, host, firstTick, false, stem, soFar.get(), newNotes));
    }

    /// The program itself began at the current tick: what came before was the start of the interpreter.
    ///
    /// Only the first time counts: a program may turn into another one.
    ///
    /// @return whether this is the first time
    public boolean programBegins() {
        if (programBegan) {
            return false;
        }
        programBegan = true;
        firstTick = Math.max(0, ticks - 1);
        return true;
    }

    /// Says where the recording was asked for, if that was by a call in the program: see [Stem].
    ///
    /// @param stack of the caller, outermost frame first
    public void stem(int stack) {
        stem = stack;
    }

    /// Adds a thread that is first seen at the current tick.
    ///
    /// @return its number, for [#sample]
    public int thread(ThreadInfo thread) {
        for (int i = 0; i < threads.size() && thread.main(); i++) {
            ThreadInfo known = threads.get(i).info;
            if (known.main() && known.processId() == thread.processId()) {
                return i; // the process has turned into another program
            }
        }
        threads.add(new Recorded(thread, Math.max(0, ticks - 1)));
        announce(threads.size() - 1);
        return threads.size() - 1;
    }

    /// Corrects what is known about a thread: its name comes up only after it has run for a while.
    public void describe(int thread, ThreadInfo info) {
        threads.get(thread).info = info;
        announce(thread);
    }

    private void announce(int thread) {
        if (stretch != null) {
            Recorded recorded = threads.get(thread);
            stretch.threads().add(new Stretch.NewThread(thread, recorded.info, recorded.firstTick, 0));
        }
    }

    /// Records that at the current tick the thread was seen with this stack.
    public void sample(int thread, int stack, ThreadState state) {
        Recorded recorded = threads.get(thread);
        if (stretch == null) {
            return;
        }
        if (ticks - 1 < recorded.endTick) {
            throw new IllegalStateException("sample at tick " + (ticks - 1) + " after " + (recorded.endTick - 1));
        }
        extend(thread, recorded, stack, RunColumns.code(state), ticks, stretch).count(1);
    }

    /// Records that the thread was not there at the current tick, nor since its last sample.
    public void skip(int thread) {
        Recorded recorded = threads.get(thread);
        if (stretch != null && ticks - 1 >= recorded.endTick) {
            extend(thread, recorded, RunColumns.ABSENT, RunColumns.ABSENT_CODE, ticks, stretch);
        }
    }

    private RunColumns extend(int thread, Recorded recorded, int stack, int code, int end, Stretch into) {
        RunColumns runs = recorded.runs;
        if (runs == null || recorded.stretchNumber != stretchNumber) {
            runs = into.runs(thread, recorded.endTick);
            recorded.runs = runs;
            recorded.stretchNumber = stretchNumber;
        }
        runs.add(end, stack, code);
        into.countSample();
        recorded.endTick = end;
        recorded.lastStack = stack;
        recorded.lastCode = code;
        return runs;
    }

    /// Adds a sentence that every report shows.
    public void note(String sentence) {
        notes.add(sentence);
    }

    /// Notes that what follows the last tick could not be recorded.
    ///
    /// @param reason how the sentence goes on
    public void breakOff(String reason) {
        note(RecordingNotes.breaksOffAfter(lastNanos) + reason);
    }

    /// Ends the recording.
    ///
    /// @param nanos since its start; the time since the last tick goes to the last sample of each thread
    /// then alive
    public Session finish(
            long nanos, String newDescription, Duration cpuTime, Environment environment, Quality quality) {
        return finish(nanos, newDescription, Optional.of(cpuTime), environment, quality);
    }

    /// The same where the CPU time may not be known.
    public Session finish(
            long nanos, String newDescription, Optional<Duration> cpuTime, Environment environment, Quality quality) {
        Progress last = new Progress(cpuTime, environment, quality);
        description = newDescription;
        int lastTick = ticks - 1;
        tick(Math.max(nanos, lastNanos));
        if (stretch != null) {
            for (int i = 0; i < threads.size(); i++) {
                Recorded recorded = threads.get(i);
                if (recorded.endTick > lastTick && recorded.endTick > recorded.firstTick) {
                    extend(i, recorded, recorded.lastStack, recorded.lastCode, ticks, stretch);
                }
            }
            complete(stretch, () -> last, notes);
        }
        Samples samples = sink.finish(stretch);
        stretch = null;
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(sink.notes());
        int first = Math.min(firstTick, Math.max(0, samples.ticks().count() - 1));
        Facts facts = new Facts(started, interval, description, host, first, false, stem, last, allNotes);
        return new Session(facts, frames, stacks, List.copyOf(processes.values()), samples);
    }

    /// Gives the recording up, and removes its journal.
    public void discard() {
        stretch = null;
        try {
            sink.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
