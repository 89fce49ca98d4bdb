package pyrometer.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Reads a session file from its first block to its last, and checks everything; keeps what the samples
/// refer to and where they are, not the samples.
///
/// What was damaged on the disk is left out if what follows can do without, else all that follows is. A
/// block that is as it was written but makes no sense was not written by a Pyrometer: then the file is
/// refused.
final class SessionReader {
    /// What the objects of one text, frame, thread, process or block of runs take, about, in bytes.
    private static final int OBJECT = 64;

    /// What one node takes while the trie grows.
    private static final int NODE = 36;

    private static final int MOST_THREADS = 1 << 20;
    private static final long MOST_SAMPLES = 1L << 48;

    private final ByteSource source;
    private final String name;
    private final Samples samples;
    private final Block block = new Block();
    private final List<String> texts = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final StackTrie stacks = new StackTrie();
    private final Map<Integer, ProcessInfo> processes = new LinkedHashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private @Nullable Facts facts;
    private long memoryLeft;
    private boolean complete;

    /// How many blocks, or stretches of bytes that are none, were passed over.
    private int damages;

    private boolean lostTheRest;

    /// Runs whose ticks were not seen yet.
    private record Chunk(int thread, int start, int end, long samples, long place) {}

    SessionReader(ByteSource source, String name, long mostMemory) {
        this.source = source;
        this.name = name;
        this.memoryLeft = mostMemory;
        this.samples = new Samples(new BlockStore(source));
    }

    Session read() throws IOException, UnusableSession {
        Inflater inflater = new Inflater(true);
        try {
            readBlocks(inflater);
        } finally {
            inflater.end();
        }
        Ticks ticks = samples.ticks();
        if (facts == null || ticks.count() == 0) {
            throw new UnusableSession(name
                    + (damages > 0
                            ? " is damaged: nothing of it can be read any more"
                            : " ends before the first sample: the recording was broken off at once"));
        }
        List<String> notes = new ArrayList<>(facts.notes());
        if (lostTheRest) {
            notes.add(RecordingNotes.damagedBeyond(ticks.lastNanos()));
        } else if (damages > 0) {
            notes.add(RecordingNotes.damaged(damages));
        }
        if (!complete && !lostTheRest) {
            notes.add(RecordingNotes.breaksOffAfter(ticks.lastNanos())
                    + (facts.depthFirst()
                            ? "the file was cut short."
                            : "the profiler was killed, or its machine stopped."));
        }
        int firstTick = Math.clamp(facts.firstTick(), 0, ticks.count() - 1);
        Facts checked = new Facts(
                facts.started(),
                facts.interval(),
                facts.description(),
                facts.host(),
                firstTick,
                facts.depthFirst(),
                facts.stem() > 0 && facts.stem() < stacks.size() ? facts.stem() : StackTrie.EMPTY,
                facts.progress(),
                notes);
        return new Session(checked, frames, stacks, List.copyOf(processes.values()), samples);
    }

    private void readBlocks(Inflater inflater) throws IOException, UnusableSession {
        long position = SessionFile.HEADER_SIZE;
        long size = source.size();
        while (position < size && !complete && !lostTheRest) {
            switch (block.read(source, position, inflater)) {
                case WHOLE -> {
                    takeUnlessDamaged(position);
                    position = block.next();
                }
                case DAMAGED -> {
                    damages++;
                    position = block.next();
                }
                case NOTHING -> {
                    long next = findBlock(position + 1, size);
                    damages += next < size ? 1 : 0; // Else it ends within a block: nothing was written after that.
                    position = next;
                }
                case CUT_OFF -> position = size;
            }
        }
    }

    /// @return where the next header is, or the end
    private long findBlock(long from, long size) throws IOException {
        byte[] window = new byte[1 << 16];
        for (long start = from; start < size; start += window.length - BlockHeader.SIZE + 1) {
            int count = source.read(start, window, window.length);
            for (int i = 0; i + BlockHeader.SIZE <= count; i++) {
                if (BlockHeader.parse(window, i) != null) {
                    return start + i;
                }
            }
        }
        return size;
    }

