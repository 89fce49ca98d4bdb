package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
    @TempDir
    Path folder;

    @Property(tries = 60)
    void whatWasWrittenIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int ticks) throws Exception {
        Session session = RandomSession.inMemory(seed, ticks);

        Session read = SessionFile.read(bytes(session), "test");

        SessionText.assertSame(SessionText.of(session), SessionText.of(read));
        assertEquals(session.frames(), read.frames());
        assertEquals(session.stacks().size(), read.stacks().size());
    }

    @Property(tries = 10)
    void fileOfAFileIsTheSame(@ForAll long seed) throws Exception {
        byte[] once = bytes(RandomSession.inMemory(seed, 300));

        byte[] twice = bytes(SessionFile.read(once, "test"));

        assertTrue(Arrays.equals(once, twice));
    }

    @Property(tries = 10)
    void calleesAreNumberedRightAfterTheirCaller(@ForAll long seed) throws Exception {
        StackTrie stacks = SessionFile.read(bytes(RandomSession.inMemory(seed, 300)), "test")
                .stacks();

        for (int node = 2; node < stacks.size(); node++) {
            int caller = node - 1;
            while (caller != StackTrie.EMPTY && caller != stacks.parent(node)) {
                caller = stacks.parent(caller);
            }
            assertEquals(stacks.parent(node), caller, "the caller is the last stack or one of its callers");
        }
    }

    @Property(tries = 20)
    void partOfASessionIsThatPartOfItsRuns(
            @ForAll long seed, @ForAll @IntRange(max = 300) int from, @ForAll @IntRange(max = 300) int length)
            throws Exception {
        Session session = SessionFile.read(bytes(RandomSession.inMemory(seed, 300)), "test");
        int to = Math.min(session.ticks(), from + length);

        for (ThreadSamples thread : session.threads()) {
            int[] stacks = stacksByTick(session, thread, 0, session.ticks());
            int[] part = stacksByTick(session, thread, from, to);
            for (int tick = 0; tick < session.ticks(); tick++) {
                assertEquals(tick >= from && tick < to ? stacks[tick] : 0, part[tick], "tick " + tick);
            }
        }
    }

    /// The stack at each tick, plus one; 0 where there is none.
    private static int[] stacksByTick(Session session, ThreadSamples thread, int from, int to) {
        int[] stacks = new int[session.ticks()];
        for (Runs runs = session.runs(thread, from, to); runs.next(); ) {
            assertEquals(session.tickNanos(runs.start() - 1), runs.startNanos());
            assertEquals(session.tickNanos(runs.end() - 1), runs.endNanos());
            Arrays.fill(stacks, runs.start(), runs.end(), runs.stack() + 1);
        }
        return stacks;
    }

    @Test
    void recordingsLongerThanAStretchAreReadPieceByPiece() throws Exception {
        SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(10));
        for (int i = 0; i < TickColumn.MOST + 1000; i++) {
            recorder.tick(10L * i);
            if (i == 0) {
                recorder.thread(new ThreadInfo(1, 2, 3, "MainThread", true));
            }
            recorder.sample(0, recorder.stacks().child(StackTrie.EMPTY, i / 100 % 7, 1), ThreadState.RUNNING);
        }
        for (int i = 0; i < 7; i++) {
            recorder.frame(new Frame.C("f" + i));
        }
        Session session = recorder.finish(
                10L * TickColumn.MOST + 10_000,
                "",
                Duration.ZERO,
                Progress.NONE.environment(),
                Progress.NONE.quality());

        Session read = SessionFile.read(bytes(session), "test");

        assertTrue(session.ticks() > TickColumn.MOST);
        SessionText.assertSame(SessionText.of(session), SessionText.of(read));
    }

    @Test
    void fileIsReadFromTheDiskWhenItIsLarge() throws Exception {
        Session session = RandomSession.inMemory(8, 2_000);
        Path file = Files.write(folder.resolve("large.pyro"), bytes(session));

        try (Session small = SessionFile.read(file);
                Session large = SessionFile.read(file, 100)) {
            SessionText.assertSame(SessionText.of(session), SessionText.of(small));
            SessionText.assertSame(SessionText.of(session), SessionText.of(large));
        }
    }

    @Test
    void fileThatChangesWhileItIsReadIsNoticed() throws Exception {
        Path file = Files.write(folder.resolve("changed.pyro"), bytes(RandomSession.inMemory(9, 500)));
        try (Session session = SessionFile.read(file, 100)) {
            Files.write(file, new byte[(int) Files.size(file)]);

            assertThrows(java.io.UncheckedIOException.class, () -> SessionText.of(session));
        }
    }

    @Test
    void otherFilesAreNamedAsWhatTheyAre() throws Exception {
        assertEquals("x.pyro is empty", refusal(new byte[0]));
        assertEquals(
                "x.pyro is not a session that Pyrometer recorded",
                refusal("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)));
        byte[] file = bytes(RandomSession.inMemory(1, 1));
        assertEquals("x.pyro ends right after it begins: nothing was recorded", refusal(Arrays.copyOf(file, 9)));
        byte[] later = file.clone();
        later[8] = 3;
        assertEquals(
                "x.pyro has version 3 of the format, and this Pyrometer reads versions up to 2: update Pyrometer",
                refusal(later));
        assertEquals(
                folder + " is not a file",
                assertThrows(UnusableSession.class, () -> SessionFile.read(folder))
                        .getMessage());
        assertThrows(IOException.class, () -> SessionFile.read(folder.resolve("missing")));
    }

    @Test
    void sessionFileIsKnownByItsFirstBytes() throws Exception {
        byte[] file = bytes(RandomSession.inMemory(1, 1));

        assertTrue(SessionFile.isOne(file));
        assertTrue(SessionFile.isOne(Arrays.copyOf(file, 8)));
        assertFalse(SessionFile.isOne(Arrays.copyOf(file, 7)));
        assertFalse(SessionFile.isOne("%PDF-1.7".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void whatIsNotKnownOfAPartIsNotKnownOfItsFile() throws Exception {
        Session part = Slice.WHOLE.to(1_000_000).apply(RandomSession.inMemory(1, 100));

        Session read = SessionFile.read(bytes(part), "test");

        assertEquals(Optional.empty(), read.cpuTime());
        assertEquals(part.quality(), read.quality());
        assertTrue(read.quality().ofPart());
    }

    @Test
    void textTooLongIsCut() throws Exception {
        SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofMillis(1));
        recorder.frame(new Frame.C("é".repeat(PayloadWriter.LONGEST_TEXT)));
        Session session = recorder.finish(1, "", Duration.ZERO, Progress.NONE.environment(), Progress.NONE.quality());

        Session read = SessionFile.read(bytes(session), "test");

        assertEquals(List.of(new Frame.C("é".repeat(PayloadWriter.LONGEST_TEXT / 2))), read.frames());
    }

    private static String refusal(byte[] bytes) {
        return String.valueOf(assertThrows(UnusableSession.class, () -> SessionFile.read(bytes, "x.pyro"))
                .getMessage());
    }

    static byte[] bytes(Session session) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SessionFile.write(session, out);
        return out.toByteArray();
    }
}
