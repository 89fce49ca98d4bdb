package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that were cut, changed or made up: they open with what is left, or are refused with a sentence.
class DamagedSessionTest {
    private static final long MEMORY = 64 << 20;

    /// How many changed files are tried of each kind; `-Dtries=` for more.
    private static final int TRIES = Integer.getInteger("tries", 3_000);

    @TempDir
    Path folder;

    private byte[] finished;
    private byte[] journal;

    @BeforeEach
    void write() throws Exception {
        finished = SessionFileTest.bytes(RandomSession.inMemory(11, 40));
        Path file = folder.resolve("journal.pyro");
        SessionRecorder recorder =
                SessionRecorder.journaled(file, RandomSession.started(12), java.time.Duration.ofMillis(1));
        new RandomSession(12, recorder).ticks(700).finish().close();
        journal = Files.readAllBytes(file);
    }

    @Test
    void fileCutAnywhereOpensOrIsRefused() {
        int opened = 0;
        for (byte[] file : List.of(finished, journal)) {
            for (int length = 0; length < file.length; length++) {
                opened += opens(Arrays.copyOf(file, length), "breaks off after") ? 1 : 0;
            }
        }
        assertTrue(opened > 100, "of a journal that was cut some is left");
    }

    @Test
    void changedBitsAreNoticed() {
        Random random = new Random(1);
        for (int i = 0; i < TRIES; i++) {
            byte[] intact = i % 2 == 0 ? finished : journal;
            byte[] file = intact.clone();
            int bits = 1 + random.nextInt(3);
            for (int bit = 0; bit < bits; bit++) {
                file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (!Arrays.equals(file, intact)) { // one bit can be changed and changed back
                opens(file, "The");
            }
        }
    }

    @Test
    void madeUpBlocksAreRefusedOrMakeSense() {
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] file = withChangedPayload(i % 2 == 0 ? finished : journal, random);
            refused += opens(file, "") ? 0 : 1;
        }
        assertTrue(refused > TRIES / 10, "the checks do something");
    }

    @Test
    void bombIsNotInflatedBeyondWhatItsHeaderSays() throws Exception {
        PayloadWriter out = new PayloadWriter();
        SessionFile.writeHeader(out);
        PayloadWriter zeros = new PayloadWriter();
        zeros.bytes(new byte[BlockHeader.LONGEST], 0, BlockHeader.LONGEST);
        try (BlockWriter blocks = BlockWriter.deflating(9)) {
            blocks.add(BlockKind.FRAMES, zeros, out);
        }

        assertThrows(UnusableSession.class, () -> read(Arrays.copyOf(out.bytes(), out.size())));
    }

    @Test
    void sessionThatNeedsMoreMemoryThanThereIsIsRefused() {
        String message = assertThrows(
                        UnusableSession.class, () -> SessionFile.read(ByteSource.of(finished), "big.pyro", 1_000))
                .getMessage();

        assertEquals("big.pyro needs more memory than there is: give Java more (-Xmx), if you trust it", message);
    }

    @Test
    void damagedSamplesAreMissingAndTheRestIsThere() throws Exception {
        List<Integer> runs = places(journal, BlockKind.RUNS);
        Session whole = read(journal);
        byte[] file = journal.clone();
        file[runs.get(runs.size() / 2) + BlockHeader.SIZE + 3] ^= 1;

        Session session = read(file);

        assertEquals(
                "The file is damaged in one place: the samples that were there are missing.",
                session.notes().getLast());
        assertEquals(whole.ticks(), session.ticks());
        assertEquals(whole.duration(), session.duration());
        assertTrue(nanos(session) < nanos(whole));
        assertTrue(nanos(session) > nanos(whole) / 2);
    }

    @Test
    void damagedTicksLoseTheirStretchAndNoOther() throws Exception {
        List<Integer> ticks = places(journal, BlockKind.TICKS);
        assertTrue(ticks.size() > 2, "several stretches");
        Session whole = read(journal);
        byte[] file = journal.clone();
        file[ticks.get(1) + BlockHeader.SIZE + 3] ^= 1;

        Session session = read(file);

        assertEquals(whole.ticks(), session.ticks());
        assertEquals(whole.duration(), session.duration());
        assertEquals(
                "The file is damaged in one place: the samples that were there are missing.",
                session.notes().getLast());
        assertTrue(nanos(session) > 0 && nanos(session) < nanos(whole));
    }

    @Test
    void whatNeedsSomethingDamagedIsLeftOutWithAllThatFollows() throws Exception {
        List<Integer> stacks = places(journal, BlockKind.TRIE);
        byte[] file = journal.clone();
        file[stacks.get(1) + BlockHeader.SIZE + 3] ^= 1;

        Session session = read(file);

        String note = session.notes().getLast();
        assertTrue(note.startsWith("The file is damaged: what was recorded later than "), note);
        assertTrue(session.ticks() < read(journal).ticks());
    }

    @Test
    void destroyedHeaderIsPassedOver() throws Exception {
        List<Integer> ticks = places(journal, BlockKind.RUNS);
        byte[] file = journal.clone();
        file[ticks.get(1) + 4] ^= 1;

        assertEquals(
                "The file is damaged in one place: the samples that were there are missing.",
                read(file).notes().getLast());
    }

    @Test
    void unknownBlocksAreSkipped() throws Exception {
        byte[] file = new byte[finished.length + BlockHeader.SIZE + 5];
        PayloadWriter block = new PayloadWriter();
        byte[] payload = {1, 2, 3, 4, 5};
        new BlockHeader(99, BlockHeader.PLAIN, 5, 5, BlockHeader.checksum(payload, 0, 5)).write(block);
        block.bytes(payload, 0, 5);
        System.arraycopy(finished, 0, file, 0, SessionFile.HEADER_SIZE);
        System.arraycopy(block.bytes(), 0, file, SessionFile.HEADER_SIZE, block.size());
        System.arraycopy(
                finished,
                SessionFile.HEADER_SIZE,
                file,
                SessionFile.HEADER_SIZE + block.size(),
                finished.length - SessionFile.HEADER_SIZE);

        SessionText.assertSame(SessionText.of(read(finished)), SessionText.of(read(file)));
    }

    /// Opens the file and walks through all of it.
    ///
    /// @param note what one of the notes begins with or has in it
    /// @return whether it opens
    private static boolean opens(byte[] file, String note) {
        try {
            Session session = read(file);
            assertTrue(nanos(session) >= 0);
            assertTrue(
                    session.notes().stream().anyMatch(n -> n.contains(note)) || note.isEmpty(),
                    () -> "notes: " + session.notes());
            return true;
        } catch (UnusableSession e) {
            String message = String.valueOf(e.getMessage());
            assertTrue(message.startsWith("x.pyro "), message);
            return false;
        }
    }

    private static Session read(byte[] file) throws UnusableSession {
        try {
            return SessionFile.read(ByteSource.of(file), "x.pyro", MEMORY);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long nanos(Session session) {
        long sum = 0;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread, 0, session.ticks()); runs.next(); ) {
                sum += runs.nanos();
            }
        }
        return sum;
    }

    /// Where the blocks of the kind begin.
    private static List<Integer> places(byte[] file, BlockKind kind) throws Exception {
        List<Integer> places = new ArrayList<>();
        Block block = new Block();
        Inflater inflater = new Inflater(true);
        for (long at = SessionFile.HEADER_SIZE; at < file.length; at = block.next()) {
            assertEquals(Block.Found.WHOLE, block.read(ByteSource.of(file), at, inflater));
            if (block.kind().orElseThrow() == kind) {
                places.add((int) at);
            }
        }
        inflater.end();
        return places;
    }

    /// Changes what is in some blocks and gives them the checksums that fit.
    private static byte[] withChangedPayload(byte[] file, Random random) {
        PayloadWriter out = new PayloadWriter();
        out.bytes(file, 0, SessionFile.HEADER_SIZE);
        Block block = new Block();
        Inflater inflater = new Inflater(true);
        try (BlockWriter blocks = BlockWriter.plain()) {
            for (long at = SessionFile.HEADER_SIZE; at < file.length; at = block.next()) {
                block.read(ByteSource.of(file), at, inflater);
                byte[] payload = block.copyOfPayload();
                if (random.nextInt(6) == 0 && payload.length > 0) {
                    int change = random.nextInt(Math.min(payload.length, random.nextBoolean() ? 12 : payload.length));
                    payload[change] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
                }
                PayloadWriter changed = new PayloadWriter();
                changed.bytes(payload, 0, payload.length);
                blocks.add(block.kind().orElseThrow(), changed, out);
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } finally {
            inflater.end();
        }
        return Arrays.copyOf(out.bytes(), out.size());
    }
}
