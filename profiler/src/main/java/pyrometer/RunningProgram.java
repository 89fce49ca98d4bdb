package pyrometer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.RecordedMemory;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;
import pyrometer.process.PythonVersion;
import pyrometer.process.TargetProcess;
import pyrometer.sampling.KnownProgram;
import pyrometer.sampling.SampleClock;
import pyrometer.sampling.ThreadRecording;
import pyrometer.session.AsyncMode;
import pyrometer.session.Environment;
import pyrometer.session.ProcessInfo;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.ThreadInfo;

/// A Python program that runs already, found once and then recorded as often as it asks for that.
///
/// Recordings can overlap. All methods may be called by any thread.
@NullMarked
public final class RunningProgram {
    /// What to record.
    ///
    /// @param ident of the thread, as `threading.get_ident()` gives it
    /// @param nativeId of the thread, as `threading.get_native_id()` gives it
    /// @param skip how many frames lie between the call where the recording is to begin and what the thread
    /// executes
    /// @param context the async context, where not all that the thread executes is recorded
    public record Part(long ident, int nativeId, Duration interval, int skip, Optional<Context> context) {}

    /// An async context.
    ///
    /// @param variable the address of a `ContextVar`
    /// @param value the address of the value that it has in the context, and in those copied from it
    /// @param mode how the time is shown in which the context does not run
    public record Context(long variable, long value, AsyncMode mode) {}

    private static final int MOST_KNOWN = 8;
    private static final long ENVIRONMENT_PERIOD_NANOS = 1_000_000_000;
    private static final String HOST = TargetProcess.hostName();

    private final TargetProcess process;
    private final String command;
    private final Supplier<Memory> memories;
    private final long runtimeAddress;
    private final Layout layout;
    private final SampleClock clock = SampleClock.precise();

    /// What no recording uses now of what is known of the program.
    private final Deque<KnownProgram> known = new ArrayDeque<>();

    private volatile Environment environment;
    private long environmentNanos;
    private final ProcessInfo info;

    /// @param memories readers of the program's memory, each for one thread
    private RunningProgram(
            TargetProcess process,
            String command,
            Supplier<Memory> memories,
            PythonVersion version,
            long runtimeAddress)
            throws UnreadableMemory {
        this.process = process;
        this.command = command;
        this.memories = memories;
        this.runtimeAddress = runtimeAddress;
        this.layout = Layout.of(version).orElseThrow().withPublished(new MemoryReader(memories.get()), runtimeAddress);
        this.environmentNanos = clock.now() - ENVIRONMENT_PERIOD_NANOS;
        this.environment = new Environment(version.toString(), "", "", List.of(), List.of(), "");
        this.info = new ProcessInfo(process.pid(), process.parentPid(), process.commandLine(), version.toString());
    }

    /// A program that was recorded, as which this process poses: to rehearse with.
    static RunningProgram recorded(RecordedMemory memory, PythonVersion version, long runtimeAddress)
            throws UnreadableMemory {
        TargetProcess self = TargetProcess.of((int) ProcessHandle.current().pid());
        return new RunningProgram(self, "pyrometer", () -> memory, version, runtimeAddress);
    }

