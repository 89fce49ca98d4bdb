package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.ByteArrayMemory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.process.PythonVersion;

class GilTurnsTest {
    private static final long RUNTIME = 0x10_0000;
    private static final long INTERPRETER = RUNTIME + 2048;
    private static final long GIL = RUNTIME + 3072;
    private static final long WORKER = 0x7000;
    private static final long SLEEPER = 0x8000;

    private final ByteArrayMemory memory = new ByteArrayMemory(RUNTIME, new byte[4096]);
    private final Ranges ranges = new Ranges(64);

    @ParameterizedTest
    @CsvSource({"8, 1160", "9, 360", "10, 360", "11, 368"})
    void liesInTheRuntimeUpTo311(int minor, long offset) {
        assertTellsWhoIsAway(minor, RUNTIME + offset);
    }

    @ParameterizedTest
    @CsvSource({"12, 384", "13, 16", "14, 16"})
    void isPointedToByTheInterpreterSince312(int minor, long pointer) {
        memory.set(INTERPRETER + pointer, GIL);

        assertTellsWhoIsAway(minor, GIL + 8);
    }

    @Test
    void nobodyIsAwayWhereThereIsNone() {
        GilTurns gil = gil(12, INTERPRETER);

        assertTrue(look(gil));
        assertTrue(look(gil));
        assertFalse(gil.isAway(SLEEPER));
    }

    @Test
    void nobodyIsAwayWhereThereAreSeveralInterpreters() {
        GilTurns gil = gil(11, INTERPRETER, INTERPRETER + 8);

        assertTrue(look(gil));
        assertFalse(gil.isAway(SLEEPER));
        assertEquals(0, ranges.count());
    }

    @Test
    void whatWasNotCopiedIsNotBelieved() {
        GilTurns gil = gil(11, INTERPRETER);
        look(gil);
        assertTrue(gil.isAway(SLEEPER));

        assertTrue(gil.look(ranges.bytes(), false));

        assertFalse(gil.isAway(SLEEPER));
    }

    private void assertTellsWhoIsAway(int minor, long holder) {
        GilTurns gil = gil(minor, INTERPRETER);
        memory.set(holder, WORKER);
        memory.set(holder + 16, 7);
        assertFalse(gil.isAway(SLEEPER), "before the first look");
        assertTrue(look(gil), "at the first look");

        assertTrue(gil.isAway(SLEEPER));
        assertFalse(gil.isAway(WORKER));
        assertFalse(look(gil), "the same thread has it");

        memory.set(holder + 16, 9); // to another thread and back
        assertTrue(look(gil), "another had it meanwhile");
        assertFalse(look(gil));

        memory.set(holder, SLEEPER);
        memory.set(holder + 16, 10);
        assertTrue(look(gil), "another has it");
        assertFalse(gil.isAway(SLEEPER));
        assertTrue(gil.isAway(WORKER));
    }

    private GilTurns gil(int minor, long... interpreters) {
        Layout layout =
                Layout.of(new PythonVersion(3 << 24 | minor << 16 | 0xf0)).orElseThrow();
        GilTurns gil = new GilTurns(new PythonRuntime(new MemoryReader(memory), layout, RUNTIME));
        gil.find(interpreters);
        return gil;
    }

    private boolean look(GilTurns gil) {
        ranges.clear();
        gil.plan(ranges);
        return gil.look(ranges.bytes(), ranges.count() > 0 && memory.read(ranges) == ranges.count());
    }
}
