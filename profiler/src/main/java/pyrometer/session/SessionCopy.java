package pyrometer.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Copies samples of one session into a recorder, tick by tick and with a cursor for each thread: the
/// memory it takes
/// depends on how many different stacks there are, not on how many samples.
final class SessionCopy {
    private static final int NOT_YET = -1;
    private static final int LEFT_OUT = -2;

    private final Session source;
    private final SessionRecorder recorder;
    private final ThreadNumbers numbers;

    /// For each frame of the source its index in the copy.
    private final int[] frames;

    /// For each stack of the source that in the copy.
    private final int[] stacks;

    private final boolean[] isFocus;
    private final int[] ahead;
    private long samples;
    private long unknownNanos;

    /// @param focus the function that stacks are cut at, and without which they are left out
    SessionCopy(Session source, SessionRecorder recorder, Optional<FunctionName> focus, ThreadNumbers numbers) {
        this.source = source;
        this.recorder = recorder;
        this.numbers = numbers;
        frames = new int[source.frames().size()];
        stacks = new int[source.stacks().size()];
        ahead = new int[stacks.length];
        isFocus = new boolean[frames.length];
        for (int frame = 0; frame < frames.length && focus.isPresent(); frame++) {
            isFocus[frame] = focus.get().matches(source.frames().get(frame));
        }
        Arrays.fill(frames, NOT_YET);
        Arrays.fill(stacks, NOT_YET);
        stacks[StackTrie.EMPTY] = focus.isPresent() ? LEFT_OUT : StackTrie.EMPTY;
    }

    /// How many looks were copied.
    long samples() {
        return samples;
    }

    /// The source's stem in the copy.
    int stem() {
        return Math.max(stackOf(source.stem()), StackTrie.EMPTY);
    }

    /// The time left out because it is not known whether the thread was on the CPU.
    long unknownNanos() {
        return unknownNanos;
    }

    /// Copies what was seen of the threads in the time from `from` to `to`; a tick that reaches beyond is
    /// cut there.
    ///
    /// @param onCpu whether to leave out what was not running
    /// @param shift what to add to the times of the source
    void copy(List<ThreadSamples> threads, boolean onCpu, long from, long to, long shift) {
        List<Lane> lanes = new ArrayList<>();
        threads.forEach(thread -> lanes.add(new Lane(thread, onCpu)));
        long begin = from;
        for (int tick = source.firstTick(); tick < source.ticks() && begin < to; tick++) {
            long end = Math.min(to, source.tickNanos(tick));
            if (end <= begin) {
                continue;
            }
            recorder.tick(end + shift);
            recorder.programBegins();
            for (Lane lane : lanes) {
                lane.copy(tick, end - begin);
            }
            begin = end;
        }
    }

    /// One thread on its way from tick to tick.
    private final class Lane {
        private final ThreadSamples thread;
        private final Runs runs;
        private final boolean onCpu;
        private boolean more;
        private int stack;
        private int number;

        Lane(ThreadSamples thread, boolean onCpu) {
            this.thread = thread;
            this.runs = source.runs(thread);
            this.onCpu = onCpu;
            this.number = numbers.known(thread).orElse(NOT_YET);
            next();
        }

        private void next() {
            more = runs.next();
            stack = more ? stackOf(runs.stack()) : LEFT_OUT;
        }

        void copy(int tick, long nanos) {
            while (more && runs.end() <= tick) {
                next();
            }
            boolean isThere = more && runs.start() <= tick && stack != LEFT_OUT;
            if (isThere && onCpu && runs.state() == ThreadState.UNKNOWN) {
                unknownNanos += nanos;
            }
            if (isThere && (!onCpu || runs.state().isRunning())) {
                number = number == NOT_YET ? numbers.add(thread) : number;
                recorder.sample(number, stack, runs.state());
                samples++;
            } else if (number != NOT_YET) {
                recorder.skip(number);
            }
        }
    }

    private int stackOf(int stack) {
        int known = stack;
        int steps = 0;
        while (stacks[known] == NOT_YET) {
            ahead[steps++] = known;
            known = source.stacks().parent(known);
        }
        while (steps > 0) {
            int caller = stacks[known];
            known = ahead[--steps];
            stacks[known] = called(caller, known);
        }
        return stacks[known];
    }

    private int called(int caller, int stack) {
        int frame = source.stacks().frame(stack);
        if (caller == LEFT_OUT && !isFocus[frame]) {
            return LEFT_OUT;
        }
        if (frames[frame] == NOT_YET) {
            frames[frame] = recorder.frame(source.frames().get(frame));
        }
        return recorder.stacks()
                .child(
                        Math.max(caller, StackTrie.EMPTY),
                        frames[frame],
                        source.stacks().line(stack));
    }
}
