package pyrometer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class RangesTest {
    private final Ranges ranges = new Ranges(64);

    @Test
    void copiesLieOneBehindTheOther() {
        assertEquals(0, ranges.add(0x1000, 8));
        assertEquals(8, ranges.add(0x5000, 0));
        assertEquals(8, ranges.add(0x3000, 24));

        assertEquals(3, ranges.count());
        assertEquals(32, ranges.size());
        assertEquals(0x3000, ranges.address(2));
        assertEquals(24, ranges.length(2));
    }

    @Test
    void bufferStaysWhileTheRangesFitAndGrowsBeyond() {
        ranges.add(0x1000, 64);
        var first = ranges.bytes();
        ranges.clear();
        ranges.add(0x1000, 64);
        assertSame(first, ranges.bytes());

        ranges.add(0x2000, 1000);

        assertTrue(ranges.bytes().byteSize() >= 1064);
    }

    @Test
    void isLaidOutAsTheKernelTakesIt() {
        ranges.add(0x1000, 8);
        ranges.add(0x2000, 16);

        assertEquals(0x2000, ranges.remoteVector().get(ValueLayout.JAVA_LONG, 16));
        assertEquals(16, ranges.remoteVector().get(ValueLayout.JAVA_LONG, 24));
        assertEquals(ranges.bytes().address(), ranges.localVector().get(ValueLayout.JAVA_LONG, 0));
        assertEquals(24, ranges.localVector().get(ValueLayout.JAVA_LONG, 8));
    }

    @Test
    void refusesMoreThanTheKernelTakes() {
        for (int i = 0; i < Ranges.MAX_COUNT; i++) {
            ranges.add(i, 1);
        }

        assertThrows(IllegalStateException.class, () -> ranges.add(0, 1));
        assertThrows(IllegalStateException.class, () -> new Ranges(8).add(0, -1));
    }
}
