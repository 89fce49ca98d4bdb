package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineTableTest {
    @Test
    void stepsBelongToTheLineBeforeThem() {
        byte[] table = {0, 1, 4, 1, 2, -3, 6, 10};

        assertArrayEquals(new int[] {11, 11, 12, 9, 9, 9, 19, 19}, LineTable.STEPS.lines(table, 10, 8));
    }

    @Test
    void stepsOverMoreThan255BytesMayEndInsideACodeUnit() {
        byte[] table = {(byte) 255, 0, 1, 5};

        int[] lines = LineTable.STEPS.lines(table, 1, 130);

        assertEquals(1, lines[127]);
        assertEquals(6, lines[128]);
    }

    @Test
    void rangeWithoutLineStillAdvances() {
        byte[] table = {2, 1, 4, -128, 2, 2, 0, -5, 2, 0};

        assertArrayEquals(new int[] {11, 0, 0, 13, 8, 0}, LineTable.RANGES.lines(table, 10, 6));
    }

    @Test
    void locationsOfAllKinds() {
        byte[] table = {
            head(3, 1),
            0x12, // short: same line
            head(11, 2),
            4,
            9, // one line further
            head(15, 1), // none
            head(13, 1),
            0b101, // no columns: two lines back
            head(14, 1),
            0x40 | 2,
            3,
            0,
            1,
            1, // long: 97 lines further
        };

        assertArrayEquals(new int[] {10, 11, 11, 0, 9, 106, 0}, LineTable.LOCATIONS.lines(table, 10, 7));
    }

    @Test
    void whatATruncatedTableDoesNotTellHasNoLine() {
        byte[] table = {head(3, 1), 0x12, head(13, 2)};

        assertArrayEquals(new int[] {10, 10, 10, 0}, LineTable.LOCATIONS.lines(table, 10, 4));
        assertArrayEquals(new int[] {10, 0, 0}, LineTable.RANGES.lines(new byte[] {2, 0, 2}, 10, 3));
    }

    @Test
    void lineZeroAndForgedLinesAreNoLines() {
        assertArrayEquals(new int[] {0}, LineTable.RANGES.lines(new byte[] {2, -1}, 1, 1));
        assertArrayEquals(new int[] {0}, LineTable.RANGES.lines(new byte[] {2, 100}, Integer.MAX_VALUE, 1));
    }

    @Property
    void decodesAnyBytesWithoutFailing(
            @ForAll LineTable table,
            @ForAll byte[] bytes,
            @ForAll int firstLine,
            @ForAll @IntRange(max = 600) int units) {
        assertEquals(units, table.lines(bytes, firstLine, units).length);
    }

    @Property
    void stepsAreDecodedAsPythonAsksForASingleAddress(
            @ForAll byte[] table,
            @ForAll @IntRange(min = 1, max = 100_000) int firstLine,
            @ForAll @IntRange(max = 600) int units) {
        int[] slow = new int[units];
        for (int unit = 0; unit < units; unit++) {
            slow[unit] = stepTo(2 * unit, table, firstLine);
        }

        assertArrayEquals(slow, LineTable.STEPS.lines(table, firstLine, units));
    }

    @Property
    void rangesDecodeToWhatWasEncoded(@ForAll("entries") List<Entry> entries) {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        int last = 50;
        for (Entry entry : entries) {
            table.write(2 * entry.units);
            table.write(entry.line == 0 ? -128 : entry.line - last);
            last = entry.line == 0 ? last : entry.line;
        }

        assertArrayEquals(expected(entries), LineTable.RANGES.lines(table.toByteArray(), 50, units(entries)));
    }

    @Property
    void locationsDecodeToWhatWasEncoded(@ForAll("entries") List<Entry> entries) {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        int last = 50;
        for (Entry entry : entries) {
            int delta = entry.line - last;
            if (entry.line == 0) {
                table.write(head(15, entry.units));
                continue;
            }
            table.write(head(entry.wide ? 14 : 13, entry.units));
            int value = delta < 0 ? (-delta << 1) | 1 : delta << 1;
            for (; value > 63; value >>>= 6) {
                table.write(64 | (value & 63));
            }
            table.write(value);
            if (entry.wide) {
                table.writeBytes(new byte[] {0, 65, 2, 3});
            }
            last = entry.line;
        }

        assertArrayEquals(expected(entries), LineTable.LOCATIONS.lines(table.toByteArray(), 50, units(entries)));
    }

    @Provide
    Arbitrary<List<Entry>> entries() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.of(true, false))
                .as(Entry::new)
                .list();
    }

    /// @param line 0 for none
    record Entry(int units, int line, boolean wide) {}

    private static int units(List<Entry> entries) {
        return entries.stream().mapToInt(Entry::units).sum();
    }

    private static int[] expected(List<Entry> entries) {
        List<Integer> lines = new ArrayList<>();
        for (Entry entry : entries) {
            for (int i = 0; i < entry.units; i++) {
                lines.add(entry.line);
            }
        }
        return lines.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte head(int kind, int units) {
        return (byte) (0x80 | (kind << 3) | (units - 1));
    }

    private static int stepTo(int wanted, byte[] table, int firstLine) {
        int address = 0;
        int line = firstLine;
        for (int at = 0; at + 1 < table.length; at += 2) {
            address += table[at] & 255;
            if (address > wanted) {
                break;
            }
            line += table[at + 1];
        }
        return Math.max(line, 0);
    }
}
