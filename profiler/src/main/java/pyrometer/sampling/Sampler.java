package pyrometer.sampling;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;
import pyrometer.memory.TargetGone;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.TargetProcess;
import pyrometer.process.ThreadClock;
import pyrometer.session.AsyncMode;
import pyrometer.session.Environment;
import pyrometer.session.Quality;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// Looks at all threads of one process at each tick, and records what it finds.
///
/// One read copies what is needed of all threads; a thread whose stack moved meanwhile is looked at again
/// by itself, at once. What remains undecided is counted, and its time goes to the thread's next sample.
public final class Sampler {
    /// Ticks until the second look at where the interpreter keeps its code; then twice as many each time.
    private static final int ENVIRONMENT_PERIOD = 2048;

    /// Each so many ticks all threads are looked at.
    private static final int RESTING_PERIOD = 32;

    /// Ticks between two looks for new interpreters.
    private static final int INTERPRETERS_PERIOD = 16;

    private static final long LONGEST_SLEEP_NANOS = 5_000_000;

    /// So many failed ticks in a row mean that there is no Python in the process any more.
    private static final int MAX_LOST_TICKS = 200;

    /// The same for a process in whose stead another is soon found.
    private static final int MAX_LOST_TICKS_OF_COMPANY = 5;

    private final TargetProcess process;
    private final PythonRuntime runtime;
    private final KnownProgram program;
    private final FrameNames names;
    private final @Nullable AsyncStacks async;
    private final SessionRecorder recorder;
    private final SampleClock clock;
    private final boolean hasOwnThreadIds;
    private final long intervalNanos;

    private final Snapshot snapshot;
    private final ThreadNames threadNames;
    private final GilTurns gilTurns;
    private long[] interpreters = {};

    private final Collectors collectors;

    /// The newest thread of each interpreter, as read at this tick.
    private long[] heads = {};

    private List<ThreadSampler> threads = List.of();
    private boolean joinsProgram;

    /// Whether another process is what the recording is about.
    private boolean keepsCompany;

    private boolean programBegan;
    private Optional<Environment> environment = Optional.empty();
    private int ticks;
    private long environmentTicks = ENVIRONMENT_PERIOD;

    /// Whether this tick has found out that there are other threads than those known.
    private boolean listChanged;

    private int lostTicks;

    /// When the look was that goes on.
    private long tickNanos;

    private long samples;
    private long retried;
    private long undecided;
    private long late;

    /// Of threads that have ended, less those of the interpreter's start.
    private long unnamedCalls;

    public Sampler(
            TargetProcess process,
            PythonRuntime runtime,
            Memory memory,
            SessionRecorder recorder,
            SampleClock clock,
            long intervalNanos,
            AsyncMode asyncMode) {
        this.process = process;
        this.runtime = runtime;
        this.program = new KnownProgram(runtime, memory);
        this.collectors = new Collectors(runtime);
        this.names = program.names(recorder);
        this.async = asyncMode == AsyncMode.DISABLED ? null : program.async(names, recorder, _ -> true);
        this.recorder = recorder;
        this.snapshot = new Snapshot(memory, clock, 1 << 18);
        this.threadNames = new ThreadNames(runtime, recorder, intervalNanos);
        this.gilTurns = new GilTurns(runtime);
        this.hasOwnThreadIds = process.hasOwnThreadIds();
        this.clock = clock;
        this.intervalNanos = intervalNanos;
    }

    /// Takes what it meets for the program itself: the interpreter was started long ago.
    public void joinProgram() {
        joinsProgram = true;
    }

    /// Leaves out the start of the interpreter: the recording has begun before.
    public void keepCompany() {
        keepsCompany = true;
    }

    /// Whether there is no Python in the process any more.
    public boolean isLost() {
        return lostTicks >= (keepsCompany ? MAX_LOST_TICKS_OF_COMPANY : MAX_LOST_TICKS);
    }

    /// Whether the program itself has been seen, rather than the start of its interpreter.
    public boolean programBegan() {
        return programBegan;
    }

