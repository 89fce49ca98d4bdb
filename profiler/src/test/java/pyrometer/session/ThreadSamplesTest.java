package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThreadSamplesTest {
    private final ThreadSamples samples = new ThreadSamples(new ThreadInfo(1, 2, 3, "MainThread", true), 5);

    @Test
    void unreadableTicksBelongToTheNextGoodSample() {
        samples.add(5, 1, ThreadState.RUNNING);
        samples.add(9, 2, ThreadState.RUNNING);

        assertEquals("1: 5-6, 2: 6-10", text());
        assertEquals(2, samples.samples());
    }

    @Test
    void sameStackInSameStateIsOneRun() {
        samples.add(5, 1, ThreadState.RUNNING);
        samples.add(6, 1, ThreadState.RUNNING);
        samples.add(7, 1, ThreadState.WAITING);
        samples.add(8, 1, ThreadState.WAITING);

        assertEquals("1: 5-7, 1: 7-9", text());
        Runs runs = samples.runs(0, 20, new long[20]);
        assertTrue(runs.next());
        assertEquals(ThreadState.RUNNING, runs.state());
        assertTrue(runs.next());
        assertEquals(ThreadState.WAITING, runs.state());
        assertEquals(4, samples.samples());
    }

    @Test
    void aTickIsNotSampledTwice() {
        samples.add(5, 1, ThreadState.RUNNING);

        assertThrows(IllegalStateException.class, () -> samples.add(5, 2, ThreadState.RUNNING));
    }

    @Test
    void extensionReachesThroughItsTickAndNeverBack() {
        samples.add(5, 1, ThreadState.RUNNING);
        samples.extend(8);
        samples.extend(6);

        assertEquals("1: 5-9", text());
        assertEquals(1, samples.samples());
    }

    @Test
    void threadThatWasNeverReadIsNotExtended() {
        samples.extend(9);

        assertEquals("", text());
        assertEquals(5, samples.firstTick());
        assertEquals(5, samples.endTick());
    }

    @Test
    void skippedTicksBelongToNoRun() {
        samples.add(5, 1, ThreadState.RUNNING);
        samples.skip(7);
        samples.add(8, 1, ThreadState.RUNNING);

        assertEquals("1: 5-6, 1: 8-9", text());
        assertEquals(2, samples.samples());
    }

    @Test
    void runsAreCutAtTheEdgesOfWhatIsAskedFor() {
        samples.add(9, 1, ThreadState.RUNNING);
        samples.add(14, 2, ThreadState.RUNNING);

        assertEquals("1: 7-10, 2: 10-12", text(7, 12));
        assertEquals("", text(15, 20));
    }

    @Test
    void runLastsFromTheTickBeforeItsFirstToItsLast() {
        samples.add(6, 1, ThreadState.RUNNING);
        Runs runs = samples.runs(
                0, 20, LongStream.range(0, 20).map(tick -> 10 * tick).toArray());

        assertTrue(runs.next());
        assertEquals(40, runs.startNanos());
        assertEquals(60, runs.endNanos());
        assertEquals(20, runs.nanos());
    }

    private String text() {
        return text(0, 20);
    }

    private String text(int from, int to) {
        List<String> text = new ArrayList<>();
        for (Runs runs = samples.runs(from, to, new long[20]); runs.next(); ) {
            text.add(runs.stack() + ": " + runs.start() + "-" + runs.end());
        }
        return String.join(", ", text);
    }
}
