package pyrometer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.RecordedMemory;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;
import pyrometer.process.PythonBinary;
import pyrometer.process.PythonVersion;
import pyrometer.process.TargetProcess;
import pyrometer.sampling.Company;
import pyrometer.sampling.SampleClock;
import pyrometer.sampling.Sampler;
import pyrometer.session.AsyncMode;
import pyrometer.session.SessionRecorder;

/// Samples a recorded program for a moment before the real one is started.
///
/// A virtual machine runs what it has not run before a hundred times slower. Without this the first looks at a
/// program would come 40 to 100 ms after its start, and the next ones as long after them: imports at its start
/// would be missed, and a part of a second would be charged to whatever ran first.
@NullMarked
final class Rehearsal {
    /// About as long as linking the native calls takes meanwhile: beyond that, the user waits.
    private static final long NANOS = 60_000_000;

    /// Each recording begins with reading all code objects, which is most of the work of a program's first looks.
    private static final int LOOKS_A_RECORDING = 30;

    private static final int READS = 300;

    private Rehearsal() {}

    /// Never keeps the program from running: what fails here is said when it fails there.
    ///
    /// @param expected what will be sampled; a script, such as one that chooses a version, can become any Python
    static void play(PythonBinaries binaries, Finding expected) {
        try {
            TargetProcess self = TargetProcess.of((int) ProcessHandle.current().pid());
            long start = System.nanoTime();
            Recorded recorded = recorded(hasFrameObjects(expected) ? "3.10" : "3.12");
            do {
                sample(self, recorded);
            } while (System.nanoTime() - start < NANOS);
            binaries.find(self);
            readOurselves(self);
        } catch (UnreadableMemory | TargetRefused | TargetGone _) {
            // Reading processes is forbidden here, for one.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasFrameObjects(Finding expected) {
        return expected instanceof Finding.Python(PythonBinary binary, long _)
                && !binary.version().orElseThrow().isAtLeast(3, 11);
    }

    private static void readOurselves(TargetProcess self) throws UnreadableMemory {
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(2 * RecordedMemory.PAGE).address();
            MemoryReader reader = new MemoryReader(self.memory());
            reader.readLong(address);
            reader.readBytes(address, RecordedMemory.PAGE);
            Ranges ranges = new Ranges(1 << 14);
            for (int i = 0; i < READS; i++) {
                ranges.clear();
                ranges.add(address, 64);
                ranges.add(address + RecordedMemory.PAGE, 512);
                self.memory().read(ranges);
            }
        }
    }

    private static void sample(TargetProcess self, Recorded recorded) throws IOException, UnreadableMemory {
        MemoryReader reader = new MemoryReader(recorded.memory());
        Layout layout = Layout.of(recorded.version()).orElseThrow().withPublished(reader, recorded.runtimeAddress());
        SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofMillis(1));
        Sampler sampler = new Sampler(
                self,
                new PythonRuntime(reader, layout, recorded.runtimeAddress()),
                recorded.memory(),
                recorder,
                new Restless(),
                1_000,
                AsyncMode.ENABLED);
        int[] looks = new int[1];
        sampler.run(System.nanoTime(), () -> looks[0]++ >= LOOKS_A_RECORDING, Company.NONE);
        recorder.discard();
    }

    /// A program to rehearse recordings with, after looks at it have been.
    static RunningProgram program() throws IOException, UnreadableMemory {
        Recorded recorded = recorded("3.12");
        sample(TargetProcess.of((int) ProcessHandle.current().pid()), recorded);
        return RunningProgram.recorded(recorded.memory(), recorded.version(), recorded.runtimeAddress());
    }

    private record Recorded(RecordedMemory memory, PythonVersion version, long runtimeAddress) {}

    private static Recorded recorded(String minor) throws IOException {
        try (InputStream pages = resource(minor + ".pages.gz");
                BufferedReader facts =
                        new BufferedReader(new InputStreamReader(resource(minor + ".txt"), StandardCharsets.UTF_8))) {
            RecordedMemory memory = RecordedMemory.load(pages);
            int version = (int) number(facts.readLine());
            return new Recorded(memory, new PythonVersion(version), number(facts.readLine()));
        }
    }

    private static long number(@Nullable String line) {
        String text = String.valueOf(line);
        return Long.decode(text.substring(text.indexOf(' ') + 1));
    }

    private static InputStream resource(String name) {
        InputStream file = Rehearsal.class.getResourceAsStream("recorded/" + name);
        if (file == null) {
            throw new IllegalStateException("there is no resource recorded/" + name);
        }
        return file;
    }

    /// Does not wait.
    private static final class Restless implements SampleClock {
        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanos) {
            // The next look is due at once.
        }
    }
}
