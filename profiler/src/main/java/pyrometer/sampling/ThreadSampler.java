package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.Gil;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;
import pyrometer.process.ThreadClock;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// One thread of the target under observation.
final class ThreadSampler {
    /// No accepted stack.
    static final int NONE = -1;

    /// The thread state is no longer there.
    static final int GONE = -2;

    /// How often a look is repeated at once when the plan was incomplete or the stack moved.
    private static final int MAX_INCOMPLETE = 40;

    private static final int MAX_MOVED = 24;

    /// A look at a very deep stack takes milliseconds.
    private static final long MAX_NANOS = 250_000_000;

    private static final int STEADY = 4;

    /// A waiting thread whose stack stays the same for so many looks is asked only every so many whether it still
    /// waits, and for what: its stack does not tell that it has what it waited for, and waits for the GIL.
    private static final int QUIET = 64;

    private static final int STATE_PERIOD = 32;

    private final SampleClock sampleClock;
    private final Gil gil;
    private final long thread;
    private final StackReader reader;
    private final StackResolver resolver;
    private final Snapshot again;
    private final int recorded;

    private ThreadInfo info;
    private Optional<ThreadClock> clock;

    private boolean hasRun;
    private long identity;

    private boolean isOver;
    private boolean named;
    private int firstRange;
    private int readerRanges;

    /// Looks in a row that found the same stack. From [#STEADY] on only the memory it was read from is
    /// compared.
    private int sameNode;

    private int lastNode = NONE;
    private final Baseline baseline = new Baseline();
    private boolean comparesOnly;
    private boolean rests;
    private long baselineOffset;
    private long next;
    private ThreadState lastState = ThreadState.UNKNOWN;
    private long retried;

    /// @param recorded the thread's number in the recording
    ThreadSampler(
            Memory memory,
            SampleClock sampleClock,
            Gil gil,
            long thread,
            StackReader reader,
            StackResolver resolver,
            Optional<ThreadClock> clock,
            int recorded,
            ThreadInfo info) {
        this.again = new Snapshot(memory, sampleClock, 1 << 13);
        this.sampleClock = sampleClock;
        this.gil = gil;
        this.thread = thread;
        this.reader = reader;
        this.resolver = resolver;
        this.clock = clock;
        this.recorded = recorded;
        this.info = info;
        this.named = info.main(); // it has the name that `threading` gives it, even before that is imported
    }

    long interpreter() {
        return gil.interpreter();
    }

    long thread() {
        return thread;
    }

    /// The thread state behind this one in the interpreter's list.
    long next() {
        return next;
    }

    int recorded() {
        return recorded;
    }

    ThreadInfo info() {
        return info;
    }

    boolean isNamed() {
        return named;
    }

    /// Whether a stack of it was accepted since it is known who it is. A thread state is in the list
    /// before its thread runs; until then it has the ids of the thread that made it, or none.
    boolean hasRun() {
        return hasRun;
    }

    /// Whether the thread state of the last look was still that of the thread that has run.
    boolean isItself() {
        return reader.identity() == identity;
    }

    /// Whether the thread has ended, and its thread state is another's.
    boolean isOver() {
        return isOver;
    }

    void end() {
        isOver = true;
    }

    /// Says who the thread is, now that it runs.
    void identify(ThreadInfo as, Optional<ThreadClock> itsClock) {
        hasRun = true;
        identity = reader.identity();
        info = as;
        clock = itsClock;
        named = as.main();
    }

    void name(ThreadInfo withName) {
        info = withName;
        named = true;
    }

    /// How many looks had to be repeated since this was last asked.
    long takeRetried() {
        long count = retried;
        retried = 0;
        return count;
    }

    long unnamedCalls() {
        return resolver.unnamedCalls();
    }

    ThreadState state() {
        if (clock.isEmpty()) {
            return ThreadState.UNKNOWN;
        }
        boolean waits = lastState == ThreadState.WAITING && sameNode > QUIET;
        if (waits && (sameNode + recorded) % STATE_PERIOD != 0) {
            return lastState;
        }
        lastState = switch (clock.get().look()) {
            case RUNNING -> ThreadState.RUNNING;
            case WAITING -> gil.contains(clock.get().lock()) ? ThreadState.WAITING_FOR_GIL : ThreadState.WAITING;
            case UNKNOWN -> ThreadState.UNKNOWN;
        };
        return lastState;
    }

