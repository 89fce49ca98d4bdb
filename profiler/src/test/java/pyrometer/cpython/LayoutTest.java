package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.memory.ByteArrayMemory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.RecordedMemory;
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
        Layout published = published(minor, "runtime_state.interpreters_head", 832);

        assertEquals(832, published.offset("_PyRuntimeState.interpreters.head"));
        assertEquals(
                Layout.of(version(minor)).orElseThrow().offset("PyUnicodeObject.compact"),
                published.offset("PyUnicodeObject.compact"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, (1 << 24) + 1, 0xffff_ffffL, Long.MAX_VALUE})
    void refusesForgedOffsets(long offset) {
        assertThrows(UnreadableMemory.class, () -> published(14, "runtime_state.interpreters_head", offset));
    }

    @ParameterizedTest
    @CsvSource({
        "code_object.linetable, 0",
        "code_object.linetable, 100000",
        "code_object.name, 8",
        "code_object.name, 4000",
        "interpreter_frame.owner, 200",
        "interpreter_frame.localsplus, 8",
        "thread_state.datastack_chunk, 16",
        "thread_state.current_frame, 70000",
    })
    void refusesFieldsOutsideTheirStructure(String name, long offset) {
        assertThrows(UnreadableMemory.class, () -> published(13, name, offset));
        assertThrows(UnreadableMemory.class, () -> published(14, name, offset));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void refusesWhereNothingIsPublished(int minor) {
        Layout layout = Layout.of(version(minor)).orElseThrow();

        assertThrows(
                UnreadableMemory.class,
                () -> layout.withPublished(new MemoryReader(new ByteArrayMemory(0, new byte[0])), RUNTIME));
    }

    /// The layout that a recorded target publishes, with one value changed.
    private static Layout published(int minor, String name, long value) throws UnreadableMemory {
        RecordedTarget target = RecordedTarget.all()
                .filter(each -> each.version().minor() == minor)
                .findFirst()
                .orElseThrow();
        RecordedMemory memory = target.memory().copy();
        long address =
                target.runtime() + Long.BYTES + (long) Long.BYTES * order(minor).indexOf(name);
        for (int i = 0; i < Long.BYTES; i++) {
            memory.set(address + i, (byte) (value >> (8 * i)));
        }
        return target.layout(memory);
    }

    private static List<String> order(int minor) {
        try (InputStream file = Layout.class.getResourceAsStream("debug-offsets-3." + minor + ".txt")) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PythonVersion version(int minor) {
        return new PythonVersion(3 << 24 | minor << 16 | 0xf0);
    }
}
