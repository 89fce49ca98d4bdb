package pyrometer.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordedMemoryTest {
    private static final int PAGE = RecordedMemory.PAGE;
    private static final long LOW = 0x7000;
    private static final long HIGH = 0xffff_ffff_ff60_0000L;

    private final byte[] first = random(1);
    private final byte[] second = random(2);
    private final byte[] high = random(3);
    private final RecordedMemory memory = new RecordedMemory(Map.of(LOW, first, LOW + PAGE, second, HIGH, high));

    @Test
    void copiesAcrossPages() throws UnreadableMemory {
        byte[] bytes = new MemoryReader(memory).readBytes(LOW + PAGE - 3, 10);

        assertEquals(first[PAGE - 1], bytes[2]);
        assertEquals(second[0], bytes[3]);
        assertEquals(second[6], bytes[9]);
    }

    @Test
    void copiesTheRangesBeforeTheFirstThatIsNotThere() {
        Ranges ranges = new Ranges(1);
        ranges.add(HIGH + 8, 4);
        ranges.add(LOW, 2);
        ranges.add(LOW + PAGE, PAGE + 1);
        ranges.add(LOW, 2);

        assertEquals(2, memory.read(ranges));
        assertEquals(high[8], ranges.bytes().get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(first[1], ranges.bytes().get(ValueLayout.JAVA_BYTE, 5));
    }

    @Test
    void isTheSameAfterItWasSaved() throws IOException, UnreadableMemory {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        memory.save(file);
        RecordedMemory loaded = RecordedMemory.load(new ByteArrayInputStream(file.toByteArray()));

        assertEquals(memory.pages(), loaded.pages());
        assertArrayEquals(high, new MemoryReader(loaded).readBytes(HIGH, PAGE));
    }

    @Test
    void changesOfACopyAreItsOwn() throws UnreadableMemory {
        RecordedMemory copy = memory.copy();
        copy.set(LOW, (byte) (first[0] + 1));

        assertEquals(first[0], (byte) new MemoryReader(memory).readByte(LOW));
        assertEquals((byte) (first[0] + 1), (byte) new MemoryReader(copy).readByte(LOW));
        assertThrows(IllegalArgumentException.class, () -> copy.set(0, (byte) 0));
    }

    @Test
    void recordingKeepsThePagesThatWereReadAndNoOthers() throws UnreadableMemory {
        RecordingMemory recording = new RecordingMemory(memory);
        MemoryReader reader = new MemoryReader(recording);

        reader.readLong(LOW + PAGE - 4);
        assertThrows(UnreadableMemory.class, () -> reader.readLong(0));

        assertEquals(List.of(LOW, LOW + PAGE), List.copyOf(recording.recorded().pages()));
        assertArrayEquals(second, new MemoryReader(recording.recorded()).readBytes(LOW + PAGE, PAGE));
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[PAGE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
