package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pyrometer.memory.ByteArrayMemory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;

class TypeNamesTest {
    private static final long TYPE = 0x1000;
    private static final long NAME = TYPE + 24;
    private static final long FLAGS = TYPE + 168;
    private static final long HEAP_TYPE = 1 << 9;

    private static final long FIRST = TYPE + 0x200;
    private static final long SECOND = TYPE + 0x300;

    private final byte[] bytes = new byte[0x400];
    private final ByteArrayMemory memory = new ByteArrayMemory(TYPE, bytes);
    private final TypeNames types =
            new TypeNames(Layout.of(new PythonVersion(0x030C01F0)).orElseThrow(), new MemoryReader(memory));

    @BeforeEach
    void writeType() {
        write(FIRST, "package.Thing");
        write(SECOND, "cell");
        memory.set(NAME, FIRST);
        memory.set(FLAGS, HEAP_TYPE);
    }

    @Test
    void readsATypeOnce() throws UnreadableMemory {
        TypeNames.Type type = types.at(TYPE);
        int reads = memory.reads();

        assertEquals(type, types.at(TYPE));

        assertEquals("Thing", type.name());
        assertTrue(type.isHeap());
        assertEquals(1, memory.reads() - reads);
    }

    @Test
    void typeInThePlaceOfAnotherIsReadAnew() throws UnreadableMemory {
        assertFalse(types.at(TYPE).isCell());

        memory.set(NAME, SECOND);
        assertTrue(types.at(TYPE).isCell());

        memory.set(NAME, FIRST);
        memory.set(FLAGS, 0);
        assertEquals(new TypeNames.Type("Thing", false, false, false), types.at(TYPE));
    }

    @Test
    void typeThatIsNoLongerThereIsNotRemembered() throws UnreadableMemory {
        types.at(TYPE);

        memory.set(NAME, 0);

        assertThrows(UnreadableMemory.class, () -> types.at(TYPE));
    }

    private void write(long address, String text) {
        byte[] name = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, bytes, (int) (address - TYPE), name.length);
    }
}
