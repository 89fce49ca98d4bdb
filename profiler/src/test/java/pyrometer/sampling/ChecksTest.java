package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import pyrometer.memory.ByteArrayMemory;
import pyrometer.memory.Ranges;

class ChecksTest {
    private static final long START = 0x1000;

    private final ByteArrayMemory memory = new ByteArrayMemory(START, new byte[4096]);
    private final Checks checks = new Checks(memory);
    private final Ranges ranges = new Ranges(64);

    ChecksTest() {
        for (int i = 0; i < 4096; i += 8) {
            memory.set(START + i, i);
        }
    }

    @Test
    void whatWasNotForeseenIsReadInOneCall() {
        look(0);
        int first = checks.ask(START + 64, 8);
        int second = checks.ask(START + 128, 8);

        int reads = memory.reads();
        assertTrue(checks.read());

        assertEquals(reads + 1, memory.reads());
        assertEquals(64, word(first));
        assertEquals(128, word(second));
    }

    @Test
    void aFullStackOfChecksStillKnowsThoseThatItHas() {
        look(0);
        int first = checks.ask(START, 8);
        for (int i = 1; i < Checks.MAX; i++) {
            checks.ask(START + 8L * i, 8);
        }

        assertTrue(checks.isFull());
        assertEquals(first, checks.ask(START, 8), "the code of a recursion, far out");
        assertEquals(Checks.NONE, checks.ask(START + 8L * Checks.MAX, 8));
    }

    @Test
    void whatTheLastStackAskedForIsForeseenForTheNext() {
        look(0);
        checks.ask(START + 64, 8);
        checks.ask(START + 128, 8);
        assertTrue(checks.read());
        checks.end();

        look(2);
        int reads = memory.reads();
        int second = checks.ask(START + 128, 8);
        int first = checks.ask(START + 64, 8);

        assertTrue(checks.read());
        assertEquals(reads, memory.reads());
        assertEquals(64, word(first));
        assertEquals(128, word(second));
    }

    @Test
    void whatWasForeseenButNotCopiedIsReadLate() {
        look(0);
        checks.ask(START + 64, 8);
        checks.ask(START + 128, 8);
        assertTrue(checks.read());
        checks.end();

        look(1);
        int first = checks.ask(START + 64, 8);
        int second = checks.ask(START + 128, 8);
        int longer = checks.ask(START + 64, 16);

        assertTrue(checks.read());
        assertEquals(64, word(first));
        assertEquals(128, word(second));
        assertEquals(64, word(longer));
    }

    @Test
    void saysWhenAPieceIsGone() {
        look(0);
        checks.ask(START + 64, 8);
        checks.ask(0, 8);

        assertFalse(checks.read());

        checks.forget();
        assertEquals(0, checks.planned());
    }

    @Test
    void isFullAfterAsManyAsMayBe() {
        look(0);
        for (int i = 0; i < Checks.MAX; i++) {
            assertFalse(checks.isFull());
            checks.ask(START + 8L * i, 8);
        }

        assertTrue(checks.isFull());
        assertTrue(checks.read());
    }

    /// Begins a stack, of whose planned checks so many were copied.
    private void look(int copied) {
        ranges.clear();
        checks.plan(ranges);
        memory.read(ranges);
        checks.begin(ranges.bytes(), copied);
    }

    private long word(int number) {
        return checks.bytes(number).get(ValueLayout.JAVA_LONG_UNALIGNED, checks.offset(number));
    }
}
