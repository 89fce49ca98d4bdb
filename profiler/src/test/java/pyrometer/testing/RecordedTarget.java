package pyrometer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.RecordedMemory;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;

/// What one look at `targets/recorded.py` needed of its memory, and what the program itself said is to be seen there.
///
/// @param runtime the address of `_PyRuntime`
/// @param expected the stacks, in the words of the program
public record RecordedTarget(PythonVersion version, long runtime, RecordedMemory memory, String expected) {
    private static final Path FOLDER = Path.of("src/test/resources/recorded");

    /// Those in the sources, one for each supported version, oldest first.
    public static Stream<RecordedTarget> all() {
        return Interpreters.SUPPORTED.stream().map(RecordedTarget::load);
    }

    private static RecordedTarget load(String minor) {
        try (InputStream pages = Files.newInputStream(FOLDER.resolve(minor + ".pages.gz"))) {
            List<String> lines = Files.readAllLines(FOLDER.resolve(minor + ".txt"));
            return new RecordedTarget(
                    new PythonVersion(Integer.decode(wordAfter("version ", lines.get(0)))),
                    Long.decode(wordAfter("runtime ", lines.get(1))),
                    RecordedMemory.load(pages),
                    String.join("\n", lines.subList(2, lines.size())) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void save() throws IOException {
        Files.createDirectories(FOLDER);
        try (OutputStream pages = Files.newOutputStream(FOLDER.resolve(version.series() + ".pages.gz"))) {
            memory.save(pages);
        }
        Files.writeString(
                FOLDER.resolve(version.series() + ".txt"),
                "version 0x%x\nruntime 0x%x\n%s".formatted(version.hex(), runtime, expected));
    }

    /// Where this version keeps its state, as the profiler finds it out.
    public Layout layout(Memory memory) throws UnreadableMemory {
        return Layout.of(version).orElseThrow().withPublished(new MemoryReader(memory), runtime);
    }

    /// The state of the interpreter, read from a memory that need not be the recorded one.
    public PythonRuntime runtime(Memory memory) throws UnreadableMemory {
        return new PythonRuntime(new MemoryReader(memory), layout(memory), runtime);
    }

    @Override
    public String toString() {
        return version.toString();
    }

    private static String wordAfter(String label, String line) {
        if (!line.startsWith(label)) {
            throw new IllegalStateException("expected " + label + "but found " + line);
        }
        return line.substring(label.length());
    }
}