    /// Where the interpreter keeps its code, as it was when it was last looked at.
    public Optional<Environment> environment() {
        return environment;
    }

    public Quality quality() {
        long unnamed = unnamedCalls;
        for (ThreadSampler thread : threads) {
            unnamed += thread.unnamedCalls();
        }
        return new Quality(samples, retried, undecided, late, unnamed);
    }

    /// Samples until the process ends, its Python is gone, or `isOver` says so.
    ///
    /// @param startNanos the clock's time at which the recording began
    /// @param company what else is looked at, at the same times
    public void run(long startNanos, BooleanSupplier isOver, Company company) {
        long due = clock.now();
        recorder.tick(due - startNanos); // what has passed so far belongs to no look
        try {
            while (!isOver.getAsBoolean() && !isLost()) {
                long now = clock.now();
                tick(now - startNanos);
                company.look(now - startNanos);
                due += intervalNanos;
                now = clock.now();
                if (now > due) {
                    long missed = (now - due) / intervalNanos;
                    late += missed;
                    due += missed * intervalNanos;
                }
                sleepUntil(due, isOver);
            }
        } catch (TargetGone e) {
            // The end of every recording.
        }
    }

    /// Sleeps in pieces: the end of the program should not have to wait for a long interval's.
    private void sleepUntil(long due, BooleanSupplier isOver) {
        long now = clock.now();
        while (now < due) {
            clock.sleepUntil(Math.min(due, now + LONGEST_SLEEP_NANOS));
            now = clock.now();
            if (now < due && isOver.getAsBoolean()) {
                return;
            }
        }
    }

    void tick(long nanos) {
        recorder.tick(nanos);
        look(nanos);
    }

    /// Looks at all threads once, at the recorder's current tick.
    ///
    /// @throws TargetGone if the process has ended
    public void look(long nanos) {
        tickNanos = nanos;
        listChanged = threads.isEmpty();
        if (ticks % INTERPRETERS_PERIOD == 0 || interpreters.length == 0) {
            listChanged |= findInterpreters();
        }
        ticks++;
        boolean seen = lookAtKnownThreads();
        listChanged |= !isListAsKnown();
        if (listChanged) {
            seen |= lookAtNewThreads();
        }
        lostTicks = seen ? 0 : lostTicks + 1;
        threadNames.look(nanos, threads, interpreters);
        if (programBegan && (environment.isEmpty() || ticks >= environmentTicks)) {
            readEnvironment();
        }
    }

    /// Looks at the threads that may have run; at those that rest if the GIL has passed from one to another.
    private boolean lookAtKnownThreads() {
        boolean mayRest = ticks % RESTING_PERIOD != 0;
        for (int i = 0; i < threads.size(); i++) {
            ThreadSampler thread = threads.get(i);
            thread.beginTick(mayRest && gilTurns.isAway(thread.thread()));
        }
        boolean hasSwitched = true;
        boolean seen = false;
        boolean withHeads = true;
        for (int from = 0; from < threads.size(); withHeads = false) {
            int to = planFrom(from, false, withHeads);
            snapshot.take();
            if (withHeads) {
                hasSwitched = readHeads();
                collectors.look(snapshot);
            }
            seen |= record(from, to, false);
            from = to;
        }
        for (int from = 0; from < threads.size() && hasSwitched; ) {
            int to = planFrom(from, true, false);
            if (snapshot.ranges().count() > 0) {
                snapshot.take();
                seen |= record(from, to, true);
            }
            from = to;
        }
        for (int i = 0; i < threads.size() && !hasSwitched; i++) {
            ThreadSampler thread = threads.get(i);
            seen |= thread.rests() && record(thread, thread.lookAway());
        }
        return seen;
    }

