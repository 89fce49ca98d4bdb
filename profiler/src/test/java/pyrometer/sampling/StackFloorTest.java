package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.cpython.Layout;
import pyrometer.memory.ByteArrayMemory;
import pyrometer.process.PythonVersion;

class StackFloorTest {
    private static final long THREAD = 0x7f00_0000_0000L;
    private static final Layout LAYOUT =
            Layout.of(new PythonVersion(0x0308_12f0)).orElseThrow();

    private final ByteArrayMemory memory = new ByteArrayMemory(THREAD, new byte[64]);
    private long nanos = 1_000_000_000;
    private StackFloor floor = floorAt(THREAD);

    @BeforeEach
    void aThreadIsInAHundredThousandCalls() {
        callsAre(100_000);
        floor.look();
        floor.begin();
    }

    @Test
    void nothingIsReturnedFromInNoTime() {
        floor.look();

        assertEquals(100_000, floor.lowest());
    }

    @ParameterizedTest
    @CsvSource({"6_000, 99_900", "600_000, 90_000", "2_600_000, 80_000"})
    void timeAllowsForSoManyReturnsAndCalls(long passed, long lowest) {
        nanos += passed;
        floor.look();

        assertEquals(lowest, floor.lowest());
    }

    @Test
    void manyLooksTellMoreThanOne() {
        for (int i = 0; i < 100; i++) {
            nanos += 6_000;
            floor.look();
        }

        assertEquals(99_900, floor.lowest());
    }

    @Test
    void aReturnThatIsSeenCountsWhateverTheTime() {
        callsAre(50_000);
        floor.look();
        callsAre(100_000);
        floor.look();

        assertEquals(50_000, floor.lowest());
    }

    @Test
    void whatWasBeforeTheBeginDoesNotCount() {
        nanos += 600_000;
        floor.look();
        floor.begin();
        floor.look();

        assertEquals(100_000, floor.lowest());
    }

    @Test
    void aThreadThatCannotBeReadMayHaveReturnedFromAll() {
        floor = floorAt(THREAD + 4096);
        floor.look();
        floor.begin();
        floor.look();

        assertTrue(floor.lowest() <= 0);
    }

    private void callsAre(int calls) {
        memory.set(THREAD + LAYOUT.offset("PyThreadState.recursion_depth"), calls);
    }

    private StackFloor floorAt(long thread) {
        return new StackFloor(LAYOUT, memory, () -> nanos, thread);
    }
}
