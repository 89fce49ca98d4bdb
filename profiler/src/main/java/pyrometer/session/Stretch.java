package pyrometer.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was recorded during some ticks in a row, and what came up for the first time then. Filled by the
/// recorder, then encoded, perhaps by another thread, and reused.
final class Stretch {
    /// The most runs of all threads.
    static final int MOST_RUNS = 1 << 18;

    /// @param number of the thread in the recording
    /// @param samples those of its samples that no block of runs counts
    record NewThread(int number, ThreadInfo info, int firstTick, long samples) {}

    private final TickColumn ticks = new TickColumn();
    private RunColumns[] columns = {};
    private int used;
    private int samples;

    private final List<NewThread> threads = new ArrayList<>();
    private final List<ProcessInfo> processes = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private int firstNode;
    private int nodes;
    private int[] parents = {};
    private int[] nodeFrames = {};
    private int[] lines = {};
    private @Nullable Facts facts;

    void begin(int firstTick, long baseNanos) {
        ticks.begin(firstTick, baseNanos);
        used = 0;
        samples = 0;
        threads.clear();
        processes.clear();
        frames.clear();
        nodes = 0;
        facts = null;
    }

    /// Room for the samples of one more thread.
    RunColumns runs(int thread, int firstTick) {
        if (used == columns.length) {
            columns = Arrays.copyOf(columns, Math.max(4, 2 * used));
            for (int i = used; i < columns.length; i++) {
                columns[i] = new RunColumns();
            }
        }
        RunColumns next = columns[used++];
        next.begin(thread, firstTick);
        return next;
    }

    void countSample() {
        samples++;
    }

    boolean isFull() {
        return ticks.count() == TickColumn.MOST || samples >= MOST_RUNS;
    }

    /// Copies the nodes from `from` on.
    void addNodes(StackTrie stacks, int from) {
        firstNode = from;
        nodes = stacks.size() - from;
        if (parents.length < nodes) {
            parents = new int[nodes];
            nodeFrames = new int[nodes];
            lines = new int[nodes];
        }
        for (int i = 0; i < nodes; i++) {
            parents[i] = stacks.parent(from + i);
            nodeFrames[i] = stacks.frame(from + i);
            lines[i] = stacks.line(from + i);
        }
    }

    void facts(Facts newest) {
        facts = newest;
    }

    TickColumn ticks() {
        return ticks;
    }

    List<RunColumns> columns() {
        return Arrays.asList(columns).subList(0, used);
    }

    List<NewThread> threads() {
        return threads;
    }

    List<ProcessInfo> processes() {
        return processes;
    }

    List<Frame> frames() {
        return frames;
    }

    int firstNode() {
        return firstNode;
    }

    int nodes() {
        return nodes;
    }

    int parent(int node) {
        return parents[node - firstNode];
    }

    int frame(int node) {
        return nodeFrames[node - firstNode];
    }

    int line(int node) {
        return lines[node - firstNode];
    }

    @Nullable
    Facts facts() {
        return facts;
    }
}