    /// Plans one read for as many threads as fit.
    ///
    /// @param resting whether for those that rest, or for the others
    /// @param withHeads whether to read the lists' heads and the GIL, too; there may be so many that no thread
    ///     fits beside them
    /// @return the first thread that did not
    private int planFrom(int from, boolean resting, boolean withHeads) {
        Ranges ranges = snapshot.ranges();
        ranges.clear();
        if (withHeads) {
            for (long interpreter : interpreters) {
                ranges.add(runtime.threadsHead(interpreter), Long.BYTES);
            }
            gilTurns.plan(ranges);
        }
        int to = from;
        for (; to < threads.size(); to++) {
            ThreadSampler thread = threads.get(to);
            if (thread.rests() != resting) {
                continue;
            }
            if (ranges.count() + thread.planSize() > Ranges.MAX_COUNT) {
                break;
            }
            thread.plan(ranges);
        }
        if (withHeads) {
            collectors.plan(ranges);
        }
        return to;
    }

    /// @return whether the GIL may have passed from one thread to another since the last tick
    private boolean readHeads() {
        boolean areHeadsRead = snapshot.copied() >= heads.length;
        for (int i = 0; i < heads.length && areHeadsRead; i++) {
            heads[i] = snapshot.bytes().get(JAVA_LONG_UNALIGNED, (long) i * Long.BYTES);
        }
        return gilTurns.look(snapshot.bytes(), snapshot.copied() > heads.length);
    }

    private boolean record(int from, int to, boolean resting) {
        boolean seen = false;
        for (int i = from; i < to; i++) {
            ThreadSampler thread = threads.get(i);
            seen |= thread.rests() == resting && record(thread, thread.look(snapshot));
        }
        return seen;
    }

    /// Whether the lists of threads are those of the last tick.
    private boolean isListAsKnown() {
        int thread = 0;
        for (long head : heads) {
            for (long expected = head; expected != 0; thread++) {
                if (thread == threads.size() || threads.get(thread).thread() != expected) {
                    return false;
                }
                expected = threads.get(thread).next();
            }
        }
        return thread == threads.size();
    }

    private boolean record(ThreadSampler thread, int node) {
        retried += thread.takeRetried();
        if (node == ThreadSampler.GONE) {
            return false;
        }
        if (node == ThreadSampler.NONE) {
            undecided++;
            return true;
        }
        if (node != StackTrie.EMPTY) {
            if (!thread.hasRun()) {
                identify(thread);
            } else if (!thread.isItself()) {
                thread.end();
                listChanged = true; // its thread state is another thread's, which is still to be met
                return true;
            }
            if (!programBegan && isProgram(thread)) {
                programBegan = true;
                if (!keepsCompany && recorder.programBegins()) {
                    forgetStartUp();
                }
            }
        }
        if (keepsCompany && !programBegan) {
            return true;
        }
        ThreadState state = thread.state();
        if (state == ThreadState.RUNNING && collectors.contains(thread.thread())) {
            state = ThreadState.COLLECTING;
        }
        int shown = async == null ? node : async.of(thread, node, state, tickNanos);
        if (shown == ThreadSampler.NONE) {
            undecided++;
            return true;
        }
        samples += node == StackTrie.EMPTY ? 0 : 1;
        recorder.sample(thread.recorded(), shown, state);
        return true;
    }

    /// Counts from here on: what came before is in no tree.
    private void forgetStartUp() {
        unnamedCalls -= quality().unnamedCalls();
        samples = 0;
        retried = 0;
        undecided = 0;
        late = 0;
    }

    /// Finds out who a thread is that may not have been itself yet when it was met.
    private void identify(ThreadSampler thread) {
        try {
            ThreadInfo info = infoOf(thread.thread(), thread.info().main());
            thread.identify(info, clockOf(info));
            recorder.describe(thread.recorded(), info);
            threadNames.expect();
        } catch (UnreadableMemory e) {
            // It is about to end: its next look, if there is one, tries again.
        }
    }

    /// A process that was forked is in the midst of a program, in whatever thread that was.
    private boolean isProgram(ThreadSampler thread) {
        CodeObject outermost = thread.outermost();
        return joinsProgram
                || (thread.info().main() && isProgram(outermost))
                || (keepsCompany && !outermost.file().startsWith("<frozen "));
    }

