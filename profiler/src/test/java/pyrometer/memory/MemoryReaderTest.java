package pyrometer.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MemoryReaderTest {
    private static final long START = 0x10_0000;
    private static final int PAGE = RecordedMemory.PAGE;

    @Test
    void readsNumbersInTheByteOrderOfTheTarget() throws UnreadableMemory {
        MemoryReader reader = readerOf(new byte[] {(byte) 0xfe, 1, 0, 0, 0, 0, 0, (byte) 0x80, 7});

        assertEquals(0xfe, reader.readByte(START));
        assertEquals(0x1fe, reader.readInt(START));
        assertEquals(0x8000_0000_0000_01feL, reader.readLong(START));
        assertEquals(0x0780_0000_0000_0001L, reader.readLong(START + 1));
    }

    @Test
    void doesNotReadBeyondWhatIsThere() {
        MemoryReader reader = readerOf(new byte[8]);

        assertThrows(UnreadableMemory.class, () -> reader.readLong(START + 1));
        assertThrows(UnreadableMemory.class, () -> reader.readByte(START - 1));
        assertThrows(UnreadableMemory.class, () -> reader.readByte(0));
    }

    @Test
    void refusesSizesThatAreNotPlausibleWithoutReading() {
        ByteArrayMemory memory = new ByteArrayMemory(START, new byte[8]);
        MemoryReader reader = new MemoryReader(memory);

        assertThrows(UnreadableMemory.class, () -> reader.readBytes(START, -1));
        assertThrows(UnreadableMemory.class, () -> reader.readBytes(START, MemoryReader.MAX_BYTES + 1L));
        assertThrows(UnreadableMemory.class, () -> reader.readBytes(START, Long.MAX_VALUE));
        assertEquals(0, memory.reads());
    }

    @Test
    void readsNothingFromAnywhere() throws UnreadableMemory {
        assertArrayEquals(new byte[0], readerOf(new byte[0]).readBytes(42, 0));
    }

    @Property
    void readsStringAcrossPageBoundary(
            @ForAll @IntRange(min = 0, max = 600) int beforeBoundary, @ForAll @IntRange(min = 0, max = 600) int length)
            throws UnreadableMemory {
        byte[] page = new byte[PAGE];
        byte[] next = new byte[PAGE];
        for (int i = 0; i < length; i++) {
            int at = PAGE - beforeBoundary + i;
            byte letter = (byte) ('a' + i % 26);
            if (at < PAGE) {
                page[at] = letter;
            } else {
                next[at - PAGE] = letter;
            }
        }
        MemoryReader reader = new MemoryReader(new RecordedMemory(Map.of(START, page, START + PAGE, next)));

        byte[] text = reader.readCString(START + PAGE - beforeBoundary, 4096);

        assertEquals(length, text.length);
        for (int i = 0; i < length; i++) {
            assertEquals('a' + i % 26, text[i]);
        }
    }

    @Test
    void readsStringAtTheVeryEndOfMemory() throws UnreadableMemory {
        byte[] page = new byte[PAGE];
        page[PAGE - 3] = 'o';
        page[PAGE - 2] = 'k';
        MemoryReader reader = new MemoryReader(new RecordedMemory(Map.of(START, page)));

        assertEquals("ok", new String(reader.readCString(START + PAGE - 3, 100), StandardCharsets.US_ASCII));
    }

    @Test
    void refusesStringWithoutAnEnd() {
        byte[] page = new byte[PAGE];
        Arrays.fill(page, (byte) 'x');
        Map<Long, byte[]> pages = new HashMap<>();
        pages.put(START, page);
        MemoryReader reader = new MemoryReader(new RecordedMemory(pages));

        assertThrows(UnreadableMemory.class, () -> reader.readCString(START, 300));
        assertThrows(UnreadableMemory.class, () -> reader.readCString(START, 100_000));
    }

    private static MemoryReader readerOf(byte[] bytes) {
        return new MemoryReader(new ByteArrayMemory(START, bytes));
    }
}
