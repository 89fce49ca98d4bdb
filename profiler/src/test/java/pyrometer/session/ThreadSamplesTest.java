package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThreadSamplesTest {
    private static final Quality NO_QUALITY = new Quality(0, 0, 0, 0, 0);

    /// Ten nanoseconds between two ticks; the thread is first seen at tick 5.
    private final SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(10));

    private int ticks;
    private @Nullable Session session;
    private final int thread = threadAt(5);

    @Test
    void unreadableTicksBelongToTheNextGoodSample() {
        add(5, 1, ThreadState.RUNNING);
        add(9, 2, ThreadState.RUNNING);

        assertEquals("1: 5-6, 2: 6-10", text());
        assertEquals(2, samples().samples());
    }

    @Test
    void sameStackInSameStateIsOneRun() {
        add(5, 1, ThreadState.RUNNING);
        add(6, 1, ThreadState.RUNNING);
        add(7, 1, ThreadState.WAITING);
        add(8, 1, ThreadState.WAITING);

        assertEquals("1: 5-7, 1: 7-9", text());
        Runs runs = runs(0, 20);
        assertTrue(runs.next());
        assertEquals(ThreadState.RUNNING, runs.state());
        assertTrue(runs.next());
        assertEquals(ThreadState.WAITING, runs.state());
        assertEquals(4, samples().samples());
    }

    @Test
    void aTickIsNotSampledTwice() {
        add(5, 1, ThreadState.RUNNING);

        assertThrows(IllegalStateException.class, () -> recorder.sample(thread, 2, ThreadState.RUNNING));
    }

    @Test
    void threadThatWasNeverReadHasNoTime() {
        tickThrough(9);

        assertEquals("", text());
        assertEquals(5, samples().firstTick());
        assertEquals(5, samples().endTick());
    }

    @Test
    void skippedTicksBelongToNoRun() {
        add(5, 1, ThreadState.RUNNING);
        skip(7);
        add(8, 1, ThreadState.RUNNING);

        assertEquals("1: 5-6, 1: 8-9", text());
        assertEquals(2, samples().samples());
    }

    @Test
    void runsAreCutAtTheEdgesOfWhatIsAskedFor() {
        add(9, 1, ThreadState.RUNNING);
        add(14, 2, ThreadState.RUNNING);

        assertEquals("1: 7-10, 2: 10-12", text(7, 12));
        assertEquals("", text(15, 20));
    }

    @Test
    void runLastsFromTheTickBeforeItsFirstToItsLast() {
        add(6, 1, ThreadState.RUNNING);
        Runs runs = runs(0, 20);

        assertTrue(runs.next());
        assertEquals(40, runs.startNanos());
        assertEquals(60, runs.endNanos());
        assertEquals(20, runs.nanos());
    }

    private int threadAt(int tick) {
        tickThrough(tick);
        return recorder.thread(new ThreadInfo(1, 2, 3, "MainThread", true));
    }

    private void tickThrough(int tick) {
        while (ticks <= tick) {
            recorder.tick(10L * ticks++);
        }
    }

    private void add(int tick, int stack, ThreadState state) {
        tickThrough(tick);
        recorder.sample(thread, stack, state);
    }

    private void skip(int tick) {
        tickThrough(tick);
        recorder.skip(thread);
    }

    private ThreadSamples samples() {
        return session().threads().getFirst();
    }

    /// The session, with ticks after the last sample, so that its end is no part of the thread's samples.
    private Session session() {
        if (session == null) {
            tickThrough(19);
            session = recorder.finish(200, "", Duration.ZERO, Progress.NONE.environment(), NO_QUALITY);
        }
        return session;
    }

    private Runs runs(int from, int to) {
        return session().runs(samples(), from, to);
    }

    private String text() {
        return text(0, 21);
    }

    private String text(int from, int to) {
        List<String> text = new ArrayList<>();
        for (Runs runs = runs(from, to); runs.next(); ) {
            text.add(runs.stack() + ": " + runs.start() + "-" + runs.end());
        }
        return String.join(", ", text);
    }
}
