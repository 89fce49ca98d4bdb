package pyrometer.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static final int LONGEST = 20_000;

    @Property(tries = 50)
    void linesComeAsTheyAreHoweverTheyArrive(
            @ForAll @IntRange(min = 1, max = 30_000) int atOnce, @ForAll @IntRange(max = LONGEST) int length)
            throws Exception {
        String line = "x".repeat(length);
        Lines lines = lines("a\n\n" + line + "\nb\n", atOnce);

        assertEquals("a", next(lines));
        assertEquals("", next(lines));
        assertEquals(line, next(lines));
        assertEquals("b", next(lines));
        assertTrue(lines.next().isEmpty());
    }

    @Property(tries = 50)
    void lineThatIsTooLongIsPassedOver(
            @ForAll @IntRange(min = 1, max = 30_000) int atOnce,
            @ForAll @IntRange(min = LONGEST + 1, max = 200_000) int length)
            throws Exception {
        Lines lines = lines("x".repeat(length) + "\nnext\n", atOnce);

        assertThrows(Lines.TooLong.class, lines::next);
        assertEquals("next", next(lines));
    }

    @Test
    void whatDoesNotEndAsALineIsNone() throws Exception {
        Lines lines = lines("a\nhal", 100);

        assertEquals("a", next(lines));
        assertTrue(lines.next().isEmpty());
    }

    private static String next(Lines lines) throws Exception {
        return new String(lines.next().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static Lines lines(String text, int atOnce) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atOnce));
            }
        };
        return new Lines(in, LONGEST);
    }
}
