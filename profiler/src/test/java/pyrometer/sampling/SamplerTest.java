package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import pyrometer.memory.Memory;
import pyrometer.memory.TargetGone;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.TargetProcess;
import pyrometer.session.AsyncMode;
import pyrometer.session.Environment;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.testing.FakeClock;
import pyrometer.testing.RecordedTarget;

/// When the sampler looks, by a clock that does what it is told.
class SamplerTest {
    private static final long START = 5_000;
    private static final long INTERVAL = 1_000;

    private final RecordedTarget target = RecordedTarget.all().toList().getLast();
    private final FakeClock clock = new FakeClock(START);
    private final SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(INTERVAL));

    /// How long each look takes, from the first on; later ones take no time.
    private long[] work = {};

    private int looks;

    @Test
    void looksAtEachInterval() throws UnreadableMemory {
        Sampler sampler = run(target.memory(), 4);

        assertEquals(List.of(6_000L, 7_000L, 8_000L, 9_000L), clock.wakeUps());
        assertEquals(0, sampler.quality().late());
    }

    @Test
    void timeThatALookTakesDoesNotPutOffTheNext() throws UnreadableMemory {
        work = new long[] {300, 900, 0, 999};

        run(target.memory(), 5);

        assertEquals(List.of(6_000L, 7_000L, 8_000L, 9_000L, 10_000L), clock.wakeUps());
    }

    @Test
    void ticksThatCameTooLateAreCountedAndLeftOut() throws UnreadableMemory {
        work = new long[] {0, 3_500, 0};

        Sampler sampler = run(target.memory(), 4);

        // The look at 6000 ends at 9500: those of 7000 and 8000 are left out, that of 9000 is late, the next in time.
        assertEquals(2, sampler.quality().late());
        assertEquals(List.of(6_000L, 10_000L, 11_000L), clock.wakeUps());
    }

    @Test
    void aLittleTooLateIsMadeUpForAtOnce() throws UnreadableMemory {
        work = new long[] {1_400, 0};

        Sampler sampler = run(target.memory(), 3);

        assertEquals(0, sampler.quality().late());
        assertEquals(List.of(7_000L, 8_000L), clock.wakeUps());
    }

    @Test
    void ticksCarryTheTimeSinceTheStart() throws UnreadableMemory {
        run(target.memory(), 3);

        Session session = finish();

        assertEquals(
                List.of(0L, 0L, 1_000L, 2_000L, 9_999L),
                LongStream.range(0, session.ticks())
                        .mapToObj(tick -> session.tickNanos((int) tick))
                        .toList());
    }

    @Test
    void endsWithTheTarget() throws UnreadableMemory {
        Memory gone = ranges -> {
            if (looks >= 7) {
                throw new TargetGone(1);
            }
            return target.memory().read(ranges);
        };

        run(gone, 1000);

        assertEquals(7, looks);
    }

    @Test
    void endsWhenThereIsNoPythonAnyMore() throws UnreadableMemory {
        Memory emptied = ranges -> looks > 10 ? 0 : target.memory().read(ranges);

        run(emptied, 100_000);

        assertTrue(looks < 1_000, () -> looks + " looks at nothing");
    }

    private Sampler run(Memory memory, int ticks) throws UnreadableMemory {
        BooleanSupplier isOver = () -> looks++ >= ticks;
        Memory working = ranges -> {
            int look = looks - 1;
            if (look >= 0 && look < work.length && work[look] > 0) {
                clock.advance(work[look]);
                work[look] = 0;
            }
            return memory.read(ranges);
        };
        Sampler sampler = new Sampler(
                TargetProcess.of((int) ProcessHandle.current().pid()),
                target.runtime(target.memory()),
                working,
                recorder,
                clock,
                INTERVAL,
                AsyncMode.ENABLED);
        sampler.run(START, isOver, Company.NONE);
        return sampler;
    }

    private Session finish() {
        return recorder.finish(
                9_999,
                "",
                Duration.ZERO,
                new Environment("", "", "", List.of(), List.of(), ""),
                new Quality(0, 0, 0, 0, 0));
    }
}
