package pyrometer.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import pyrometer.testing.Interpreters.Interpreter;

/// A running program, one of `targets/` as a rule, that a test looks at; it ends with the test.
///
/// Each of the programs prints `ready` when what its docstring says of it is true.
public final class PythonTarget implements AutoCloseable {
    /// No program of the tests is silent for as long, on however slow a machine.
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String command;
    private final Process process;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Thread errorReader;

    /// What the program has printed and nobody has asked for; empty stands for the end.
    private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();

    private PythonTarget(Interpreter python, List<String> arguments) {
        TestedInterpreters.used(python);
        List<String> words = new ArrayList<>(List.of(python.executable().toString()));
        words.addAll(arguments);
        command = String.join(" ", words);
        try {
            process = new ProcessBuilder(words).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::readOutput);
        errorReader = Thread.ofVirtual().start(this::readErrors);
    }

    /// Starts a program of `targets/`, and waits until it is ready.
    public static PythonTarget start(Interpreter python, String program, String... arguments) {
        List<String> words = new ArrayList<>(List.of(programs().resolve(program).toString()));
        words.addAll(List.of(arguments));
        return startReady(python, words);
    }

    /// Runs the code as `python -c` does, and waits until it prints `ready`.
    public static PythonTarget startCode(Interpreter python, String code, String... arguments) {
        List<String> words = new ArrayList<>(List.of("-c", code));
        words.addAll(List.of(arguments));
        return startReady(python, words);
    }

    /// The folder `targets/`.
    public static Path programs() {
        return Interpreters.repository().resolve("targets");
    }

    private static PythonTarget startReady(Interpreter python, List<String> words) {
        PythonTarget target = new PythonTarget(python, words);
        String line = target.nextLine();
        if (!line.equals("ready")) {
            target.close();
            throw target.failure("did not say that it is ready but: " + line);
        }
        return target;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// The next line that the program prints, waited for.
    public String nextLine() {
        return next().orElseThrow(() -> failure("ended"));
    }

    /// All lines until the program ends, waited for.
    public List<String> remainingLines() {
        List<String> lines = new ArrayList<>();
        for (var line = next(); line.isPresent(); line = next()) {
            lines.add(line.get());
        }
        return lines;
    }

    /// The exit status, waited for; 128 and the signal's number for a program that was killed by a signal.
    public int exitStatus() {
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("still runs");
            }
            errorReader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /// What it has printed on its standard error until now.
    public String errors() {
        return String.join("\n", errors);
    }

    /// Kills the program and the processes that it started.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitStatus();
    }

    private Optional<String> next() {
        try {
            Optional<String> line = output.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw failure("printed nothing for " + DEADLINE);
            }
            if (line.isEmpty()) {
                output.add(line);
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private AssertionError failure(String what) {
        return new AssertionError("%s (pid %d) %s%n%s".formatted(command, process.pid(), what, errors()));
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(Optional.of(line));
            }
        } catch (IOException _) {
            // The program was killed, and the pipe with it: this too is the end.
        } finally {
            output.add(Optional.empty());
        }
    }

    private void readErrors() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                errors.add(line);
            }
        } catch (IOException _) {
            // As above.
        }
    }
}
