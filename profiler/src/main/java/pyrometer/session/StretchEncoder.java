package pyrometer.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Encodes stretches as blocks, one after another, those parts first that later ones refer to. Used by
/// one thread.
final class StretchEncoder implements AutoCloseable {
    /// Frames and nodes begin a new block beyond so many bytes.
    private static final int LONG_PAYLOAD = 1 << 18;

    private final BlockWriter blocks;
    private final PayloadWriter out = new PayloadWriter();
    private final PayloadWriter payload = new PayloadWriter();
    private final PayloadWriter scratch = new PayloadWriter();
    private final Map<String, Integer> texts = new HashMap<>();
    private int frames;
    private @Nullable Facts facts;

    /// Where in [#out] the blocks of runs begin, in their order, and after them that of the ticks.
    private int[] offsets = new int[16];

    StretchEncoder(BlockWriter blocks) {
        this.blocks = blocks;
    }

    /// The blocks of the last stretch. Valid until the next.
    PayloadWriter out() {
        return out;
    }

    /// Encodes all of the stretch.
    void encode(Stretch stretch) {
        out.clear();
        addFacts(stretch.facts());
        addFrames(stretch.frames());
        addNodes(stretch.firstNode(), stretch.nodes(), stretch::parent, stretch::frame, stretch::line);
        addProcesses(stretch.processes());
        addThreads(stretch.threads());
        addSamples(stretch);
    }

    /// Encodes only samples: the rest stays in memory.
    void encodeSamples(Stretch stretch) {
        out.clear();
        addSamples(stretch);
    }

    void clear() {
        out.clear();
    }

    void addFacts(@Nullable Facts newest) {
        if (newest == null || newest.equals(facts)) {
            return;
        }
        payload.clear();
        newest.encode(facts, payload);
        facts = newest;
        blocks.add(BlockKind.FACTS, payload, out);
    }

    void addFrames(List<Frame> newest) {
        int next = 0;
        while (next < newest.size()) {
            int firstText = texts.size();
            int from = next;
            int newTexts = 0;
            scratch.clear();
            payload.clear();
            while (next < newest.size() && scratch.size() + payload.size() < LONG_PAYLOAD) {
                int known = texts.size();
                addFrame(newest.get(next++));
                newTexts += texts.size() - known;
            }
            // The texts are in the scratch buffer, the frames in the payload: now both into one.
            PayloadWriter block = new PayloadWriter();
            block.varint(firstText);
            block.varint(newTexts);
            block.append(scratch);
            block.varint(frames);
            block.varint(next - from);
            block.append(payload);
            frames += next - from;
            blocks.add(BlockKind.FRAMES, block, out);
        }
    }

    private void addFrame(Frame frame) {
        switch (frame) {
            case Frame.C c -> {
                int name = text(c.qualifiedName());
                payload.varint(FrameCode.C);
                payload.varint(name);
            }
            case Frame.Python python -> {
                payload.varint(python.hidden() ? FrameCode.HIDDEN_PYTHON : FrameCode.PYTHON);
                payload.varint(text(python.name()));
                payload.varint(text(python.qualifiedName()));
                payload.varint(text(python.file()));
                payload.signed(python.firstLine());
                payload.varint(python.className() == null ? 0 : 1 + text(python.className()));
            }
        }
    }

    private int text(String text) {
        Integer known = texts.putIfAbsent(text, texts.size());
        if (known != null) {
            return known;
        }
        scratch.text(text);
        return texts.size() - 1;
    }

    void addNodes(int first, int count, IntUnaryOperator parent, IntUnaryOperator frame, IntUnaryOperator line) {
        int end = first + count;
        for (int from = first; from < end; ) {
            int to = Math.min(end, from + LONG_PAYLOAD / 4);
            payload.clear();
            payload.varint(from);
            payload.varint(to - from);
            for (int node = from; node < to; node++) {
                payload.varint(node - parent.applyAsInt(node));
            }
            for (int node = from; node < to; node++) {
                payload.varint(frame.applyAsInt(node));
            }
            for (int node = from; node < to; node++) {
                payload.signed(line.applyAsInt(node));
            }
            blocks.add(BlockKind.TRIE, payload, out);
            from = to;
        }
    }

    void addProcesses(List<ProcessInfo> processes) {
        for (ProcessInfo process : processes) {
            payload.clear();
            payload.signed(process.pid());
            payload.signed(process.parentPid());
            payload.text(process.pythonVersion());
            payload.varint(process.commandLine().size());
            process.commandLine().forEach(payload::text);
            blocks.add(BlockKind.PROCESSES, payload, out);
        }
    }

    void addThreads(List<Stretch.NewThread> threads) {
        int next = 0;
        while (next < threads.size()) {
            payload.clear();
            while (next < threads.size() && payload.size() < LONG_PAYLOAD) {
                addThread(threads.get(next++));
            }
            blocks.add(BlockKind.THREADS, payload, out);
        }
    }

    private void addThread(Stretch.NewThread thread) {
        scratch.clear();
        scratch.varint(thread.number());
        scratch.varint(thread.firstTick());
        scratch.signed(thread.info().processId());
        scratch.varint(thread.info().ident());
        scratch.varint(thread.info().nativeId());
        scratch.varint(thread.info().main() ? 1 : 0);
        scratch.text(thread.info().name());
        scratch.varint(thread.samples());
        payload.varint(scratch.size());
        payload.append(scratch);
    }

    private void addSamples(Stretch stretch) {
        List<RunColumns> columns = stretch.columns();
        if (offsets.length <= columns.size()) {
            offsets = new int[2 * columns.size() + 1];
        }
        for (int i = 0; i < columns.size(); i++) {
            offsets[i] = out.size();
            payload.clear();
            columns.get(i).encode(payload, scratch);
            blocks.add(BlockKind.RUNS, payload, out);
        }
        offsets[columns.size()] = out.size();
        payload.clear();
        stretch.ticks().encode(payload);
        blocks.add(BlockKind.TICKS, payload, out);
    }

    void addEnd(int ticks) {
        payload.clear();
        payload.varint(ticks);
        blocks.add(BlockKind.END, payload, out);
    }

    /// Notes where the samples of the stretch are, now that its blocks were put at `place`.
    void index(Stretch stretch, long place, Samples samples) {
        for (Stretch.NewThread thread : stretch.threads()) {
            samples.put(thread);
        }
        List<RunColumns> columns = stretch.columns();
        for (int i = 0; i < columns.size(); i++) {
            RunColumns runs = columns.get(i);
            samples.thread(runs.thread())
                    .addChunk(runs.startTick(), runs.endTick(), runs.samples(), place + offsets[i]);
        }
        TickColumn ticks = stretch.ticks();
        samples.ticks().add(ticks.endTick(), ticks.baseNanos(), ticks.lastNanos(), place + offsets[columns.size()]);
    }

    @Override
    public void close() {
        blocks.close();
    }
}
