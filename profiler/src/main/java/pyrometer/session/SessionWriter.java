package pyrometer.session;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// Writes a session in its finished form: stacks numbered depth first, long stretches, well compressed.
final class SessionWriter implements AutoCloseable {
    private static final int LEVEL = 6;

    private final Session session;
    private final OutputStream out;
    private final StretchEncoder encoder = new StretchEncoder(BlockWriter.deflating(LEVEL));
    private final Stretch stretch = new Stretch();

    /// The stacks in their new order, and the new number of each.
    private final int[] order;

    private final int[] numbers;

    SessionWriter(Session session, OutputStream out) {
        this.session = session;
        this.out = out;
        this.numbers = depthFirst(session.stacks());
        this.order = new int[numbers.length];
        for (int node = 0; node < numbers.length; node++) {
            order[numbers[node]] = node;
        }
    }

    /// Numbers each stack so that those it called follow right after it.
    private static int[] depthFirst(StackTrie stacks) {
        int size = stacks.size();
        int[] sizes = new int[size];
        for (int node = size - 1; node > StackTrie.EMPTY; node--) {
            sizes[node]++;
            sizes[stacks.parent(node)] += sizes[node];
        }
        int[] numbers = new int[size];
        int[] next = new int[size];
        next[StackTrie.EMPTY] = 1;
        for (int node = 1; node < size; node++) {
            int parent = stacks.parent(node);
            numbers[node] = next[parent];
            next[parent] += sizes[node];
            next[node] = numbers[node] + 1;
        }
        return numbers;
    }

    void write() throws IOException {
        PayloadWriter header = new PayloadWriter();
        SessionFile.writeHeader(header);
        out.write(header.bytes(), 0, header.size());
        writeStructure();
        for (int from = 0; from < session.ticks(); from += TickColumn.MOST) {
            writeSamples(from, Math.min(session.ticks(), from + TickColumn.MOST));
        }
        encoder.clear();
        encoder.addEnd(session.ticks());
        flush();
    }

    private void writeStructure() throws IOException {
        StackTrie stacks = session.stacks();
        Facts facts = session.facts();
        encoder.addFacts(new Facts(
                facts.started(),
                facts.interval(),
                facts.description(),
                facts.host(),
                facts.firstTick(),
                true,
                numbers[facts.stem()],
                facts.progress(),
                facts.notes()));
        encoder.addFrames(session.frames());
        encoder.addNodes(
                1,
                stacks.size() - 1,
                node -> numbers[stacks.parent(order[node])],
                node -> stacks.frame(order[node]),
                node -> stacks.line(order[node]));
        encoder.addProcesses(session.processes());
        List<Stretch.NewThread> threads = new ArrayList<>();
        for (ThreadSamples thread : session.threads()) {
            threads.add(new Stretch.NewThread(threads.size(), thread.thread(), thread.firstTick(), thread.samples()));
        }
        encoder.addThreads(threads);
        flush();
    }

    private void writeSamples(int from, int to) throws IOException {
        stretch.begin(from, session.tickNanos(from - 1));
        for (int tick = from; tick < to; tick++) {
            stretch.ticks().add(session.tickNanos(tick));
        }
        List<ThreadSamples> threads = session.threads();
        for (int i = 0; i < threads.size(); i++) {
            ThreadSamples thread = threads.get(i);
            int start = Math.max(from, thread.firstTick());
            if (start < Math.min(to, thread.endTick())) {
                copyRuns(thread, stretch.runs(i, start), from, to);
            }
        }
        encoder.encodeSamples(stretch);
        flush();
    }

    private void copyRuns(ThreadSamples thread, RunColumns columns, int from, int to) {
        Samples samples = session.samples();
        SampleRuns runs = new SampleRuns(thread, samples.store(), samples.ticks(), from, to, true);
        while (runs.next()) {
            boolean absent = runs.code() == RunColumns.ABSENT_CODE;
            columns.add(runs.end(), absent ? RunColumns.ABSENT : numbers[runs.stack()], runs.code());
        }
    }

    private void flush() throws IOException {
        PayloadWriter blocks = encoder.out();
        out.write(blocks.bytes(), 0, blocks.size());
        encoder.clear();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
