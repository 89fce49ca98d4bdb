package pyrometer;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
import pyrometer.process.PythonBinary;
import pyrometer.process.PythonVersion;
import pyrometer.process.ReadPermission;
import pyrometer.process.TargetProcess;
import pyrometer.sampling.SampleClock;
import pyrometer.sampling.Sampler;
import pyrometer.session.Environment;
import pyrometer.session.ProcessInfo;
import pyrometer.session.Progress;
import pyrometer.session.Quality;
import pyrometer.session.SessionRecorder;

/// Watches one process, from its first moment or from now on, to its end: waits until there is a Python in it,
/// samples that, and starts over if the process turns into another program.
@NullMarked
final class Observation {
    private static final String SUPPORTED = "Pyrometer reads CPython 3.8 to 3.14 with the GIL";

    /// Between two looks for Python in a process that is being started; longer when none comes.
    private static final long SHORT_WAIT_NANOS = 200_000;

    private static final int MAX_WAITS = 500;
    private static final long LONG_WAIT_NANOS = 5_000_000;
    private static final long PATIENCE_NANOS = 500_000_000;

    private final int pid;
    private final PythonBinaries binaries;
    private final SessionRecorder recorder;
    private final SampleClock clock;
    private final Profiler.Settings settings;
    private Environment environment;
    private Quality quality = new Quality(0, 0, 0, 0, 0);
    private boolean foundPython;
    private boolean runsAlready;
    private Duration cpuBefore = Duration.ZERO;
    private Optional<Duration> cpuTime = Optional.empty();

    /// What samples now.
    private Optional<Sampler> current = Optional.empty();

    /// @param expected what the file is that was started; a wrapper may still turn into a Python
    Observation(
            int pid,
            Finding expected,
            PythonBinaries binaries,
            SessionRecorder recorder,
            SampleClock clock,
            Profiler.Settings settings) {
        this.pid = pid;
        this.binaries = binaries;
        this.recorder = recorder;
        this.clock = clock;
        this.settings = settings;
        String version = "";
        if (expected instanceof Finding.Python(PythonBinary binary, long _)) {
            foundPython = true;
            version = binary.version().map(PythonVersion::toString).orElse("");
        }
        environment = new Environment(version, "", "", List.of(), List.of(), "");
    }

    /// Says that the program runs already: no start of an interpreter is to be left out.
    ///
    /// @param cpu the time that it has computed before
    Observation joining(Duration cpu) {
        runsAlready = true;
        cpuBefore = cpu;
        return this;
    }

    Environment environment() {
        return environment;
    }

    Quality quality() {
        return quality;
    }

    /// What can be said so far, for the journal.
    Progress progress() {
        try {
            if (!settings.children()) { // That of its children is not known until it has waited for them.
                cpuTime = Optional.of(TargetProcess.of(pid).cpuTime().minus(cpuBefore));
            }
        } catch (TargetGone | TargetRefused | UncheckedIOException e) {
            // As it was last told.
        }
        return new Progress(
                cpuTime,
                current.flatMap(Sampler::environment).orElse(environment),
                current.map(Sampler::quality).map(quality::plus).orElse(quality));
    }

    /// Watches until the process ends.
    ///
    /// @return why nothing could be recorded, for the user, if that was so
    Optional<String> watch(long startNanos, BooleanSupplier isOver) {
        String noPython = "no Python was started in it";
        String last = noPython;
        try {
            TargetProcess process = TargetProcess.of(pid);
            while (!isOver.getAsBoolean()) {
                Finding finding = binaries.find(process);
                Optional<String> unsupported = unsupported(finding);
                if (unsupported.isPresent()) {
                    return unsupported;
                }
                switch (finding) {
                    case Finding.Python python -> sample(process, python, startNanos, isOver);
                    case Finding.NotPython(String what) -> last = noPython + ", only " + what;
                    case Finding.OtherPython(String name) -> last = name;
                }
                long waited = clock.now() - startNanos;
                LockSupport.parkNanos(waited < PATIENCE_NANOS ? SHORT_WAIT_NANOS : LONG_WAIT_NANOS);
            }
        } catch (TargetGone e) {
            // It has ended.
        } catch (TargetRefused e) {
            return breakOff(ReadPermission.explain(pid, "pyrometer"));
        } catch (RuntimeException e) {
            // Whatever it is, the program and what was recorded of it go before.
            return breakOff("this is a fault of Pyrometer's: " + e + " at " + e.getStackTrace()[0]);
        }
        // A Python that ended before it could be read has an empty report, which says so.
        return foundPython ? Optional.empty() : Optional.of("the program was not profiled: " + last);
    }

