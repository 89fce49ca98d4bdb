package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.RecordingMemory;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;
import pyrometer.process.PythonVersion;
import pyrometer.process.TargetProcess;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.PythonTarget;
import pyrometer.testing.RecordedTarget;

/// Makes the recordings: runs `targets/recorded.py`, and keeps what the sampler reads of it.
///
/// Whole pages are kept, with whatever else lies on them. So the program has no environment variables, and it is
/// run
/// from a folder that says nothing about the machine.
final class WalkRecorder {
    private static final Path FOLDER = Path.of("/tmp/pyrometer");

    private WalkRecorder() {}

    /// Records a walk on each interpreter of this machine; the recordings of other versions stay as they are.
    static void recordAll() throws IOException, UnreadableMemory {
        Files.createDirectories(FOLDER);
        for (Interpreter python : Interpreters.all()) {
            record(python).save();
        }
    }

    private static RecordedTarget record(Interpreter python) throws IOException, UnreadableMemory {
        Path program = FOLDER.resolve("recorded.py");
        Files.copy(PythonTarget.programs().resolve("recorded.py"), program, StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder builder = new ProcessBuilder(python.executable().toString(), program.toString());
        builder.environment().clear();
        Process process =
                builder.directory(FOLDER.toFile()).redirectErrorStream(true).start();
        try (PythonBinaries binaries = new PythonBinaries();
                BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String expected = told(output);
            TargetProcess target = TargetProcess.of((int) process.pid());
            if (!(binaries.find(target) instanceof Finding.Python found)) {
                throw new AssertionError("no Python in " + python.executable());
            }
            PythonVersion version = found.binary().version().orElseThrow();
            RecordingMemory memory = new RecordingMemory(target.memory());
            MemoryReader reader = new MemoryReader(memory);
            Layout layout = Layout.of(version).orElseThrow().withPublished(reader, found.runtimeAddress());
            PythonRuntime runtime = new PythonRuntime(reader, layout, found.runtimeAddress());
            String seen = RecordedWalk.text(new RecordedWalk(runtime, memory).watch());
            assertEquals(expected, seen, () -> "CPython " + python);
            return new RecordedTarget(version, found.runtimeAddress(), memory.recorded(), expected);
        } finally {
            process.destroyForcibly();
        }
    }

    /// What the program says of itself between `ready` and `end`.
    private static String told(BufferedReader output) throws IOException {
        StringBuilder told = new StringBuilder();
        String line = output.readLine();
        if (!"ready".equals(line)) {
            throw new AssertionError("the program says: " + line + "\n" + output.readAllAsString());
        }
        for (line = output.readLine(); !"end".equals(line); line = output.readLine()) {
            told.append(line).append('\n');
        }
        return told.toString();
    }
}
