package pyrometer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;
import pyrometer.process.PythonVersion;
import pyrometer.process.TargetProcess;
import pyrometer.sampling.Company;
import pyrometer.sampling.SampleClock;
import pyrometer.sampling.Sampler;
import pyrometer.session.ProcessInfo;
import pyrometer.session.Quality;
import pyrometer.session.SessionRecorder;

/// The Python processes that a program starts, those that they start, and so on: found by a thread of its own, looked
/// at by
/// the one that samples the program.
@NullMarked
final class ChildProcesses implements Company, AutoCloseable {
    /// Sampled at a time; reports with more of them say nothing to anybody, and each look takes its time.
    private static final int MOST = 256;

    private static final long SHORTEST_PAUSE_NANOS = 5_000_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    /// Looking for processes takes at most one part of so many of a CPU, unless there are very many.
    private static final int SHARE = 20;

    /// A process that is no Python may become one, as a rule at once.
    private static final long YOUNG_NANOS = 2_000_000_000;

    /// A child that a recording can have.
    private record Arrival(Child child, Sampler sampler, ProcessInfo info) {}

    /// A process that was found.
    private static final class Child {
        private final TargetProcess process;

        /// When it was met, or seen to have become another program.
        private volatile long metNanos = System.nanoTime();

        /// Whether it is being sampled.
        private volatile boolean isTaken;

        Child(TargetProcess process) {
            this.process = process;
        }
    }

    private final TargetProcess root;
    private final Profiler.Settings settings;
    private final SessionRecorder recorder;
    private final SampleClock clock;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private volatile boolean isClosed;

    // Of the thread that samples.

    private final List<Arrival> present = new ArrayList<>();
    private Quality quality = new Quality(0, 0, 0, 0, 0);

    // Of the thread that finds.

    private final Map<Integer, Child> known = new HashMap<>();

    private ChildProcesses(
            TargetProcess root, Profiler.Settings settings, SessionRecorder recorder, SampleClock clock) {
        this.root = root;
        this.settings = settings;
        this.recorder = recorder;
        this.clock = clock;
    }

    /// Those of the process, if they are wanted.
    static ChildProcesses of(
            TargetProcess root, Profiler.Settings settings, SessionRecorder recorder, SampleClock clock) {
        ChildProcesses children = new ChildProcesses(root, settings, recorder, clock);
        if (settings.children()) {
            Thread.ofPlatform().daemon().name("child processes").start(children::find);
        }
        return children;
    }

    @Override
    public void look(long nanos) {
        for (Arrival arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
            recorder.process(arrival.info);
            present.add(arrival);
        }
        for (int i = present.size() - 1; i >= 0; i--) {
            if (!isThere(present.get(i), nanos)) {
                quality = quality.plus(present.remove(i).sampler.quality());
            }
        }
    }

    private static boolean isThere(Arrival arrival, long nanos) {
        try {
            arrival.sampler.look(nanos);
            if (!arrival.sampler.isLost()) {
                return true;
            }
        } catch (TargetGone | TargetRefused _) {
            // It has ended, or became a program that nobody may read.
        }
        arrival.child.metNanos = System.nanoTime(); // If it goes on, it has become another program.
        arrival.child.isTaken = false;
        return false;
    }

    /// How well they were seen.
    Quality quality() {
        Quality all = quality;
        for (Arrival arrival : present) {
            all = all.plus(arrival.sampler.quality());
        }
        return all;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    private void find() {
        try (PythonBinaries binaries = new PythonBinaries()) {
            binaries.find(root); // Most of the others are of the same Python, which is then known.
            while (!isClosed) {
                long start = System.nanoTime();
                meet();
                for (Child child : known.values()) {
                    if (!child.isTaken && (start - child.metNanos < YOUNG_NANOS)) {
                        arrive(child, binaries);
                    }
                }
                long took = System.nanoTime() - start;
                LockSupport.parkNanos(Math.clamp(SHARE * took, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
            }
        } catch (TargetGone | TargetRefused _) {
            // The program has ended already.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Notes who has come and who has gone.
    private void meet() {
        meet(root);
        for (Iterator<Child> each = known.values().iterator(); each.hasNext(); ) {
            if (!each.next().process.isAlive()) {
                each.remove();
            }
        }
        for (Child child : List.copyOf(known.values())) {
            meet(child.process);
        }
    }

    private void meet(TargetProcess parent) {
        try {
            for (int pid : parent.children()) {
                if (known.size() < MOST && !known.containsKey(pid)) {
                    known.put(pid, new Child(TargetProcess.of(pid)));
                }
            }
        } catch (TargetGone | TargetRefused | UncheckedIOException _) {
            // It has ended, and its children are another's.
        }
    }

    /// Hands the process over to be sampled, if there is a Python in it that is set up.
    private void arrive(Child child, PythonBinaries binaries) {
        try {
            Finding finding = binaries.find(child.process);
            if (finding instanceof Finding.Python python
                    && Observation.unreadable(finding).isEmpty()) {
                arrival(child, python).ifPresent(arrival -> {
                    child.isTaken = true;
                    arrivals.add(arrival);
                });
            }
        } catch (UnreadableMemory | TargetGone | TargetRefused | UncheckedIOException _) {
            // The next time tries again, while it is young.
        }
    }

    private Optional<Arrival> arrival(Child child, Finding.Python python) throws UnreadableMemory {
        Memory memory = child.process.memory();
        MemoryReader reader = new MemoryReader(memory);
        PythonVersion version = python.binary().version().orElseThrow();
        Layout layout = Layout.of(version).orElseThrow().withPublished(reader, python.runtimeAddress());
        PythonRuntime runtime = new PythonRuntime(reader, layout, python.runtimeAddress());
        if (runtime.interpreters().isEmpty()) {
            return Optional.empty();
        }
        Sampler sampler = new Sampler(
                child.process,
                runtime,
                memory,
                recorder,
                clock,
                settings.interval().toNanos(),
                settings.asyncMode());
        sampler.keepCompany();
        return Optional.of(new Arrival(child, sampler, Observation.info(child.process, version)));
    }
}
