package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.memory.ByteArrayMemory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

class LayoutTest {
    private static final long RUNTIME = 0x10_0000;

    @ParameterizedTest
    @CsvSource({"8, OBJECTS", "9, OBJECTS", "10, OBJECTS", "11, DATA_STACK", "12, DATA_STACK", "13, DATA_STACK"})
    void tableOfEachVersionHasWhatAllNeed(int minor, Layout.Frames frames) {
        Layout layout = Layout.of(version(minor)).orElseThrow();

        assertEquals(frames, layout.frames());
        assertTrue(layout.offset("_PyRuntimeState.interpreters.head") > 0);
        assertTrue(layout.offset("PyInterpreterState.modules") > layout.offset("PyInterpreterState.threads.head"));
        assertTrue(layout.offset("PyThreadState.frame") > layout.offset("PyThreadState.interp"));
        assertTrue(layout.offset("PyCodeObject.table") > layout.offset("PyCodeObject.co_name"));
        assertTrue(layout.offset("PyUnicodeObject.compact") > layout.offset("PyUnicodeObject.ascii"));
        assertThrows(IllegalStateException.class, () -> layout.offset("PyCodeObject.co_consts"));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 15, 99})
    void knowsNoOtherVersions(int minor) {
        assertEquals(Optional.empty(), Layout.of(version(minor)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12})
    void olderVersionsPublishNothingAndAreNotRead(int minor) throws UnreadableMemory {
        Layout layout = Layout.of(version(minor)).orElseThrow();

        assertSame(layout, layout.withPublished(new MemoryReader(new ByteArrayMemory(0, new byte[0])), RUNTIME));
    }

    @OnEachRecording
    void publishedOffsetsOfTheRecordedReleasesAreThoseOfTheTables(RecordedTarget target) throws UnreadableMemory {
        Layout table = Layout.of(target.version()).orElseThrow();
        Layout published = target.layout(target.memory());

        for (String field : new String[] {
            "_PyRuntimeState.interpreters.head",
            "PyInterpreterState.next",
            "PyThreadState.frame",
            "PyCodeObject.co_filename",
            "PyTupleObject.ob_item"
        }) {
            assertEquals(table.offset(field), published.offset(field), field);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void publishedOffsetReplacesTheOneOfTheTable(int minor) throws UnreadableMemory {
        Layout layout = Layout.of(version(minor)).orElseThrow();
        // Behind the cookie, the version and whether there is no GIL; size and finalizing come before the head.
        Layout published = layout.withPublished(reader(4, 832), RUNTIME);

        assertEquals(832, published.offset("_PyRuntimeState.interpreters.head"));
        assertEquals(layout.offset("PyUnicodeObject.compact"), published.offset("PyUnicodeObject.compact"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, (1 << 24) + 1, 0xffff_ffffL, Long.MAX_VALUE})
    void refusesForgedOffsets(long offset) {
        Layout layout = Layout.of(version(14)).orElseThrow();

        assertThrows(UnreadableMemory.class, () -> layout.withPublished(reader(4, offset), RUNTIME));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void refusesWhereNothingIsPublished(int minor) {
        Layout layout = Layout.of(version(minor)).orElseThrow();

        assertThrows(
                UnreadableMemory.class,
                () -> layout.withPublished(new MemoryReader(new ByteArrayMemory(0, new byte[0])), RUNTIME));
    }

    /// A `_Py_DebugOffsets` like that of the recorded release, but for one value.
    private static MemoryReader reader(int index, long value) {
        ByteArrayMemory memory = new ByteArrayMemory(RUNTIME, new byte[4096]);
        memory.set(RUNTIME + 8 + 8L * index, value);
        return new MemoryReader(memory);
    }

    private static PythonVersion version(int minor) {
        return new PythonVersion(3 << 24 | minor << 16 | 0xf0);
    }
}
