package pyrometer.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// The tests of the folder `client`, as tests of ours.
///
/// @param python that runs them
/// @param temporary a folder for what they print
public record PythonTests(Path python, Path temporary) {
    private static final Path CLIENT = Interpreters.repository().resolve("client");
    private static final long MINUTES = 15;

    /// What the tests may say on standard error.
    public enum Said {
        NOTHING,
        ANYTHING
    }

    private record Outcome(int status, String out, String said) {}

    /// Those of the modules, or of the package itself if there are none. They run when the first is asked for.
    public Stream<DynamicTest> of(Said said, String... modules) {
        return Stream.of(said).flatMap(each -> {
            try {
                return outcomes(each, modules);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Stream<DynamicTest> outcomes(Said said, String... modules) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-X", "dev", "-m", "tests"));
        arguments.addAll(List.of(modules));
        Outcome run = run(arguments);
        List<Json> tests = run.out.lines().map(Json::of).toList();
        boolean failed =
                tests.stream().anyMatch(test -> test.get("outcome").text().equals("failed"));
        return Stream.concat(
                tests.stream().map(PythonTests::test),
                Stream.of(dynamicTest("all of them ran, and said " + said, () -> {
                    assertEquals(failed || tests.isEmpty() ? 1 : 0, run.status, run.said);
                    if (said == Said.NOTHING) {
                        assertEquals("", run.said);
                    }
                })));
    }

    private static DynamicTest test(Json test) {
        return dynamicTest(test.get("test").text(), () -> {
            String details = test.get("details").text();
            switch (test.get("outcome").text()) {
                case "passed" -> {}
                case "skipped" -> abort(details);
                default -> fail(details);
            }
        });
    }

    private Outcome run(List<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(temporary, "python", ".out");
        Path said = Files.createTempFile(temporary, "python", ".err");
        List<String> command = new ArrayList<>(List.of(python.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(CLIENT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(said.toFile());
        builder.environment().put("PYROMETER_COMMAND", Pyrometer.script());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            fail(command + " does not end, and has said: " + Files.readString(out));
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(said));
    }
}
