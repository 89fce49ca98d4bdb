package pyrometer.sampling;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;
import pyrometer.process.ThreadClock;
import pyrometer.session.AsyncMode;
import pyrometer.session.Environment;
import pyrometer.session.Frame;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// Records one thread of a running program, from a call in that thread on until it is told to end.
///
/// [#begin] and [#end] are called by who serves the program, [#run] by a thread that has nothing else to
/// do.
public final class ThreadRecording {
    /// An async context, rather than all that the thread executes.
    ///
    /// @param variable the address of a `ContextVar`
    /// @param value the address of the value that it has in the context, and in those copied from it
    /// @param mode how the time is shown in which the context does not run
    public record Scope(long variable, long value, AsyncMode mode) {}

    /// So often in a row the thread was not there: it will not come back.
    private static final int MAX_LOST_LOOKS = 50;

    private static final long LONGEST_SLEEP_NANOS = 200_000_000;
    private static final double NANOS = 1e9;

    private final SessionRecorder recorder;
    private final SampleClock clock;
    private final long intervalNanos;
    private final ThreadSampler thread;
    private final Snapshot snapshot;
    private final ThreadClock threadClock;
    private final RecentLooks looks;
    private final Optional<ContextScope> scope;

    private static final int[] NO_FRAMES = {};

    // Of whoever holds the lock of this.

    private long beginNanos;

    /// The stack that is to be the stem.
    private int caller;

    /// The outermost frames, two at most, of those that the caller has called to ask for the recording; none when the
    /// thread has come back. The first alone may be one that goes on: the wrapper of a function that is recorded.
    private int[] asking = NO_FRAMES;

    private int lostLooks;
    private long retried;
    private long late;
    private boolean isOver;
    private Optional<String> end = Optional.empty();

    /// @param scope nothing where all that the thread executes is recorded
    /// @param interpreter the address of the interpreter that the thread belongs to
    /// @param state the address of its thread state
    public ThreadRecording(
            KnownProgram program,
            long interpreter,
            long state,
            ThreadInfo info,
            ThreadClock threadClock,
            SessionRecorder recorder,
            SampleClock clock,
            Duration interval,
            Optional<Scope> scope) {
        this.recorder = recorder;
        this.clock = clock;
        this.intervalNanos = interval.toNanos();
        this.threadClock = threadClock;
        this.snapshot = new Snapshot(program.memory(), clock, 1 << 13);
        FrameNames names = program.names(recorder);
        this.thread = program.observe(interpreter, state, info, Optional.of(threadClock), recorder, names, clock);
        this.scope = scope.map(its ->
                new ContextScope(program, names, recorder, clock, thread, info, its.variable, its.value, its.mode));
        this.looks = new RecentLooks(recorder, thread.recorded());
    }

    /// Takes the first look, which is no sample: it finds out where the recording was asked for.
    ///
    /// @param skip how many frames lie between the caller and what asks for it
    /// @throws TargetGone if the process has ended
    /// @throws TargetRefused if it may not be read
    public synchronized void begin(int skip) {
        int stack = thread.lookAlone();
        if (stack > StackTrie.EMPTY) {
            isItself();
            caller = callerIn(stack, skip);
            asking = calledByCaller(stack);
            recorder.stem(scope.isEmpty() ? caller : callerIn(scope.get().begin(stack), skip));
        }
        beginNanos = clock.now();
    }

    private int callerIn(int stack, int skip) {
        StackTrie stacks = recorder.stacks();
        int found = stack;
        if (recorder.frameAt(stacks.frame(stack)) instanceof Frame.C) {
            found = stacks.parent(found);
        }
        for (int i = 0; i < skip && found != StackTrie.EMPTY; i++) {
            found = stacks.parent(found);
        }
        return found;
    }

    /// The outermost frames of the stack, two at most, that the caller has called.
    private int[] calledByCaller(int stack) {
        StackTrie stacks = recorder.stacks();
        int inner = StackTrie.EMPTY;
        int outer = StackTrie.EMPTY;
        int at = stack;
        for (; at > caller; at = stacks.parent(at)) {
            inner = outer;
            outer = at;
        }
        if (at != caller || outer == StackTrie.EMPTY) {
            return NO_FRAMES;
        }
        return inner == StackTrie.EMPTY
                ? new int[] {stacks.frame(outer)}
                : new int[] {stacks.frame(outer), stacks.frame(inner)};
    }

    /// Whether the thread has not come back from the call that asked for the recording: on a busy machine the answer
    /// may be on its way for long. Of several tasks that ask one after another in the same functions, it is the one
    /// whose context the thread is in.
    private boolean isStillAsking(int stack) {
        return asking.length > 0
                && Arrays.equals(asking, calledByCaller(stack))
                && (scope.isEmpty() || scope.get().wasInside());
    }

