package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SessionRecorderTest {
    private static final Environment NOWHERE = new Environment("", "", "", List.of(), List.of(), "");
    private static final Quality NO_QUALITY = new Quality(0, 0, 0, 0, 0);

    private final SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(10));

    @Test
    void equalFramesHaveOneIndex() {
        int sleep = recorder.frame(new Frame.C("sleep"));
        int acquire = recorder.frame(new Frame.C("lock.acquire"));

        assertEquals(sleep, recorder.frame(new Frame.C("sleep")));
        assertEquals(List.of(0, 1), List.of(sleep, acquire));
        assertEquals(
                List.of(new Frame.C("sleep"), new Frame.C("lock.acquire")),
                finish(0).frames());
    }

    @Test
    void timeDoesNotGoBack() {
        recorder.tick(10);
        recorder.tick(10);

        assertThrows(IllegalStateException.class, () -> recorder.tick(9));
    }

    @Test
    void timesOfALiveRecordingAreRoundedToAHundredthOfTheInterval() {
        SessionRecorder live = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(300_000));
        live.roundTimes();
        live.tick(4_499);
        live.tick(4_500);
        live.tick(304_499);

        Session session = live.finish(307_700, "", Duration.ZERO, NOWHERE, NO_QUALITY);

        assertEquals(
                List.of(3_000L, 6_000L, 303_000L, 309_000L),
                IntStream.range(0, 4).mapToObj(session::tickNanos).toList());
        assertEquals(Duration.ofNanos(309_000), session.duration());
    }

    @Property
    void roundingMovesNoTimeByMoreThanHalfAUnitNorPastAnother(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 0, max = 3_000_000) Integer> steps,
            @ForAll @IntRange(min = 1, max = 5_000_000) int interval) {
        SessionRecorder live = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(interval));
        live.roundTimes();
        long now = 0;
        long unit = Math.clamp(interval / 100, 1_000, 10_000);
        for (int step : steps) {
            now += step;
            live.tick(now);
        }

        Session session = live.finish(now, "", Duration.ZERO, NOWHERE, NO_QUALITY);

        long exact = 0;
        for (int tick = 0; tick < steps.size(); tick++) {
            exact += steps.get(tick);
            assertTrue(2 * Math.abs(session.tickNanos(tick) - exact) <= unit);
            assertEquals(0, session.tickNanos(tick) % unit);
        }
        assertEquals(session.tickNanos(steps.size() - 1), session.tickNanos(steps.size()));
    }

    @Test
    void theEndIsNeverBeforeTheLastTick() {
        recorder.tick(10);
        recorder.tick(25);

        assertEquals(Duration.ofNanos(25), finish(20).duration());
    }

    @Test
    void whatComesBeforeTheProgramBelongsToItsStartUp() {
        recorder.tick(10);
        recorder.tick(20);
        recorder.programBegins();
        recorder.tick(30);

        Session session = finish(37);

        assertEquals(Duration.ofNanos(10), session.startUp());
        assertEquals(Duration.ofNanos(27), session.duration());
    }

    @Test
    void recordingWithNoTickHasNoThreadsAndLastsAsLongAsItDid() {
        Session session = finish(5);

        assertEquals(Duration.ofNanos(5), session.duration());
        assertTrue(session.threads().isEmpty());
    }

    @Test
    void timeAfterTheLastTickBelongsToThreadsThatWereAliveThen() {
        recorder.tick(10);
        int ended = recorder.thread(info("ended", false));
        int alive = recorder.thread(info("alive", false));
        recorder.sample(ended, stack(1), ThreadState.RUNNING);
        recorder.sample(alive, stack(1), ThreadState.RUNNING);
        recorder.tick(20);
        recorder.sample(alive, stack(1), ThreadState.RUNNING);

        Session session = finish(27);

        assertEquals(10, nanos(session, session.threads().get(0)));
        assertEquals(27, nanos(session, session.threads().get(1)));
    }

    @Test
    void mainThreadsComeFirstAndTheOthersInTheirOrder() {
        recorder.tick(10);
        int early = recorder.thread(info("Thread 7", false));
        recorder.thread(info("late", false));
        recorder.thread(info("MainThread", true));
        recorder.describe(early, info("early", false));

        List<String> names = finish(10).threads().stream()
                .map(samples -> samples.thread().name())
                .toList();

        assertEquals(List.of("MainThread", "early", "late"), names);
    }

    /// The choices: 0 is a tick at which the thread could not be read, others are stacks.
    @Property
    void timeOfAThreadIsNeverLost(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 0, max = 3) Integer> choices,
            @ForAll @IntRange(min = 0, max = 50) int rest) {
        SessionRecorder own = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(10));
        int thread = 0;
        long now = 0;
        int lastSeen = -1;
        for (int i = 0; i < choices.size(); i++) {
            now += 1 + choices.get(i) * 7L % 11;
            own.tick(now);
            if (i == 0) {
                thread = own.thread(info("MainThread", true));
            }
            if (choices.get(i) > 0) {
                own.sample(thread, stack(own, choices.get(i)), ThreadState.RUNNING);
                lastSeen = i;
            }
        }
        Session session = own.finish(now + rest, "", Duration.ZERO, NOWHERE, NO_QUALITY);
        ThreadSamples samples = session.threads().getFirst();

        boolean aliveAtTheEnd = lastSeen == choices.size() - 1;
        long expected = aliveAtTheEnd ? now + rest : session.tickNanos(lastSeen);
        assertEquals(expected, nanos(session, samples));
        assertEquals(choices.stream().filter(choice -> choice > 0).count(), samples.samples());
        int end = samples.firstTick();
        int last = StackTrie.EMPTY;
        for (Runs runs = session.runs(samples); runs.next(); ) {
            assertEquals(end, runs.start(), "no hole between runs");
            assertTrue(runs.stack() != last, "a new run is another stack");
            end = runs.end();
            last = runs.stack();
        }
    }

    private Session finish(long nanos) {
        return recorder.finish(nanos, "", Duration.ZERO, NOWHERE, NO_QUALITY);
    }

    private int stack(int frame) {
        return stack(recorder, frame);
    }

    private static int stack(SessionRecorder recorder, int frame) {
        return recorder.stacks().child(StackTrie.EMPTY, frame, StackTrie.NO_LINE);
    }

    private static ThreadInfo info(String name, boolean main) {
        return new ThreadInfo(1, 2, 3, name, main);
    }

    private static long nanos(Session session, ThreadSamples samples) {
        long sum = 0;
        for (Runs runs = session.runs(samples, 0, session.ticks()); runs.next(); ) {
            sum += runs.nanos();
        }
        return sum;
    }
}