    /// The program begins where the interpreter executes a module that is not its own start-up: the script
    /// itself, or
    /// the one that finds the module to run.
    private static boolean isProgram(CodeObject outermost) {
        return (outermost.name().equals("<module>") && !outermost.file().startsWith("<frozen "))
                || outermost.name().equals("_run_module_as_main");
    }

    /// Reads the list of interpreters.
    ///
    /// @return whether it is another than before
    private boolean findInterpreters() {
        try {
            boolean areKnown = runtime.hasInterpreters(interpreters);
            if (!areKnown) {
                interpreters =
                        runtime.interpreters().stream().mapToLong(each -> each).toArray();
                heads = new long[interpreters.length];
                collectors.watch(interpreters);
            }
            gilTurns.find(interpreters);
            return !areKnown;
        } catch (UnreadableMemory e) {
            return false; // the list was changing: the next tick tries again
        }
    }

    /// Reads the lists of threads anew, keeping what is known about those that are still there.
    private boolean lookAtNewThreads() {
        Map<Long, ThreadSampler> known = new HashMap<>();
        for (ThreadSampler thread : threads) {
            if (!thread.isOver()) {
                known.put(thread.thread(), thread);
            }
        }
        List<ThreadSampler> found = new ArrayList<>();
        List<ThreadSampler> fresh = new ArrayList<>();
        Set<Integer> looked = new HashSet<>();
        try {
            for (long interpreter : interpreters) {
                List<Long> states = runtime.threads(interpreter);
                for (int i = 0; i < states.size(); i++) {
                    long state = states.get(i);
                    boolean first = interpreter == interpreters[0] && i == states.size() - 1;
                    ThreadSampler thread = known.get(state);
                    if (thread == null) {
                        thread = observe(interpreter, state, first);
                        fresh.add(thread);
                        threadNames.expect();
                    }
                    found.add(thread);
                }
            }
        } catch (UnreadableMemory e) {
            return false; // a list was changing: the next tick tries again
        }
        for (ThreadSampler thread : threads) {
            unnamedCalls += found.contains(thread) ? 0 : thread.unnamedCalls();
            looked.add(thread.recorded());
        }
        threads = found;
        boolean seen = false;
        for (ThreadSampler thread : fresh) {
            // One that goes on where another ended has had its sample of this tick.
            seen |= !looked.contains(thread.recorded()) && record(thread, thread.lookAlone());
        }
        return seen;
    }

    private ThreadSampler observe(long interpreter, long state, boolean first) throws UnreadableMemory {
        ThreadInfo info = infoOf(state, first);
        return program.observe(interpreter, state, info, clockOf(info), recorder, names, clock);
    }

    private ThreadInfo infoOf(long state, boolean main) throws UnreadableMemory {
        Optional<Long> nativeId = runtime.nativeId(state);
        String name = main ? "MainThread" : nativeId.map(id -> "Thread " + id).orElse("Thread");
        return new ThreadInfo(process.pid(), runtime.ident(state), nativeId.orElse(0L), name, main);
    }

    private Optional<ThreadClock> clockOf(ThreadInfo info) {
        int nativeId = (int) info.nativeId();
        if (nativeId == 0) {
            return Optional.empty();
        }
        if (!hasOwnThreadIds) {
            return Optional.of(process.clock(nativeId));
        }
        OptionalInt tid = process.threadWithNativeId(nativeId);
        return tid.isPresent() ? Optional.of(process.clock(tid.getAsInt())) : Optional.empty();
    }

    private void readEnvironment() {
        try {
            environment =
                    Optional.of(runtime.environment(interpreters[0], process.executable(), process.workingDirectory()));
            environmentTicks = Math.max(ENVIRONMENT_PERIOD, 2L * ticks);
        } catch (UnreadableMemory e) {
            // `sys` was changing: the next tick, or the next period, tries again.
        }
    }
}