    private void takeUnlessDamaged(long position) throws UnusableSession {
        try {
            take(position);
        } catch (Malformed e) {
            if (damages == 0) {
                throw new UnusableSession(name + " was not written by Pyrometer, or by a faulty one: the block at byte "
                        + position + " has " + e.getMessage());
            }
            lostTheRest = true; // It needs what was damaged.
        }
    }

    private void take(long position) throws Malformed, UnusableSession {
        BlockKind kind = block.kind().orElse(null);
        if (kind == null) {
            return; // of a later version
        }
        PayloadReader payload = block.reader();
        switch (kind) {
            case FACTS -> {
                needMemory(4L * payload.remaining());
                facts = Facts.decode(payload, facts);
            }
            case FRAMES -> takeFrames(payload);
            case TRIE -> takeNodes(payload);
            case PROCESSES -> takeProcess(payload);
            case THREADS -> takeThreads(payload);
            case RUNS, RUNS_OF_FEW_STATES -> takeRuns(kind, payload, position);
            case TICKS -> takeTicks(payload, position);
            case END -> {
                requireSame(
                        "ticks",
                        payload.number("ticks", Integer.MAX_VALUE),
                        samples.ticks().count());
                complete = true;
            }
        }
    }

    private void takeFrames(PayloadReader payload) throws Malformed, UnusableSession {
        requireSame("texts", payload.number("text", Integer.MAX_VALUE), texts.size());
        int newTexts = payload.count("texts", 1);
        needMemory(OBJECT * (long) newTexts + 2L * payload.remaining());
        for (int i = 0; i < newTexts; i++) {
            texts.add(payload.text());
        }
        requireSame("frames", payload.number("frame", Integer.MAX_VALUE), frames.size());
        int newFrames = payload.count("frames", 2);
        needMemory(OBJECT * (long) newFrames);
        for (int i = 0; i < newFrames; i++) {
            frames.add(frame(payload));
        }
        payload.requireEnd();
    }

    private Frame frame(PayloadReader payload) throws Malformed {
        int code = payload.number("kind of frame", FrameCode.HIDDEN_PYTHON);
        if (code == FrameCode.C) {
            return new Frame.C(text(payload));
        }
        String function = text(payload);
        String qualifiedName = text(payload);
        String file = text(payload);
        int firstLine = payload.signedInt("line");
        int className = payload.number("text", texts.size());
        return new Frame.Python(
                function,
                qualifiedName,
                file,
                firstLine,
                className == 0 ? null : texts.get(className - 1),
                code == FrameCode.HIDDEN_PYTHON);
    }

    private String text(PayloadReader payload) throws Malformed {
        return texts.get(payload.number("text", texts.size() - 1));
    }

    private void takeNodes(PayloadReader payload) throws Malformed, UnusableSession {
        int first = payload.number("stack", Integer.MAX_VALUE);
        requireSame("stacks", first, stacks.size());
        int count = payload.count("stacks", 3);
        needMemory(NODE * (long) count);
        int[] parents = new int[count];
        int[] nodeFrames = new int[count];
        for (int i = 0; i < count; i++) {
            int up = payload.number("caller", first + i);
            if (up == 0) {
                throw new Malformed("a stack that calls itself");
            }
            parents[i] = first + i - up;
        }
        for (int i = 0; i < count; i++) {
            nodeFrames[i] = payload.number("frame", frames.size() - 1);
        }
        for (int i = 0; i < count; i++) {
            stacks.append(parents[i], nodeFrames[i], payload.signedInt("line"));
        }
        payload.requireEnd();
    }

