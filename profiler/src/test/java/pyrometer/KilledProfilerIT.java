package pyrometer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;
import pyrometer.session.ThreadSamples;
import pyrometer.session.UnusableSession;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Pyrometer;

/// The profiler is killed at any moment: what it recorded until a second before is there, and the program goes on.
class KilledProfilerIT {
    /// Many more by `benchmarks/session-file kill`.
    private static final int KILLS = Integer.getInteger("kills", 8);

    private static final long SEED = 20_261_122;
    private static final int LATEST_KILL_MILLIS = 2_800;
    private static final int STEP_MILLIS = 50;

    /// How much may be lost.
    private static final long SECOND = 1_000_000_000;

    /// Logs when it began, and the end of each of its steps, which are functions `step_0`, `step_1` and so on. Its
    /// clock is that of [System#nanoTime].
    private static final String PROGRAM = """
            import sys, time
            log = open(sys.argv[1], 'a', buffering=1)
            def busy(milliseconds):
                end = time.monotonic_ns() + milliseconds * 1_000_000
                while time.monotonic_ns() < end: sum(range(100))
            print('begin', time.monotonic_ns(), file=log)
            for number in range(%d):
                exec(f'def step_{number}(): busy(%d)')
                globals()[f'step_{number}']()
                print('step', number, time.monotonic_ns(), file=log)
            print('done', file=log)
            """.formatted(LATEST_KILL_MILLIS / STEP_MILLIS + 8, STEP_MILLIS);

    @TempDir
    Path folder;

    private int opened;
    private Duration mostLost = Duration.ZERO;

    @Test
    void aKilledProfilerLosesAtMostASecondAndTheProgramGoesOn() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < KILLS; i++) {
            killOnce(Interpreters.newest(), folder.resolve("run " + i), random.nextInt(LATEST_KILL_MILLIS));
        }
        System.out.printf(
                "%d kills: %d recordings, the others too early; at most %d ms lost%n",
                KILLS, opened, mostLost.toMillis());
        assertTrue(opened > KILLS / 3, () -> "only " + opened + " of " + KILLS + " recorded anything");
    }

    private void killOnce(Interpreter python, Path home, int afterMillis) throws Exception {
        Path log = Files.createFile(Files.createDirectory(home).resolve("log"));
        ProcessBuilder command = new ProcessBuilder(
                        Pyrometer.script(), "--python", python.executable().toString(), "-c", PROGRAM, log.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("PYROMETER_DATA_HOME", home.toString());
        Process profiler = command.start();
        awaitText(log, "begin");
        Thread.sleep(afterMillis);
        assertTrue(profiler.isAlive());
        long killed = System.nanoTime();
        Instant wallClock = Instant.now();
        profiler.destroyForcibly().waitFor();

        List<String> logged = Files.readAllLines(log);
        awaitText(log, "done");
        check(journal(home), wallClock, lastStepUntil(killed - SECOND, logged));
    }

    /// The number of the last step that had ended then, or -1.
    private static int lastStepUntil(long nanos, List<String> log) {
        return log.stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3 && Long.parseLong(words[2]) <= nanos)
                .mapToInt(words -> Integer.parseInt(words[1]))
                .max()
                .orElse(-1);
    }

    private static Path journal(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("sessions"))) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void check(Path journal, Instant killed, int lastStep) throws Exception {
        try (Session session = SessionFile.read(journal)) {
            String note = session.notes().getLast();
            assertTrue(note.startsWith("The recording breaks off after "), note);
            int recorded = lastRecordedStep(session);
            assertTrue(recorded >= lastStep, () -> "step " + lastStep + " is lost, the last is " + recorded);
            Instant end = session.started().plusNanos(session.tickNanos(session.ticks() - 1));
            Duration lost = Duration.between(end, killed);
            assertFalse(lost.isNegative(), () -> "what is recorded ends " + lost + " after the profiler was killed");
            mostLost = lost.compareTo(mostLost) > 0 ? lost : mostLost;
            long samples =
                    session.threads().stream().mapToLong(ThreadSamples::samples).sum();
            assertTrue(session.quality().samples() <= samples, "the counts are those of the samples");
            opened++;
        } catch (UnusableSession e) {
            String message = String.valueOf(e.getMessage());
            assertTrue(
                    message.contains("nothing was recorded") || message.contains("before the first sample"), message);
            assertTrue(lastStep < 0, () -> "step " + lastStep + " is lost, and all others: " + message);
        }
    }

    private static int lastRecordedStep(Session session) {
        int last = -1;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread); runs.next(); ) {
                for (int node = runs.stack(); node > 0; node = session.stacks().parent(node)) {
                    if (session.frames().get(session.stacks().frame(node)) instanceof Frame.Python function
                            && function.name().startsWith("step_")) {
                        last = Math.max(last, Integer.parseInt(function.name().substring("step_".length())));
                    }
                }
            }
        }
        return last;
    }

    private static void awaitText(Path file, String text) throws Exception {
        for (int i = 0; !Files.readString(file).contains(text); i++) {
            assertTrue(i < 60_000 / 5, () -> file + " does not say '" + text + "'");
            Thread.sleep(Duration.ofMillis(5));
        }
    }
}
