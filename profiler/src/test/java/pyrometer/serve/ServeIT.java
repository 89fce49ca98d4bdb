package pyrometer.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Json;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;
import pyrometer.testing.PythonTarget;

/// A Python program that profiles itself, by the protocol and without the client.
class ServeIT {
    private static final Path SCRIPT =
            Interpreters.repository().resolve("profiler/src/test/resources/pyrometer/serve/blocks.py");

    @TempDir
    private Path folder;

    /// One test for each check in the script, on each interpreter. One run makes all of them.
    @TestFactory
    Stream<DynamicTest> programThatProfilesItself() throws IOException {
        List<String> checks = Files.readAllLines(SCRIPT).stream()
                .filter(line -> line.startsWith("def check_"))
                .map(line -> line.substring("def check_".length(), line.indexOf('(')))
                .toList();
        assertFalse(checks.isEmpty());
        List<DynamicTest> tests = new ArrayList<>();
        for (Interpreter python : Interpreters.all()) {
            Result result = run(python);
            for (String check : checks) {
                tests.add(DynamicTest.dynamicTest(
                        "CPython " + python + ": " + check.replace('_', ' '),
                        () -> assertTrue(
                                result.out().lines().anyMatch(("ok " + check)::equals),
                                () -> result.out() + result.err())));
            }
            tests.add(DynamicTest.dynamicTest(
                    "CPython " + python + ": and ends well",
                    () -> assertEquals(0, result.status(), () -> result.out() + result.err())));
        }
        return tests.stream();
    }

    private Result run(Interpreter python) throws IOException {
        return Pyrometer.runCommand(
                folder,
                "",
                List.of(
                        python.executable().toString(),
                        SCRIPT.toString(),
                        folder.toString(),
                        Pyrometer.script(),
                        "serve",
                        "--"));
    }

    @Test
    void processOfAnotherUserIsRefusedWithTheReason() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
        try (PythonTarget target = PythonTarget.start(Interpreters.newest(), "sleeps.py", "100")) {
            Json reply = replies(
                            start(target.pid()), List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
                    .get(1);

            assertEquals("permission", reply.get("error").text());
            assertTrue(reply.get("message").text().contains("it belongs to root (user 0)"), reply::toString);
        }
    }

    @Test
    void processThatIsNoPythonIsRefused() throws IOException {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            Json reply = replies(start(sleep.pid()), List.of()).get(1);

            assertEquals("unsupported", reply.get("error").text());
            assertTrue(reply.get("message").text().contains("no CPython program"), reply::toString);
        } finally {
            sleep.destroyForcibly();
        }
    }

    @Test
    void processThatHasEndedIsSaidToHave() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertEquals(0, ended.waitFor());

        Json reply = replies(start(ended.pid()), List.of()).get(1);

        assertEquals("state", reply.get("error").text());
        assertTrue(reply.get("message").text().contains("has ended"), reply::toString);
    }

    private static String start(long pid) {
        return """
                {"id": 1, "do": "start", "pid": %d, "thread": 1, "native_thread": %d, "interval": 0.001,\
                 "async_mode": "disabled", "skip": 0, "description": "x"}
                """.formatted(pid, pid);
    }

    /// What is answered to the lines, the hello first.
    private static List<Json> replies(String lines, List<String> as) throws IOException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(Pyrometer.script(), "serve"));
        Result result = Pyrometer.runCommand(Path.of("/"), lines, command); // any user may be there
        assertEquals(0, result.status(), result::err);
        assertEquals("", result.err());
        return result.out().lines().map(Json::of).toList();
    }
}