    /// A recorded program, to rehearse with what is soon to be done with a real one: a virtual machine runs
    /// what it
    /// has not run before a hundred times slower.
    public static Optional<RunningProgram> rehearsed() {
        try {
            return Optional.of(Rehearsal.program());
        } catch (UnreadableMemory | TargetGone | TargetRefused e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Finds the Python in a process.
    ///
    /// @throws CannotAttach if it cannot be profiled
    ///
    /// @param command how its user called what asks for this: what a refusal says to try with more
    /// privileges
    public static RunningProgram attach(int pid, String command) throws CannotAttach {
        try (PythonBinaries binaries = new PythonBinaries()) {
            return attach(TargetProcess.of(pid), command, binaries);
        } catch (TargetGone | UnreadableMemory e) {
            throw CannotAttach.gone(pid);
        } catch (TargetRefused e) {
            throw CannotAttach.refused(pid, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningProgram attach(TargetProcess process, String command, PythonBinaries binaries)
            throws CannotAttach, UnreadableMemory {
        Finding.Python python = CannotAttach.requirePython(process.pid(), binaries.find(process));
        RunningProgram program = new RunningProgram(
                process, command, process::memory, python.binary().version().orElseThrow(), python.runtimeAddress());
        program.lookAtEnvironment();
        return program;
    }

    /// Whether the process still is the one that was found: neither ended nor turned into another program.
    public boolean isThere() {
        return process.isAlive();
    }

    public int pid() {
        return process.pid();
    }

    /// The threads that it has now, as `threading.get_ident()` gives them; the main thread last.
    public List<Long> threads() {
        KnownProgram program = take();
        try {
            List<Long> idents = new ArrayList<>();
            PythonRuntime runtime = program.runtime();
            for (long state : runtime.threads(runtime.interpreters().getFirst())) {
                idents.add(runtime.ident(state));
            }
            putBack(program);
            return idents;
        } catch (UnreadableMemory | TargetGone | TargetRefused e) {
            return List.of();
        }
    }

    /// Begins to record a thread: the first look at it has been taken when this returns.
    ///
    /// @throws CannotAttach if there is no such thread (any more), or it may not be read
    public Recording begin(Part part) throws CannotAttach {
        KnownProgram program = take();
        try {
            return new Recording(part, program);
        } catch (TargetGone e) {
            throw CannotAttach.gone(process.pid());
        } catch (TargetRefused e) {
            throw CannotAttach.refused(process.pid(), command);
        } catch (UnreadableMemory e) {
            throw new CannotAttach(
                    CannotAttach.Reason.GONE,
                    "the threads of process " + process.pid() + " cannot be read: " + e.getMessage());
        }
    }

    /// Reads anew where the interpreter keeps its code, unless that was done a moment ago.
    public void lookAtEnvironment() {
        long now = clock.now();
        synchronized (this) {
            if (now - environmentNanos < ENVIRONMENT_PERIOD_NANOS) {
                return;
            }
            environmentNanos = now;
        }
        KnownProgram program = take();
        try {
            List<Long> interpreters = program.runtime().interpreters();
            if (!interpreters.isEmpty()) {
                environment = program.runtime()
                        .environment(interpreters.getFirst(), process.executable(), process.workingDirectory());
            }
            putBack(program);
        } catch (UnreadableMemory | TargetGone | TargetRefused | UncheckedIOException e) {
            // What was known before has to do.
        }
    }

    private synchronized KnownProgram take() {
        KnownProgram program = known.poll();
        if (program == null) {
            Memory memory = memories.get();
            program = new KnownProgram(new PythonRuntime(new MemoryReader(memory), layout, runtimeAddress), memory);
        }
        return program;
    }

    private synchronized void putBack(KnownProgram program) {
        if (known.size() < MOST_KNOWN) {
            known.push(program);
        }
    }

    /// A thread that is being recorded.
    public final class Recording {
        private final KnownProgram program;
        private final ThreadRecording recording;

        private Recording(Part part, KnownProgram program) throws UnreadableMemory, CannotAttach {
            this.program = program;
            SessionRecorder recorder = new SessionRecorder(Instant.now(), part.interval());
            recorder.host(HOST);
            recorder.process(info);
            recording = recording(part, recorder);
            recording.begin(part.skip());
        }

        private ThreadRecording recording(Part part, SessionRecorder recorder) throws UnreadableMemory, CannotAttach {
            List<Long> interpreters = program.runtime().interpreters();
            for (long interpreter : interpreters) {
                long state = program.runtime().threadOf(interpreter, part.ident());
                if (state != 0) {
                    String name = part.nativeId() == process.pid() ? "MainThread" : "Thread " + part.nativeId();
                    return new ThreadRecording(
                            program,
                            interpreter,
                            state,
                            new ThreadInfo(process.pid(), part.ident(), part.nativeId(), name, true),
                            process.clock(part.nativeId()),
                            recorder,
                            clock,
                            part.interval(),
                            part.context()
                                    .map(its -> new ThreadRecording.Scope(its.variable(), its.value(), its.mode())));
                }
            }
            throw new CannotAttach(
                    CannotAttach.Reason.GONE,
                    "there is no Python thread " + part.ident() + " in process " + process.pid());
        }

        /// Looks at the thread at each tick until the recording ends.
        public void run() {
            recording.run(SampleClock.precise());
        }

        /// Ends the recording.
        ///
        /// @param endNanos when, as `time.monotonic_ns()` told it to the program
        /// @param cpuTime of the process in the meantime
        public Session end(long endNanos, String description, Duration cpuTime) {
            Session session = recording.end(endNanos, description, cpuTime, environment);
            putBack(program);
            return session;
        }

        /// Ends it and keeps nothing.
        public void cancel() {
            recording.cancel();
            putBack(program);
        }
    }
}
