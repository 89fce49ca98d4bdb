package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

/// Whatever the memory of a target holds, looking at it ends soon, takes little, and fails in no way that is not
/// foreseen. `-Dhostile.rounds=10000` looks for longer than a test usually may.
class HostileMemoryTest {
    private static final int ROUNDS = Integer.getInteger("hostile.rounds", 60);
    private static final long SEED = Long.getLong("hostile.seed", 1);
    private static final long DEADLINE_MILLIS = 5_000;

    /// Enough for the names of the threads to be asked for.
    private static final int TICKS = 66;

    @OnEachRecording
    void survivesToAttachToDamagedMemory(RecordedTarget target) throws Exception {
        HostileMemory memory = noted(target);
        withDeadline(target, round -> {
            Random random = new Random(SEED + round);
            for (int i = random.nextInt(3); i >= 0; i--) {
                memory.damage(random);
            }
            try {
                RecordedWalk walk = new RecordedWalk(target.runtime(memory), memory);
                for (int i = 0; i < TICKS; i++) {
                    walk.tick();
                }
            } catch (UnreadableMemory e) {
                // It is not attached to, then.
            } finally {
                memory.heal();
            }
        });
    }

    @OnEachRecording
    void survivesDamageBetweenLooksAndSeesAllAgainWhenItIsGone(RecordedTarget target) throws Exception {
        HostileMemory memory = noted(target);
        RecordedWalk walk = new RecordedWalk(target.runtime(memory), memory);
        walk.tick();
        withDeadline(target, round -> {
            Random random = new Random(SEED + round);
            for (int i = random.nextInt(3); i >= 0; i--) {
                memory.damage(random);
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                walk.tick();
            }
            memory.heal();
        });

        Session session = walk.watch();

        Session undamaged = new RecordedWalk(target.runtime(target.memory()), target.memory()).watch();
        assertEquals(depths(undamaged), depths(session));
    }

    private interface Round {
        void run(int number) throws Exception;
    }

    private static HostileMemory noted(RecordedTarget target) throws UnreadableMemory {
        HostileMemory memory = new HostileMemory(target.memory());
        new RecordedWalk(target.runtime(memory), memory).watch();
        memory.stopNoting();
        return memory;
    }

    /// Runs the rounds in a thread that can be given up.
    private static void withDeadline(RecordedTarget target, Round round) throws InterruptedException {
        AtomicLong finished = new AtomicLong();
        AtomicReference<AssertionError> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                try {
                    round.run(i);
                } catch (Throwable e) {
                    failure.set(new AssertionError("CPython %s, seed %d".formatted(target, SEED + i), e));
                    return;
                }
                finished.incrementAndGet();
            }
        });
        for (long last = -1; thread.isAlive() && finished.get() > last; ) {
            last = finished.get();
            thread.join(DEADLINE_MILLIS);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        assertTrue(
                !thread.isAlive() || finished.get() == ROUNDS,
                () -> "CPython %s, seed %d takes too long:%n%s"
                        .formatted(target, SEED + finished.get(), Arrays.toString(thread.getStackTrace())));
    }

    /// How deep the stacks are of the threads that are still there: one whose identity was damaged counts as
    /// another
    /// that has ended.
    private static List<Integer> depths(Session session) {
        List<Integer> depths = new ArrayList<>();
        for (ThreadSamples thread : session.threads()) {
            if (thread.endTick() == session.ticks() && thread.samples() > 0) {
                int depth = 0;
                for (int node = RecordedWalk.lastStack(session, thread); node != StackTrie.EMPTY; depth++) {
                    node = session.stacks().parent(node);
                }
                depths.add(depth);
            }
        }
        depths.sort(null);
        return depths;
    }
}
