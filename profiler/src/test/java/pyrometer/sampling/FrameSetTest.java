package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import pyrometer.memory.Ranges;

class FrameSetTest {
    private final FrameSet frames = new FrameSet();
    private final Ranges ranges = new Ranges(64);

    /// The choices: a frame's number, and what happens to it.
    @Property
    void knowsWhatWasPut(@ForAll @Size(max = 400) List<@IntRange(min = 0, max = 999) Integer> choices) {
        FrameSet set = new FrameSet();
        Map<Long, Integer> expected = new LinkedHashMap<>();

        for (int choice : choices) {
            long address = 0x7f00_0000_0000L + choice % 200 * 48L;
            if (choice < 700) {
                set.put(address, choice);
                expected.put(address, choice);
            } else if (choice < 990) {
                assertEquals(expected.containsKey(address), set.find(address) >= 0);
            } else {
                set.clear();
                expected.clear();
            }
        }

        assertEquals(expected.size(), set.size());
        expected.forEach((address, length) -> {
            int index = set.find(address);
            assertEquals(address, set.address(index));
            assertEquals(length, set.length(index));
        });
        assertEquals(-1, set.find(0x1234));
    }

    @Test
    void readsNeighboursAsOneRange() {
        frames.put(0x9000, 100);
        frames.put(0x1200, 100);
        frames.put(0x1000, 100);

        frames.planBefore(ranges, 10);
        long between = ranges.add(0x8888, 8);
        frames.planAfter(ranges, 10);

        assertEquals(List.of(0x1000L, 0x9000L, 0x8888L, 0x1000L, 0x9000L), addresses());
        assertEquals(0x200 + 100, ranges.length(0));
        assertEquals(0x200, frames.offsetBefore(frames.find(0x1200)));
        assertEquals(0x200 + 200, between);
        assertEquals(between + 8 + 0x200, frames.offset(frames.find(0x1200)));
    }

    @Test
    void framesBeyondTheLimitHaveNoCopy() {
        frames.put(0x1000, 100);
        frames.put(0x9000, 100);

        frames.planBefore(ranges, 1);
        frames.planAfter(ranges, 1);

        assertTrue(frames.offset(frames.find(0x1000)) >= 0);
        assertEquals(-1, frames.offset(frames.find(0x9000)));
    }

    @Test
    void dropsFramesThatAreNotMetForAWhile() {
        frames.put(0x1000, 100);
        frames.put(0x2000, 100);

        for (int i = 0; i < 100; i++) {
            frames.age();
            frames.find(0x2000);
        }

        assertEquals(1, frames.size());
        assertEquals(-1, frames.find(0x1000));
        assertEquals(0x2000, frames.address(frames.find(0x2000)));
    }

    private List<Long> addresses() {
        return IntStream.range(0, ranges.count()).mapToObj(ranges::address).toList();
    }
}