    /// Looks at each tick until the recording has ended.
    ///
    /// @param sleeper the clock of the thread that calls this
    public void run(SampleClock sleeper) {
        long due = beginNanos() + intervalNanos;
        while (sleepUntil(due, sleeper) && look()) {
            due += intervalNanos;
            long now = clock.now();
            if (now > due) {
                long missed = (now - due) / intervalNanos;
                noteLate(missed);
                due += missed * intervalNanos;
            }
        }
    }

    private synchronized long beginNanos() {
        return beginNanos;
    }

    private synchronized void noteLate(long missed) {
        late += missed;
    }

    private synchronized boolean isOver() {
        return isOver;
    }

    /// @return whether the recording still goes on
    private boolean sleepUntil(long due, SampleClock sleeper) {
        long now = clock.now();
        while (now < due) {
            sleeper.sleepUntil(Math.min(due, now + LONGEST_SLEEP_NANOS));
            now = clock.now();
            if (now < due && isOver()) {
                return false;
            }
        }
        return true;
    }

    private synchronized boolean look() {
        if (isOver || end.isPresent()) {
            return false;
        }
        long before = clock.now();
        try {
            scope.ifPresent(ContextScope::beforeLook);
            snapshot.ranges().clear();
            thread.plan(snapshot.ranges());
            snapshot.take();
            int stack = thread.look(snapshot);
            if (stack > StackTrie.EMPTY && isStillAsking(stack)) {
                beginNanos = before; // It begins when what is to be recorded does, which may be during this look.
            } else {
                // The time after the look: one at which the recording was to have ended must not be taken for
                // earlier.
                add(clock.now() - beginNanos, stack);
            }
        } catch (TargetGone e) {
            breakOff(clock.now() - beginNanos, "the process ended or became another program");
        } catch (TargetRefused e) {
            breakOff(clock.now() - beginNanos, "the process does not let itself be read any more");
        } catch (RuntimeException e) {
            breakOff(clock.now() - beginNanos, "a fault of Pyrometer's, please report it: " + e);
        }
        return end.isEmpty();
    }

    private void add(long nanos, int stack) {
        asking = stack < 0 ? asking : NO_FRAMES;
        retried += thread.takeRetried();
        ThreadState state = stack < 0 ? ThreadState.UNKNOWN : thread.state();
        // What is left of a thread that has ended can still be read.
        if (state == ThreadState.UNKNOWN && threadClock.hasEnded()) {
            breakOff(nanos, "the thread ended");
        } else if (stack == ThreadSampler.GONE || (stack > StackTrie.EMPTY && !isItself())) {
            looks.add(nanos, ThreadSampler.GONE, ThreadState.UNKNOWN);
            lostLooks++;
        } else {
            if (stack > StackTrie.EMPTY && scope.isPresent()) {
                int shown = scope.get().of(stack, state, nanos);
                looks.add(nanos, shown, scope.get().state());
            } else {
                looks.add(nanos, stack, state);
            }
            lostLooks = stack < 0 ? lostLooks + 1 : 0;
        }
        if (lostLooks == MAX_LOST_LOOKS) {
            breakOff(nanos, stack == ThreadSampler.NONE ? "the thread could not be read any more" : "the thread ended");
        }
    }

    private boolean isItself() {
        if (!thread.hasRun()) {
            thread.identify(thread.info(), Optional.of(threadClock));
        }
        return thread.isItself();
    }

    private void breakOff(long nanos, String reason) {
        looks.add(nanos, ThreadSampler.GONE, ThreadState.UNKNOWN); // What follows is not the last stack's time.
        end = Optional.of(
                String.format(Locale.ROOT, "The recording breaks off after %.3f s: %s.", nanos / NANOS, reason));
    }

    /// Ends the recording: as if it had ended at that time, if that has passed.
    ///
    /// @param endNanos the clock's time
    public synchronized Session end(long endNanos, String description, Duration cpuTime, Environment environment) {
        isOver = true;
        threadClock.close();
        long nanos = Math.max(0, endNanos - beginNanos);
        looks.recordUntil(nanos);
        end.ifPresent(recorder::note);
        return recorder.finish(
                nanos,
                description,
                cpuTime,
                environment,
                new Quality(looks.samples(), retried, looks.undecided(), late, thread.unnamedCalls()));
    }

    /// Ends it and keeps nothing.
    public synchronized void cancel() {
        isOver = true;
        threadClock.close();
        recorder.discard();
    }
}
