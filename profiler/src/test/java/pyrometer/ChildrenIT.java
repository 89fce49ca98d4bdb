package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;
import pyrometer.testing.PythonTarget;

/// `--children`: the Python processes that a program starts are in its report.
class ChildrenIT {
    private static final Interpreter PYTHON = Interpreters.newest();

    @TempDir
    private Path folder;

    @OnEachInterpreter
    void forkedWorkersAndOtherProgramsAreSeen(Interpreter python) {
        assertAllAreSeen(Profile.undisturbed(python, "children.py fork 2", "--children"));
    }

    @OnEachInterpreter
    void workersThatAreProgramsOfTheirOwnAreSeen(Interpreter python) {
        assertAllAreSeen(Profile.undisturbed(python, "children.py spawn 2", "--children"));
    }

    @OnEachInterpreter
    void childrenOfChildrenAreSeen(Interpreter python) {
        assertAllAreSeen(Profile.undisturbed(python, "children.py forkserver 2", "--children"));
    }

    @Test
    void childrenOfAProgramThatRunsAlreadyAreSeen() {
        try (PythonTarget target = PythonTarget.start(PYTHON, "children.py", "fork", "20")) {
            Profile profile = Profile.attached(target, "--children", "-d", "2");

            assertTrue(seconds(profile, "work_long") > 1, () -> trees(profile));
            assertTrue(seconds(profile, "nap") > 1, () -> trees(profile));
        }
    }

    @Test
    void withoutTheOptionThereIsOneProcess() {
        Profile profile = Profile.of(PYTHON, "children.py fork 1");

        assertEquals(1, profile.trees().size(), () -> trees(profile));
        assertEquals(0, seconds(profile, "work_long"));
    }

    @Test
    void reportTellsTheProcessesApart() throws IOException {
        Result result = Pyrometer.run(
                PYTHON, PythonTarget.programs(), "--children", "--no-unicode", "children.py", "fork", "1");

        assertEquals("ready\n0 0 0\n", result.out());
        List<String> lines = result.err().lines().toList();
        assertTrue(
                lines.stream()
                                .filter(line -> line.startsWith("MainThread, process "))
                                .count()
                        >= 4,
                result::err);
        assertTrue(lines.stream().anyMatch(line -> line.contains(" -c import sys, time\\ndef nap")), result::err);
    }

    /// A process may become a program that is no Python, or end at any moment.
    @Test
    void manyShortProcessesDisturbNothing() throws IOException {
        String code = """
                import os, subprocess, sys
                for i in range(30):
                    subprocess.run(["true"])
                    if os.fork() == 0:
                        os._exit(0)
                    os.wait()
                    subprocess.run([sys.executable, "-S", "-c", "pass"])
                print("done")
                """;

        Result result = Pyrometer.run(PYTHON, folder, "--children", "-c", code);

        assertEquals(0, result.status(), result::err);
        assertEquals("done\n", result.out());
        assertTrue(result.err().contains("subprocess.py"), result::err);
    }

    @Test
    void childThatIsKilledIsSeenUntilThen() throws IOException {
        String code = """
                import os, signal, time
                def work():
                    while True:
                        sum(range(1000))
                pid = os.fork()
                if pid == 0:
                    work()
                time.sleep(1)
                os.kill(pid, signal.SIGKILL)
                os.wait()
                time.sleep(.5)
                """;

        Result result = Pyrometer.run(PYTHON, folder, "--children", "-c", code);

        assertEquals(0, result.status(), result::err);
        assertTrue(result.err().contains("work  <string>:2"), result::err);
    }

    private static void assertAllAreSeen(Profile profile) {
        assertEquals("ready\n0 0 0\n", profile.result().out());
        // Five processes and the sampler share the CPUs, of which there may be two.
        assertEquals(2, seconds(profile, "work_long"), 0.6, () -> trees(profile));
        assertEquals(1, seconds(profile, "work_short"), 0.6, () -> trees(profile));
        assertEquals(2, seconds(profile, "nap"), 0.8, () -> trees(profile));
        assertTrue(profile.main().seconds("main") > 1.8, () -> trees(profile));
    }

    /// In whichever process.
    private static double seconds(Profile profile, String function) {
        return profile.trees().stream()
                .mapToDouble(tree -> tree.calls().isEmpty() ? 0 : tree.seconds(function))
                .sum();
    }

    private static String trees(Profile profile) {
        return profile.trees().toString() + profile.result().err();
    }
}