    private void takeProcess(PayloadReader payload) throws Malformed, UnusableSession {
        needMemory(OBJECT + 2L * payload.remaining());
        int pid = payload.signedInt("pid");
        int parent = payload.signedInt("pid");
        String pythonVersion = payload.text();
        int count = payload.count("arguments", 1);
        needMemory(OBJECT * (long) count);
        List<String> commandLine = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commandLine.add(payload.text());
        }
        if (processes.size() == MOST_THREADS) {
            throw new Malformed("too many processes");
        }
        processes.put(pid, new ProcessInfo(pid, parent, commandLine, pythonVersion));
    }

    private void takeThreads(PayloadReader payload) throws Malformed, UnusableSession {
        while (payload.remaining() > 0) {
            PayloadReader thread = payload.part();
            needMemory(4L * OBJECT + 2L * thread.remaining());
            int number = thread.number("thread", Math.min(samples.threads(), MOST_THREADS));
            int firstTick = thread.number("tick", Integer.MAX_VALUE);
            int processId = thread.signedInt("pid");
            long ident = thread.varint();
            long nativeId = thread.varint();
            boolean main = thread.number("main", 1) == 1;
            ThreadInfo info = new ThreadInfo(processId, ident, nativeId, thread.text(), main);
            samples.put(new Stretch.NewThread(number, info, firstTick, count(thread)));
        }
    }

    private static long count(PayloadReader payload) throws Malformed {
        long count = payload.varint();
        if (count < 0 || count > MOST_SAMPLES) {
            throw new Malformed(Long.toUnsignedString(count) + " samples");
        }
        return count;
    }

    private void takeRuns(BlockKind kind, PayloadReader payload, long position) throws Malformed, UnusableSession {
        needMemory(OBJECT);
        RunColumns.Decoder runs = new RunColumns.Decoder(kind, payload);
        int highest = StackTrie.EMPTY;
        int end = runs.startTick();
        while (runs.next()) {
            highest = Math.max(highest, runs.stack());
            end = runs.end();
        }
        if (runs.thread() >= samples.threads() || highest >= stacks.size() || end == runs.startTick()) {
            throw new Malformed("samples of stack " + highest + " of " + stacks.size() + " in thread " + runs.thread()
                    + " of " + samples.threads());
        }
        chunks.add(new Chunk(runs.thread(), runs.startTick(), end, runs.samples(), position));
    }

    private void takeTicks(PayloadReader payload, long position) throws Malformed, UnusableSession {
        TickColumn.Decoded stretch = TickColumn.Decoded.of(payload);
        Ticks ticks = samples.ticks();
        int lost = stretch.firstTick() - ticks.count();
        if (stretch.endTick() == stretch.firstTick() || lost < 0 || stretch.baseNanos() < ticks.lastNanos()) {
            throw new Malformed("ticks that were there before");
        }
        if (damages == 0 && (lost > 0 || stretch.baseNanos() > ticks.lastNanos())) {
            throw new Malformed("ticks that do not follow the last ones");
        }
        needMemory(2L * OBJECT);
        if (lost > 0) {
            ticks.addLost(stretch.firstTick(), stretch.baseNanos());
            chunks.removeIf(chunk -> chunk.start < stretch.firstTick()); // When that was is not known.
        }
        for (Chunk chunk : chunks) {
            ThreadSamples thread = samples.thread(chunk.thread);
            boolean follows = chunk.start == thread.endTick() || (damages > 0 && chunk.start > thread.endTick());
            if (!follows || chunk.end > stretch.endTick()) {
                throw new Malformed(
                        "samples from tick " + chunk.start + " to " + chunk.end + " after tick " + thread.endTick());
            }
            thread.addChunk(chunk.start, chunk.end, chunk.samples, chunk.place);
        }
        chunks.clear();
        ticks.add(stretch.endTick(), stretch.baseNanos(), stretch.lastNanos(), position);
    }

    private static void requireSame(String what, int found, int expected) throws Malformed {
        if (found != expected) {
            throw new Malformed(what + " from number " + found + " on, after " + expected);
        }
    }

    private void needMemory(long bytes) throws UnusableSession {
        memoryLeft -= bytes;
        if (memoryLeft < 0) {
            throw new UnusableSession(
                    name + " needs more memory than there is: give Java more (-Xmx), if you trust it");
        }
    }
}