    /// @return the reason, if nothing was recorded before
    private Optional<String> breakOff(String reason) {
        if (quality.samples() == 0) {
            return Optional.of(reason);
        }
        recorder.breakOff(reason);
        return Optional.empty();
    }

    private void sample(TargetProcess process, Finding.Python python, long startNanos, BooleanSupplier isOver) {
        foundPython = true;
        Optional<Sampler> made = sampler(process, python, isOver);
        if (made.isEmpty()) {
            return; // not set up yet
        }
        Sampler sampler = made.get();
        current = made;
        try (ChildProcesses children = ChildProcesses.of(process, settings, recorder, clock)) {
            sampler.run(startNanos, isOver, children);
            quality = quality.plus(children.quality());
        } finally {
            current = Optional.empty();
            environment = sampler.environment().orElse(environment);
            quality = quality.plus(sampler.quality());
        }
    }

    /// Makes all that can be made while Python starts: what it imports first should be seen.
    private Optional<Sampler> sampler(TargetProcess process, Finding.Python python, BooleanSupplier isOver) {
        Memory memory = process.memory();
        MemoryReader reader = new MemoryReader(memory);
        PythonVersion version = python.binary().version().orElseThrow();
        try {
            Layout layout = Layout.of(version).orElseThrow().withPublished(reader, python.runtimeAddress());
            PythonRuntime runtime = new PythonRuntime(reader, layout, python.runtimeAddress());
            Sampler sampler = new Sampler(
                    process,
                    runtime,
                    memory,
                    recorder,
                    clock,
                    settings.interval().toNanos(),
                    settings.asyncMode());
            if (runsAlready) {
                sampler.joinProgram();
            }
            describe(process, version);
            for (int i = 0; runtime.interpreters().isEmpty(); i++) {
                if (i == MAX_WAITS || isOver.getAsBoolean()) {
                    return Optional.empty();
                }
                LockSupport.parkNanos(SHORT_WAIT_NANOS);
            }
            return Optional.of(sampler);
        } catch (UnreadableMemory e) {
            return Optional.empty();
        }
    }

    private void describe(TargetProcess process, PythonVersion version) {
        try {
            recorder.process(info(process, version));
        } catch (TargetGone | TargetRefused | UncheckedIOException e) {
            // It is sampled all the same, as long as it lasts.
        }
    }

    static ProcessInfo info(TargetProcess process, PythonVersion version) {
        return new ProcessInfo(process.pid(), process.parentPid(), process.commandLine(), version.toString());
    }

    /// What to tell the user about an interpreter that cannot be read; nothing for one that can, or that
    /// is none.
    static Optional<String> unsupported(Finding finding) {
        return unreadable(finding).map(what -> what + "; --python PATH names another.");
    }

    /// The same about a process that runs already, for which no other interpreter can be named.
    static Optional<String> unreadable(Finding finding) {
        return switch (finding) {
            case Finding.Python(PythonBinary binary, long _) ->
                unsupported(binary).map(what -> refusal(binary.path() + " " + what));
            case Finding.OtherPython(String name) -> Optional.of(refusal("this is " + name));
            case Finding.NotPython _ -> Optional.empty();
        };
    }

    private static String refusal(String what) {
        return "cannot profile this Python: " + what + ". " + SUPPORTED;
    }

    private static Optional<String> unsupported(PythonBinary binary) {
        if (binary.version().isEmpty()) {
            return Optional.of("does not tell its version");
        }
        PythonVersion version = binary.version().get();
        if (binary.isFreeThreaded()) {
            return Optional.of("is CPython " + version + " without the GIL");
        }
        if (binary.isDebug()) {
            return Optional.of("is a debug build of CPython " + version);
        }
        return Layout.of(version).isEmpty() ? Optional.of("is CPython " + version) : Optional.empty();
    }
}
