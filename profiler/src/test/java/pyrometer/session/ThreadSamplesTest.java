package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
        assertEquals(ThreadState.WAITING, samples.state(1));
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
    void refusesRunsThatAreNotThere() {
        samples.add(5, 1, ThreadState.RUNNING);

        assertThrows(IndexOutOfBoundsException.class, () -> samples.start(1));
        assertThrows(IndexOutOfBoundsException.class, () -> samples.stack(-1));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int run = 0; run < samples.runs(); run++) {
            text.append(run == 0 ? "" : ", ")
                    .append(samples.stack(run))
                    .append(": ")
                    .append(samples.start(run))
                    .append('-')
                    .append(samples.end(run));
        }
        return text.toString();
    }
}