    /// The most ranges that [#plan] would add now.
    int planSize() {
        return Math.max(baseline.count(), reader.planSize() + resolver.planned());
    }

    /// Adds what a look at this thread needs.
    void plan(Ranges ranges) {
        firstRange = ranges.count();
        comparesOnly = isSteady();
        if (comparesOnly) {
            baselineOffset = baseline.plan(ranges);
        } else {
            planWalk(ranges);
        }
    }

    private void planWalk(Ranges ranges) {
        int before = ranges.count();
        reader.plan(ranges);
        readerRanges = ranges.count() - before;
        resolver.plan(ranges);
    }

    /// Looks at the thread in a snapshot with its planned ranges, and again by itself as long as that is
    /// of use.
    ///
    /// @return the node of its stack, [StackTrie#EMPTY], or [#NONE]
    int look(Snapshot snapshot) {
        int copied = snapshot.copied() - firstRange;
        if (!comparesOnly) {
            return settled(lookAgain(lookOnce(snapshot, copied)));
        }
        if (copied >= baseline.count() && baseline.isUnchanged(snapshot.bytes(), baselineOffset)) {
            next = reader.nextThread(snapshot.bytes(), baselineOffset);
            sameNode++;
            return lastNode;
        }
        return settled(lookAgain(INCOMPLETE));
    }

    /// Notes whether the stack is the one of the last look.
    private int settled(int node) {
        next = reader.nextThread();
        if (node != lastNode || node < 0) {
            lastNode = node;
            sameNode = 0;
            baseline.forget();
        } else {
            sameNode++;
        }
        return node;
    }

    /// Says whether it may be left alone at this tick, unless other threads have run.
    void beginTick(boolean isAway) {
        rests = isAway && isSteady();
    }

    /// Whether its stack has been the same for some time, and it is away.
    boolean rests() {
        return rests;
    }

    /// Looks at nothing: the thread has not run since the last look.
    int lookAway() {
        sameNode++;
        return lastNode;
    }

    private boolean isSteady() {
        return sameNode >= STEADY && baseline.isUsable();
    }

    /// Looks at the thread by itself.
    int lookAlone() {
        return settled(lookAgain(INCOMPLETE));
    }

    private int lookAgain(int first) {
        int node = first;
        int moved = 0;
        long start = sampleClock.now();
        for (int i = 0; i < MAX_INCOMPLETE && node < 0; i++) {
            if (node == GONE) {
                return GONE;
            }
            if (node == MOVED && (++moved > MAX_MOVED || sampleClock.now() - start > MAX_NANOS)) {
                return NONE;
            }
            retried += node == MOVED ? 1 : 0;
            again.ranges().clear();
            planWalk(again.ranges());
            again.take();
            node = lookOnce(again, again.copied());
        }
        return node < 0 && node != GONE ? NONE : node;
    }

    private static final int MOVED = -3;
    private static final int INCOMPLETE = -4;

    private int lookOnce(Snapshot snapshot, int complete) {
        MemorySegment copy = snapshot.bytes();
        Verdict verdict = reader.walk(copy, Math.max(0, Math.min(complete, readerRanges)));
        return switch (verdict) {
            case STACK -> {
                if (snapshot.wasInterrupted()) {
                    yield MOVED;
                }
                int checksRead = Math.min(Math.max(0, complete - readerRanges), resolver.planned());
                if (checksRead < resolver.planned()) {
                    resolver.forget();
                    checksRead = 0;
                }
                int node = resolver.resolve(reader, copy, checksRead);
                if (node == StackResolver.STALE) {
                    reader.forget();
                    yield MOVED;
                }
                if (node == lastNode && sameNode >= STEADY - 1) {
                    reader.keep(copy, baseline);
                }
                yield node;
            }
            case EMPTY -> StackTrie.EMPTY;
            case INCOMPLETE -> INCOMPLETE;
            case MOVED -> MOVED;
            case GONE -> GONE;
        };
    }

    /// The frames of the last accepted stack.
    StackBuffer stack() {
        return reader.stack();
    }

    /// The outermost frame's code of the last accepted stack.
    CodeObject outermost() {
        return reader.stack().code(0);
    }
}
