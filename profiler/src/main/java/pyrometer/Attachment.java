package pyrometer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullMarked;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;
import pyrometer.process.TargetProcess;
import pyrometer.sampling.SampleClock;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;

/// Records a program that runs already, with all its threads. It does not notice, neither the beginning nor the end.
@NullMarked
public final class Attachment {
    /// Who looks on.
    public interface Onlooker {
        /// The program can be recorded, which begins now.
        void begins();

        /// Whether to end it. Asked at each look.
        boolean hasSeenEnough();
    }

    /// How many processes are looked into for one that is meant.
    private static final int MAX_DESCENDANTS = 100;

    private static final long ALIVE_PERIOD_NANOS = 50_000_000;

    private Attachment() {}

    /// Records until the program ends, or the onlooker has seen enough.
    ///
    /// @param command how the user asked for it, without the number: what a refusal says to try
    /// @throws CannotAttach if it cannot be profiled
    public static Session record(int pid, String command, Profiler.Settings settings, Onlooker onlooker)
            throws CannotAttach {
        try (PythonBinaries binaries = new PythonBinaries()) {
            TargetProcess process = TargetProcess.of(pid);
            return record(process, find(process, command, binaries), binaries, settings, onlooker);
        } catch (TargetGone | UnreadableMemory e) {
            throw CannotAttach.gone(pid);
        } catch (TargetRefused e) {
            throw CannotAttach.refused(pid, command + " " + pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Finding.Python find(TargetProcess process, String command, PythonBinaries binaries)
            throws CannotAttach, UnreadableMemory {
        if (!process.isAlive()) {
            throw new TargetGone(process.pid());
        }
        Finding finding = binaries.find(process);
        if (finding instanceof Finding.NotPython(String what)) {
            throw CannotAttach.notPython(
                    process.pid(),
                    what
                            + descendant(process, binaries)
                                    .map(pid -> "; a Python that it has started: " + command + " " + pid)
                                    .orElse(""));
        }
        Finding.Python python = CannotAttach.requirePython(process.pid(), finding);
        new MemoryReader(process.memory()).readLong(python.runtimeAddress()); // takes more permission than to find it
        return python;
    }

    /// A Python that the process has started, such as the server of a shell script.
    private static Optional<Integer> descendant(TargetProcess process, PythonBinaries binaries) {
        Deque<Integer> pending = new ArrayDeque<>(process.children());
        for (int looked = 0; !pending.isEmpty() && looked < MAX_DESCENDANTS; looked++) {
            int pid = pending.remove();
            try {
                TargetProcess child = TargetProcess.of(pid);
                if (binaries.find(child) instanceof Finding.Python) {
                    return Optional.of(pid);
                }
                pending.addAll(child.children());
            } catch (TargetGone | TargetRefused _) {
                // Not that one.
            }
        }
        return Optional.empty();
    }

    private static Session record(
            TargetProcess process,
            Finding.Python python,
            PythonBinaries binaries,
            Profiler.Settings settings,
            Onlooker onlooker)
            throws CannotAttach {
        Rehearsal.play(binaries, python);
        SessionRecorder recorder = settings.recorder();
        SampleClock clock = SampleClock.precise();
        Duration cpuBefore = process.cpuTime();
        onlooker.begins();
        long start = clock.now();
        Observation observation =
                new Observation(process.pid(), python, binaries, recorder, clock, settings).joining(cpuBefore);
        recorder.describe(settings.description(), observation::progress);
        Optional<String> failure = observation.watch(start, isOver(process, clock, onlooker));
        if (failure.isPresent()) {
            recorder.discard();
            throw new CannotAttach(CannotAttach.Reason.UNSUPPORTED, failure.get());
        }
        long nanos = clock.now() - start;
        return recorder.finish(
                process.isAlive() ? nanos : 0, // ends with the last look, if the program has ended
                settings.description(),
                observation.progress().cpuTime(),
                observation.environment(),
                observation.quality());
    }

    /// That the process has ended is seen by the looks themselves, unless nobody has waited for it yet.
    private static BooleanSupplier isOver(TargetProcess process, SampleClock clock, Onlooker onlooker) {
        return new BooleanSupplier() {
            private long nextNanos = clock.now() + ALIVE_PERIOD_NANOS;

            @Override
            public boolean getAsBoolean() {
                if (onlooker.hasSeenEnough()) {
                    return true;
                }
                if (clock.now() < nextNanos) {
                    return false;
                }
                nextNanos = clock.now() + ALIVE_PERIOD_NANOS;
                return !process.isAlive();
            }
        };
    }
}
