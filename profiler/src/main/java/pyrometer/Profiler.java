package pyrometer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import pyrometer.session.Session;

/// Wires the stages: starts a program, finds its interpreter, samples it, gives a [Session].
@NullMarked
public final class Profiler {
    /// What to run.
    ///
    /// @param command the interpreter and its arguments, as the program's own `argv` of the process
    /// @param environment changes to the inherited environment: a variable's value, or none to remove it
    /// @param description for the header: `Program: script.py`
    /// @param interval between two looks
    public record Run(
            List<String> command, Map<String, Optional<String>> environment, String description, Duration interval) {
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
    /// @throws CannotStart if the program could not be started
    public static Outcome run(Run run) throws CannotStart {
        if (run.command().isEmpty()) {
            throw new CannotStart("no command");
        }
        return new Outcome(0, Optional.empty(), Optional.of("not wired yet"));
    }

    /// The program could not be started; the message says why and what to do.
    public static final class CannotStart extends Exception {
        private static final long serialVersionUID = 1L;

        public CannotStart(String message) {
            super(message);
        }
    }
}
