package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private static final Duration INTERVAL = Duration.ofMillis(1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void journalHoldsWhatTheSessionDoes(long seed) throws Exception {
        Path file = folder.resolve("journal.pyro");
        SessionRecorder recorder = SessionRecorder.journaled(file, RandomSession.started(seed), INTERVAL);

        try (Session session = new RandomSession(seed, recorder).ticks(3_000).finish();
                Session journal = SessionFile.read(file)) {
            String expected = SessionText.of(RandomSession.inMemory(seed, 3_000));
            SessionText.assertSame(expected, SessionText.of(session));
            SessionText.assertSame(expected, SessionText.of(journal));
            SessionText.assertSame(expected, SessionText.of(finished(journal)));
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        }
    }

    @Test
    void journalThatIsNotFinishedSaysWhenItBreaksOff() throws Exception {
        Path file = folder.resolve("journal.pyro");
        SessionRecorder recorder = SessionRecorder.journaled(file, RandomSession.started(1), INTERVAL);
        RandomSession random = new RandomSession(1, recorder);
        Environment environment = new RandomSession(9, recorder).environment();
        Quality quality = new Quality(1, 2, 3, 4, 5);
        recorder.describe("Program: x.py", () -> new Progress(Optional.of(Duration.ofMillis(7)), environment, quality));
        random.ticks(2_500);
        Path copy = folder.resolve("copy.pyro");
        byte[] written = writtenSoFar(file);
        Files.write(copy, written);
        recorder.discard();

        Session session = SessionFile.read(copy);

        double seconds = session.tickNanos(session.ticks() - 1) / 1e9;
        assertEquals(
                List.of(String.format(
                        "The recording breaks off after %.3f s: the profiler was killed, or its machine stopped.",
                        seconds)),
                session.notes());
        assertEquals("Program: x.py", session.description());
        assertEquals(environment, session.environment());
        assertEquals(quality, session.quality());
        assertEquals(Optional.of(Duration.ofMillis(7)), session.cpuTime());
        assertFalse(Files.exists(file), "a recording that was given up leaves nothing");
        List<String> all = SessionText.samples(RandomSession.inMemory(1, 2_500));
        String ticks = SessionText.samples(session).getFirst();
        assertTrue(all.getFirst().startsWith(ticks), "what is there is the beginning");
        assertTrue(session.ticks() > 0, "something is there");
    }

    @Test
    void whatTheJournalCannotTakeIsKeptInMemory() throws Exception {
        Path file = folder.resolve("no such folder").resolve("journal.pyro");
        SessionRecorder recorder = SessionRecorder.journaled(file, RandomSession.started(2), INTERVAL);

        Session session = new RandomSession(2, recorder).ticks(3_000).finish();

        SessionText.assertSame(SessionText.of(RandomSession.inMemory(2, 3_000)), SessionText.of(session));
        assertFalse(Files.exists(file));
    }

    @Test
    void existingFilesAreNotTouched() throws Exception {
        Path file = Files.writeString(folder.resolve("mine.txt"), "mine");

        SessionRecorder recorder = SessionRecorder.journaled(file, RandomSession.started(2), INTERVAL);
        new RandomSession(2, recorder).ticks(100).finish();

        assertEquals("mine", Files.readString(file));
    }

    @Test
    void journalThatFailsMidwayGoesOnInMemoryAndBreaksOffWhereThatIsFull() throws Exception {
        try (Session all = withFullDisk(20_000, Long.MAX_VALUE);
                Session part = withFullDisk(20_000, 30_000)) {
            SessionText.assertSame(SessionText.of(RandomSession.inMemory(3, 3_000)), SessionText.of(all));

            assertTrue(part.ticks() < all.ticks());
            String note = part.notes().getLast();
            assertTrue(
                    note.startsWith("The recording breaks off after ") && note.contains("No space left on device"),
                    note);
            assertTrue(SessionText.samples(all)
                    .getFirst()
                    .startsWith(SessionText.samples(part).getFirst()));
        }
    }

    private Session withFullDisk(long room, long memory) throws Exception {
        Path file = folder.resolve("full-" + memory + ".pyro");
        SessionRecorder recorder = SessionRecorder.journaled(
                new Journal(file, position -> position < room, memory), RandomSession.started(3), INTERVAL);
        return new RandomSession(3, recorder).ticks(3_000).finish();
    }

    /// The content of the journal once something was written of its samples.
    /// As much as the journal had time for: the ticks came faster than it writes.
    private static byte[] writtenSoFar(Path file) throws Exception {
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Files.readAllBytes(file);
            try {
                if (SessionFile.read(bytes, "journal").ticks() > 0) {
                    return bytes;
                }
            } catch (UnusableSession e) {
                // Nothing yet.
            }
            Thread.sleep(1);
        }
        throw new AssertionError("nothing was written");
    }

    private static Session finished(Session session) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SessionFile.write(session, out);
        return SessionFile.read(out.toByteArray(), "finished");
    }
}
