package pyrometer.cpython;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;

/// Where one version of CPython keeps its state: offsets in bytes, by the names that CPython gives the fields.
///
/// The values come from the tables `layout-3.X.txt`. From 3.13 on the target publishes most of them itself, in
/// `_Py_DebugOffsets` at the start of `_PyRuntime`; those replace the table's.
public final class Layout {
    /// How a thread's frames are kept.
    public enum Frames {
        /// 3.8 to 3.10: each frame is an object of its own in the heap.
        OBJECTS,
        /// Since 3.11: the frames lie one behind the other in chunks of memory that belong to the thread.
        DATA_STACK
    }

    /// A larger offset is a forged or misread one.
    private static final int MAX_OFFSET = 1 << 24;

    /// Of a structure that is copied whole.
    private static final int MAX_STRUCTURE = 4096;

    private final PythonVersion version;
    private final Map<String, Integer> offsets;

    private Layout(PythonVersion version, Map<String, Integer> offsets) {
        this.version = version;
        this.offsets = offsets;
    }

    /// The table for a version.
    ///
    /// @return nothing for a version that Pyrometer does not know
    public static Optional<Layout> of(PythonVersion version) {
        String name = "layout-" + version.series() + ".txt";
        try (InputStream table = Layout.class.getResourceAsStream(name)) {
            if (table == null) {
                return Optional.empty();
            }
            Map<String, Integer> offsets = new HashMap<>();
            for (String[] row : rows(table)) {
                offsets.put(row[0], Integer.valueOf(row[1]));
            }
            return Optional.of(new Layout(version, offsets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This layout with the values that the target itself publishes, from 3.13 on.
    ///
    /// @param runtime the address of `_PyRuntime`
    public Layout withPublished(MemoryReader memory, long runtime) throws UnreadableMemory {
        if (!version.isAtLeast(3, 13)) {
            return this;
        }
        List<String> names = new ArrayList<>();
        Map<String, Integer> merged = new HashMap<>(offsets);
        try (InputStream order = Layout.class.getResourceAsStream("debug-offsets-" + version.series() + ".txt");
                InputStream table = Layout.class.getResourceAsStream("layout-" + version.series() + ".txt")) {
            if (order == null || table == null) {
                throw new IllegalStateException("no order of the published offsets for " + version);
            }
            for (String[] row : rows(order)) {
                names.add(row[0]);
            }
            long first = runtime + Long.BYTES;
            for (String[] row : rows(table)) {
                if (row.length < 3) {
                    continue;
                }
                int index = names.indexOf(row[2]);
                if (index < 0) {
                    throw new IllegalStateException("no published value is called " + row[2]);
                }
                long offset = memory.readLong(first + (long) index * Long.BYTES);
                if (offset < 0 || offset > MAX_OFFSET) {
                    throw new UnreadableMemory("published offset %s = %d".formatted(row[2], offset));
                }
                merged.put(row[0], (int) offset);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requireOrder(merged, "PyThreadState.", "PyThreadState.datastack_chunk", 0);
        requireOrder(merged, "_PyInterpreterFrame.", "_PyInterpreterFrame.localsplus", 0);
        requireOrder(merged, "PyCodeObject.", "PyCodeObject.table", CodeObject.IDENTITY_START);
        return new Layout(version, merged);
    }

    /// Structures are copied from one field to another, and the rest looked for in the copy.
    private static void requireOrder(Map<String, Integer> offsets, String structure, String last, int first)
            throws UnreadableMemory {
        int end = offsets.getOrDefault(last, MAX_STRUCTURE);
        for (var field : offsets.entrySet()) {
            // The bytecode lies behind the structure.
            if (field.getKey().startsWith(structure)
                    && !field.getKey().equals("PyCodeObject.code")
                    && (field.getValue() < first || field.getValue() > end || end >= MAX_STRUCTURE)) {
                throw new UnreadableMemory("published offset %s = %d".formatted(field.getKey(), field.getValue()));
            }
        }
    }

    public PythonVersion version() {
        return version;
    }

    public Frames frames() {
        return version.isAtLeast(3, 11) ? Frames.DATA_STACK : Frames.OBJECTS;
    }

    /// The offset of a field that this version must have.
    public int offset(String field) {
        Integer offset = offsets.get(field);
        if (offset == null) {
            throw new IllegalStateException("CPython " + version + " has no " + field);
        }
        return offset;
    }

    private static List<String[]> rows(InputStream table) throws IOException {
        List<String[]> rows = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.startsWith("#")) {
                rows.add(line.split(" +"));
            }
        }
        return rows;
    }
}
