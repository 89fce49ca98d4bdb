package pyrometer.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import pyrometer.testing.Interpreters.Interpreter;

/// The script `./pyrometer`, as its user runs it.
public final class Pyrometer {
    private static final Duration DEADLINE = Duration.ofSeconds(100);

    /// Runs of tests are not kept among those of their user.
    private static final Path KEPT_RUNS = Interpreters.repository().resolve("profiler/target/kept-by-tests");

    /// How a program ended and all that it said.
    ///
    /// @param status as the shell sees it
    public record Result(int status, String out, String err) {}

    private Pyrometer() {}

    public static Result run(Interpreter python, Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(script(), "--python", python.executable().toString()));
        command.addAll(List.of(arguments));
        return runCommand(folder, "", command);
    }

    /// The path of the script.
    public static String script() {
        return Interpreters.repository().resolve("pyrometer").toString();
    }

    /// Runs any command to its end.
    ///
    /// @param input what it reads from its standard input
    public static Result runCommand(Path folder, String input, List<String> command) throws IOException {
        Path in = Files.writeString(Files.createTempFile("pyrometer", ".in"), input);
        Path out = Files.createTempFile("pyrometer", ".out");
        Path err = Files.createTempFile("pyrometer", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("PYROMETER_DATA_HOME", KEPT_RUNS.toString());
            Process process = builder.start();
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " still runs, and has said: " + Files.readString(err));
            }
            return new Result(process.exitValue(), text(out), text(err));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
