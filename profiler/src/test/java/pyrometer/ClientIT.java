package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Consumers;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Json;
import pyrometer.testing.Pyrometer;

/// The Python package, by its own tests, which talk to the real sampler: on each interpreter; and that its types are
/// sound.
class ClientIT {
    private static final Path CLIENT = Interpreters.repository().resolve("client");
    private static final long MINUTES = 15;

    @TempDir
    private Path temporary;

    private record Outcome(int status, String out, String said) {}

    @Test
    void hasSoundTypes() throws Exception {
        Outcome checked =
                run(Consumers.file("mypy/bin/mypy").toString(), "--strict", "--cache-dir=" + temporary, "pyrometer");

        assertEquals(0, checked.status, checked.out + checked.said);
    }

    @TestFactory
    Stream<DynamicNode> passesItsOwnTests() {
        return Interpreters.all().stream().map(python -> dynamicContainer("CPython " + python, tests(python)));
    }

    /// Runs them all, when the first is asked for.
    private Stream<DynamicTest> tests(Interpreter python) {
        return Stream.of(python).flatMap(each -> {
            try {
                return outcomes(each);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Stream<DynamicTest> outcomes(Interpreter python) throws IOException, InterruptedException {
        Outcome run = run(python.executable().toString(), "-X", "dev", "-m", "tests");
        List<Json> tests = run.out.lines().map(Json::of).toList();
        boolean failed =
                tests.stream().anyMatch(test -> test.get("outcome").text().equals("failed"));
        return Stream.concat(
                tests.stream().map(ClientIT::test), Stream.of(dynamicTest("all of them ran, and said no more", () -> {
                    assertEquals("", run.said);
                    assertEquals(failed || tests.isEmpty() ? 1 : 0, run.status);
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

    private Outcome run(String... command) throws IOException, InterruptedException {
        Path out = temporary.resolve("out");
        Path said = temporary.resolve("said");
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
            fail(List.of(command) + " does not end, and has said: " + Files.readString(out));
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(said));
    }
}
