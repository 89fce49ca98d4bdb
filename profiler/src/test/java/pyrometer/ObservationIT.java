package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import pyrometer.process.LaunchedProgram;
import pyrometer.process.PythonBinaries;
import pyrometer.sampling.SampleClock;
import pyrometer.session.AsyncMode;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.testing.Interpreters;

class ObservationIT {
    @Test
    void whatWasRecordedBeforeAFaultIsKept() throws Exception {
        String python = Interpreters.newest().executable().toString();
        SessionRecorder recorder = new SessionRecorder(Instant.now(), Duration.ofMillis(1));
        try (PythonBinaries binaries = new PythonBinaries()) {
            LaunchedProgram program =
                    LaunchedProgram.start(List.of(python, "-c", "import time; time.sleep(1)"), Map.of());
            Observation observation = new Observation(
                    program.pid(),
                    binaries.inspect(Path.of(python)),
                    binaries,
                    recorder,
                    SampleClock.precise(),
                    new Profiler.Settings("Program", Duration.ofMillis(1), AsyncMode.ENABLED, false, Optional.empty()));

            Optional<String> failure = observation.watch(program.startNanos(), faultyAfter(Duration.ofMillis(600)));

            assertEquals(Optional.empty(), failure);
            assertEquals(0, program.awaitExit().status());
            Session session = recorder.finish(
                    1_000_000_000, "Program", Duration.ZERO, observation.environment(), observation.quality());
            assertTrue(session.quality().samples() > 50);
            String note = session.notes().getFirst();
            assertTrue(note.startsWith("The recording breaks off after 0.") && note.contains("fell off"), note);
        }
    }

    private static BooleanSupplier faultyAfter(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("a wheel fell off");
            }
            return false;
        };
    }
}
