package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;
import pyrometer.testing.Profile.Tree;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;
import pyrometer.testing.PythonTarget;
import pyrometer.testing.Terminal;

/// `pyrometer attach`: a program that runs already is looked at, and neither notices nor ends.
class AttachIT {
    private static final Interpreter PYTHON = Interpreters.newest();

    @TempDir
    private Path folder;

    @OnEachInterpreter
    void sharesAreThoseOfTheWorkAndTheProgramGoesOn(Interpreter python) {
        try (PythonTarget target = PythonTarget.start(python, "busy_two_to_one.py", "60")) {
            Profile profile = Profile.attached(target, "-d", "2");

            assertEquals(0, profile.result().status(), () -> profile.result().err());
            Tree program = profile.main().program("busy_two_to_one.py");
            assertEquals(2.0 / 3, program.share("twice"), 0.07, program::toString);
            assertEquals(1.0 / 3, program.share("once"), 0.07, program::toString);
            assertTrue(program.calls().getFirst().seconds() <= 2.1, program::toString);
            assertTrue(target.isAlive());
        }
    }

    @OnEachInterpreter
    void allThreadsAreSeenUnderTheirNames(Interpreter python) {
        try (PythonTarget target = PythonTarget.start(python, "two_busy_threads.py", "60")) {
            Profile profile = Profile.attached(target, "-d", "1.5");

            assertEquals("MainThread", profile.threadNames().getFirst());
            double left = profile.thread("left").seconds("work_left");
            double right = profile.thread("right").seconds("work_right");
            assertTrue(left > 0.8 && right > 0.8, () -> left + " and " + right + " of 1.5 s");
        }
    }

    /// The interpreter waits for other threads in a function of its own, and no module is executed any more.
    @OnEachInterpreter
    void programWhoseMainModuleIsOverIsSeenAllTheSame(Interpreter python) {
        String code = """
                import threading, time
                def work():
                    print("ready", flush=True)
                    while True:
                        sum(range(1000))
                threading.Thread(target=work, name="worker").start()
                """;
        try (PythonTarget target = PythonTarget.startCode(python, code)) {
            Profile profile = Profile.attached(target, "-d", "1");

            assertTrue(
                    profile.thread("worker").seconds("work") > 0.5,
                    () -> profile.threadNames().toString());
        }
    }

    @Test
    void endOfTheProgramIsTheEndOfTheRecording() {
        try (PythonTarget target = PythonTarget.start(PYTHON, "busy_two_to_one.py", "4")) {
            Profile profile = Profile.attached(target);

            assertEquals(0, profile.result().status(), () -> profile.result().err());
            double seconds = profile.main().calls().getFirst().seconds();
            assertTrue(seconds > 0.3 && seconds < 4.5, () -> seconds + " s");
            assertEquals(0, target.exitStatus());
        }
    }

    @Test
    void controlCEndsTheRecordingAndNotTheProgram() throws IOException {
        try (PythonTarget target = PythonTarget.start(PYTHON, "busy_two_to_one.py", "60")) {
            Result result = Terminal.run(
                    folder,
                    List.of(new Terminal.Step("Ctrl-C", 1.0, Terminal.CONTROL_C)),
                    List.of(Pyrometer.script(), "attach", "--no-color", Long.toString(target.pid())));

            assertEquals(0, result.status(), result::out);
            assertTrue(result.out().contains("twice  "), result::out);
            assertTrue(result.out().contains("--load-prev"), result::out);
            assertTrue(target.isAlive());
        }
    }

    @Test
    void reportIsWrittenWhenAnotherSignalEndsPyrometer() throws Exception {
        Path report = folder.resolve("report.txt");
        try (PythonTarget target = PythonTarget.start(PYTHON, "busy_two_to_one.py", "60")) {
            Process attached = attach(target, "-o", report.toString());
            Thread.sleep(3000);
            attached.destroy(); // SIGTERM

            assertTrue(attached.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, attached.exitValue());
            assertTrue(Files.readString(report).contains("twice  "), () -> "no call in the report");
            assertTrue(target.isAlive());
        }
    }

    @Test
    void programDoesNotNoticeThatPyrometerIsKilled() throws Exception {
        try (PythonTarget target = PythonTarget.start(PYTHON, "busy_two_to_one.py", "5")) {
            Process attached = attach(target);
            Thread.sleep(1500);
            attached.destroyForcibly().waitFor();

            assertEquals(0, target.exitStatus(), target::errors);
            assertEquals("", target.errors());
        }
    }

    @Test
    void scriptThatHasStartedAPythonNamesThatOne() throws IOException {
        List<String> shell = List.of(
                "sh",
                "-c",
                "\"$0\" -c 'import time; time.sleep(60)'; true",
                PYTHON.executable().toString());
        Process script = new ProcessBuilder(shell).start();
        try {
            long child = firstChild(script);

            Result result = pyrometer("attach", Long.toString(script.pid()));

            assertEquals(1, result.status());
            assertTrue(
                    result.err().contains("is no CPython program: it is ")
                            && result.err().strip().endsWith("attach " + child),
                    result::err);
        } finally {
            script.descendants().forEach(ProcessHandle::destroyForcibly);
            script.destroyForcibly();
        }
    }

    @Test
    void processOfAnotherUserIsRefusedWithTheReasonAndTheCure() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
        try (PythonTarget target = PythonTarget.start(PYTHON, "sleeps.py")) {
            Result result = Pyrometer.runCommand(
                    Path.of("/"),
                    "",
                    List.of(
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            Pyrometer.script(),
                            "attach",
                            "--no-save",
                            Long.toString(target.pid())));

            assertEquals(1, result.status(), result::err);
            assertTrue(result.err().contains("it belongs to root (user 0)"), result::err);
            assertTrue(result.err().contains("attach " + target.pid()), result::err);
        }
    }

    @Test
    void processThatIsNotThereIsSaidNotToBe() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertEquals(0, ended.waitFor());

        Result result = pyrometer("attach", Long.toString(ended.pid()));

        assertEquals(1, result.status());
        assertEquals("pyrometer: there is no process " + ended.pid() + "\n", result.err());
        assertFalse(result.out().contains("Duration"));
    }

    private Result pyrometer(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Pyrometer.script()));
        command.addAll(List.of(arguments));
        return Pyrometer.runCommand(folder, "", command);
    }

    private Process attach(PythonTarget target, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Pyrometer.script(), "attach", "--no-save"));
        command.addAll(List.of(options));
        command.add(Long.toString(target.pid()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long firstChild(Process parent) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end) {
            List<ProcessHandle> children = parent.children().toList();
            if (!children.isEmpty()
                    && children.getFirst().info().command().orElse("").contains("python")) {
                return children.getFirst().pid();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the script has started nothing");
    }
}
