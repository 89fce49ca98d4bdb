package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;
import pyrometer.session.ThreadSamples;
import pyrometer.session.UnusableSession;
import pyrometer.testing.Interpreters;
import pyrometer.testing.JournaledRun;

/// The profiler is killed at any moment: what it recorded is there, and the program goes on.
class KilledProfilerIT {
    /// Many more by `benchmarks/session-file kill`.
    private static final int KILLS = Integer.getInteger("kills", 20);

    private static final long SEED = 20_261_122;

    @TempDir
    Path folder;

    @Test
    void recordingOutlivesTheProfiler() throws Exception {
        Interpreters.Interpreter python = Interpreters.all().getLast();
        Random random = new Random(SEED);
        int opened = 0;
        for (int i = 0; i < KILLS; i++) {
            opened += killOnce(python.executable(), folder.resolve(i + ".pyro"), random.nextInt(1_800)) ? 1 : 0;
        }
        int recordings = opened;
        System.out.println(KILLS + " kills: " + recordings + " recordings, the others too early");
        assertTrue(recordings > KILLS / 3, () -> "only " + recordings + " of " + KILLS + " recorded anything");
    }

    /// @return whether something was recorded until then
    private boolean killOnce(Path python, Path journal, int afterMillis) throws Exception {
        Path alive = folder.resolve("alive");
        Files.deleteIfExists(alive);
        String program = """
                import time, sys
                end = time.time() + 2
                open(sys.argv[1], 'w').close()
                while time.time() < end: sum(range(1000))
                open(sys.argv[1], 'a').write('went on')
                """;
        List<String> command = new ArrayList<>(command(journal));
        command.addAll(List.of(python.toString(), "-c", program, alive.toString()));
        Process profiler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitFile(alive);
        Thread.sleep(afterMillis);
        long sizeBefore = Files.size(journal);
        assertTrue(profiler.isAlive());
        profiler.destroyForcibly().waitFor();
        assertTrue(Files.size(journal) >= sizeBefore);
        boolean recorded = check(journal);
        awaitText(alive, "went on");
        return recorded;
    }

    private static boolean check(Path journal) throws Exception {
        try (Session session = SessionFile.read(journal)) {
            String note = session.notes().getLast();
            assertTrue(note.startsWith("The recording breaks off after "), note);
            assertEquals("Program: test", session.description());
            long samples =
                    session.threads().stream().mapToLong(ThreadSamples::samples).sum();
            assertTrue(session.quality().samples() <= samples, "the counts are those of the samples");
            return samples > 0;
        } catch (UnusableSession e) {
            String message = String.valueOf(e.getMessage());
            assertTrue(
                    message.contains("nothing was recorded") || message.contains("before the first sample"), message);
            return false;
        }
    }

    private static List<String> command(Path journal) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                JournaledRun.class.getName(),
                journal.toString());
    }

    private static void awaitFile(Path file) throws Exception {
        for (int i = 0; !Files.exists(file); i++) {
            assertTrue(i < 60_000 / 5, () -> file + " does not come");
            Thread.sleep(Duration.ofMillis(5));
        }
    }

    private static void awaitText(Path file, String text) throws Exception {
        for (int i = 0; !Files.readString(file).equals(text); i++) {
            assertTrue(i < 60_000 / 5, "the program goes on without its profiler");
            Thread.sleep(Duration.ofMillis(5));
        }
    }
}
