package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The bytes are those that `marshal.dumps(value, 2)` gives.
class MarshalTest {
    private interface Writing {
        void to(Marshal marshal) throws IOException;
    }

    @Test
    void numbersOfAnySize() throws IOException {
        assertEquals("6905000000", hex(marshal -> marshal.integer(5)));
        assertEquals("69ffffff7f", hex(marshal -> marshal.integer(Integer.MAX_VALUE)));
        assertEquals("69ffffffff", hex(marshal -> marshal.integer(-1)));
        assertEquals("6c03000000000000000200", hex(marshal -> marshal.integer(1L << 31)));
        assertEquals("6c05000000ff7fff7fff7fff7f0700", hex(marshal -> marshal.integer(Long.MAX_VALUE)));
        assertEquals("67000000000000f83f", hex(marshal -> marshal.real(1.5)));
    }

    @Test
    void textOfAnyKind() throws IOException {
        assertEquals("7503000000" + "616263", hex(marshal -> marshal.string("abc")));
        assertEquals("7502000000" + "c3bc", hex(marshal -> marshal.string("ü")));
        assertEquals("7503000000" + "e697a5", hex(marshal -> marshal.string("日")));
        assertEquals("7504000000" + "f09f9880", hex(marshal -> marshal.string("😀")));
        assertEquals("7503000000" + "edb3bf", hex(marshal -> marshal.string("\udcff")));
    }

    @Test
    void dictionariesAndTuples() throws IOException {
        assertEquals("7b" + "2802000000" + "6901000000" + "6902000000" + "7b30" + "30", hex(marshal -> {
            marshal.startDict();
            marshal.tuple(2);
            marshal.integer(1);
            marshal.integer(2);
            marshal.startDict();
            marshal.endDict();
            marshal.endDict();
        }));
    }

    private static String hex(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Marshal marshal = new Marshal(out);
        writing.to(marshal);
        marshal.flush();
        return HexFormat.of().formatHex(out.toByteArray());
    }
}
