package pyrometer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import pyrometer.process.CannotStart;
import pyrometer.process.Exit;
import pyrometer.process.Finding;
import pyrometer.process.LaunchedProgram;
import pyrometer.process.PythonBinaries;
import pyrometer.process.TargetProcess;
import pyrometer.sampling.SampleClock;
import pyrometer.session.AsyncMode;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;

/// Wires the stages: starts a program, finds its interpreter, samples it, gives a [Session].
@NullMarked
public final class Profiler {
    /// How to record.
    ///
    /// @param description for the header: `Program: script.py`
    /// @param interval between two looks
    /// @param asyncMode how the time of an event loop is shown
    /// @param children whether the Python processes that it starts are recorded too
    /// @param journal where to write the recording while it goes on: a file that does not exist yet, in a
    /// folder that does. It stays when the run is over, for the caller to remove
    public record Settings(
            String description, Duration interval, AsyncMode asyncMode, boolean children, Optional<Path> journal) {
        SessionRecorder recorder() {
            Instant now = Instant.now();
            SessionRecorder recorder = journal.map(file -> SessionRecorder.journaled(file, now, interval))
                    .orElseGet(() -> new SessionRecorder(now, interval));
            recorder.roundTimes();
            recorder.host(TargetProcess.hostName());
            return recorder;
        }
    }

    /// What to run.
    ///
    /// @param command the interpreter and its arguments, as the program's own `argv` of the process
    /// @param environment changes to the inherited environment: a variable's value, or none to remove it
    public record Run(List<String> command, Map<String, Optional<String>> environment, Settings settings) {
        public Run {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /// How it went. The program always runs to its end, whether or not it could be profiled.
    ///
    /// @param exitStatus as a shell reports it: 128 + n after death by signal n
    /// @param session what was recorded, if the program could be read
    /// @param failure where there is no session: what happened and what to do about it, for the user
    public record Outcome(int exitStatus, Optional<Session> session, Optional<String> failure) {}

    private Profiler() {}

    /// Runs the program to its end.
    ///
    /// @param preparation for what the command starts
    /// @throws CannotStart if the program could not be started, or is a Python that cannot be read
    public static Outcome run(Run run, Preparation preparation) throws CannotStart {
        try (PythonBinaries binaries = preparation.binaries()) {
            Finding expected = preparation.await();
            requireReadable(expected);
            Settings settings = run.settings();
            SessionRecorder recorder = settings.recorder();
            LaunchedProgram program = start(run, recorder);
            SampleClock clock = SampleClock.precise(); // Not before: the program would wake as exactly as we do.
            Observation observation = new Observation(program.pid(), expected, binaries, recorder, clock, settings);
            recorder.describe(settings.description(), observation::progress);
            Optional<String> failure = observation.watch(program.startNanos(), () -> !program.isRunning());
            Exit exit = program.awaitExit();
            if (failure.isPresent()) {
                recorder.discard();
                return new Outcome(exit.status(), Optional.empty(), failure);
            }
            Session session = recorder.finish(
                    exit.endNanos() - program.startNanos(),
                    settings.description(),
                    Duration.ofNanos(exit.cpuNanos()),
                    observation.environment(),
                    observation.quality());
            return new Outcome(exit.status(), Optional.of(session), Optional.empty());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the profiler", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LaunchedProgram start(Run run, SessionRecorder recorder) throws CannotStart {
        try {
            return LaunchedProgram.start(run.command(), run.environment());
        } catch (CannotStart e) {
            recorder.discard();
            throw e;
        }
    }

    private static void requireReadable(Finding finding) throws CannotStart {
        Optional<String> unsupported = Observation.unsupported(finding);
        if (unsupported.isPresent()) {
            throw new CannotStart(unsupported.get());
        }
    }
}
