package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingTest {
    @Test
    void readsTheFieldsOfALine() {
        Mapping mapping =
                parse("7f8a1c000000-7f8a1c200000 r-xp 00026000 fd:00 1835043                    /usr/lib/libc.so.6");

        assertEquals(
                new Mapping(
                        0x7f8a1c000000L,
                        0x7f8a1c200000L,
                        "r-xp",
                        0x26000,
                        "fd:00",
                        1835043,
                        "/usr/lib/libc.so.6",
                        false),
                mapping);
        assertEquals(0x200000, mapping.length());
        assertEquals("libc.so.6", mapping.fileName());
        assertTrue(mapping.isFile());
        assertTrue(mapping.isExecutable());
    }

    @Test
    void keepsSpacesAndAnyLettersOfAPath() {
        assertEquals(
                "/home/zoë/my  python 3/bin/пайтон",
                parse(line("/home/zoë/my  python 3/bin/пайтон")).path());
        assertEquals("/odd\nname", parse(line("/odd\\012name")).path());
    }

    @Test
    void aDeletedFileKeepsItsPath() {
        Mapping mapping = parse(line("/usr/bin/python3.11 (deleted)"));

        assertEquals("/usr/bin/python3.11", mapping.path());
        assertTrue(mapping.deleted());
    }

    @Test
    void anonymousMemoryHasNoPath() {
        assertEquals("", parse("7ffd0000-7ffe0000 rw-p 00000000 00:00 0 ").path());
        assertEquals("", parse("7ffd0000-7ffe0000 rw-p 00000000 00:00 0").path());
        assertFalse(parse("7ffd0000-7ffe0000 rw-p 00000000 00:00 0                  [heap]")
                .isFile());
    }

    @Test
    void theLastPageOfTheAddressSpaceIsNegativeAsALong() {
        Mapping vsyscall = parse("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]");

        assertEquals(4096, vsyscall.length());
    }

    @Test
    void readsLineByLine() {
        byte[] maps = (line("/a") + "\n" + line("/b") + "\n").getBytes(StandardCharsets.UTF_8);

        assertEquals(
                List.of("/a", "/b"),
                Mapping.parse(maps).stream().map(Mapping::path).toList());
        assertEquals(List.of(), Mapping.parse(new byte[0]));
    }

    private static String line(String path) {
        return "55d0c0000000-55d0c0001000 r--p 00000000 08:01 42  " + path;
    }

    private static Mapping parse(String line) {
        List<Mapping> mappings = Mapping.parse(line.getBytes(StandardCharsets.UTF_8));
        assertEquals(1, mappings.size());
        return mappings.getFirst();
    }
}
