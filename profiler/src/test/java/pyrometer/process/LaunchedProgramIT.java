package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer.Result;
import pyrometer.testing.Terminal;
import pyrometer.testing.Terminal.Step;

/// Each test runs a VM that runs a Python program, with signals sent as a terminal, a shell or a supervisor would.
@Timeout(60)
class LaunchedProgramIT {
    private static final String PYTHON = Interpreters.newest().executable().toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "0,   pass",
        "1,   1/0",
        "3,   import sys; sys.exit(3)",
        "1,   import sys; sys.exit('a message')",
        "5,   import os; os._exit(5)",
        "137, 'import os; os.kill(os.getpid(), 9)'",
        "143, 'import os; os.kill(os.getpid(), 15)'",
        "139, 'import os; os.kill(os.getpid(), 11)'",
        "200, import sys; sys.exit(200)"
    })
    void endsWithTheStatusOfTheProgram(int status, String code) throws Exception {
        Process process = start(List.of(), PYTHON, "-c", code);

        assertEquals(status, process.waitFor());
        assertEquals(status, reportedStatus());
    }

    @Test
    void theProgramHasOurTerminal() throws Exception {
        Result result = inTerminal(new Step("name? ", "Ada\n"), """
                import os, sys, signal
                print(sys.stdin.isatty(), sys.stdout.isatty(), os.tcgetpgrp(0) == os.getpgrp())
                print([signal.getsignal(s) is signal.SIG_DFL for s in (signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP)])
                print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
                print('hello', input('name? '))
                """);

        assertEquals(0, result.status());
        assertTrue(result.out().contains("True True True"), result.out());
        assertTrue(result.out().contains("[True, True, True]"), result.out());
        assertTrue(result.out().contains("set()"), result.out());
        assertTrue(result.out().contains("hello Ada"), result.out());
    }

    @Test
    void theProgramHasOurFolderEnvironmentAndInput() throws Exception {
        String code = "import os, sys; print(os.getcwd(), sorted(os.environ.items()), sys.argv, sys.stdin.read())";
        Path input = Files.writeString(folder.resolve("input"), "typed");

        Process process = new ProcessBuilder(command(PYTHON, "-c", code, "a b", ""))
                .redirectInput(input.toFile())
                .directory(folder.toFile())
                .start();
        Process alone = new ProcessBuilder(PYTHON, "-c", code, "a b", "")
                .redirectInput(input.toFile())
                .directory(folder.toFile())
                .start();

        assertEquals(output(alone), output(process));
    }

    @Test
    void controlCIsForTheProgramWhoseCleanUpIsAwaited() throws Exception {
        Result result = inTerminal(new Step("ready", Terminal.CONTROL_C), """
                import sys, time
                try:
                    print('ready', flush=True)
                    time.sleep(30)
                except KeyboardInterrupt:
                    time.sleep(0.3)
                    print('cleaned up', flush=True)
                    sys.exit(7)
                """);

        assertTrue(result.out().contains("cleaned up"), result.out());
        assertEquals(7, result.status());
        assertEquals(7, reportedStatus());
    }

    @Test
    void anUncaughtControlCIs130() throws Exception {
        Result result = inTerminal(
                new Step("ready", Terminal.CONTROL_C), "import time; print('ready', flush=True); time.sleep(30)");

        assertTrue(result.out().contains("KeyboardInterrupt"), result.out());
        assertEquals(130, result.status());
        assertEquals(130, reportedStatus());
    }

    @Test
    void controlBackslashEndsTheProgramAndPrintsNothingOfOurs() throws Exception {
        Result result =
                inTerminal(new Step("ready", "\u001c"), "import time; print('ready', flush=True); time.sleep(30)");

        assertEquals(131, result.status());
        assertEquals(131, reportedStatus());
        assertEquals(false, result.out().contains("thread dump"), result.out());
    }

    @Test
    void controlZStopsTheJobAndFgContinuesIt() throws Exception {
        String code = "import time; print('rea' + 'dy', flush=True); time.sleep(1); print('go' + 'es on', flush=True)";
        List<String> shell = List.of("env", "PS1=prompt> ", "bash", "--norc", "--noprofile", "-i");
        List<Step> typed = List.of(
                new Step("prompt>", quoted(command(PYTHON, "-c", code)) + "\n"),
                new Step("ready", "\u001a"),
                new Step("Stopped", "fg\n"),
                new Step("goes on", ""),
                new Step("prompt>", "exit $?\n"));

        Result result = Terminal.run(folder, typed, shell);

        assertTrue(result.out().contains("goes on"), result.out());
        assertEquals(0, reportedStatus());
        assertEquals(0, result.status(), result.out());
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129", "INT, 130"})
    void aSignalToUsAloneIsPassedOn(String signal, int status) throws Exception {
        Process process =
                start(List.of("setsid", "-w"), PYTHON, "-c", "import time; print('ready', flush=True); time.sleep(30)");
        assertEquals("ready", process.inputReader().readLine());

        long launcher = process.children().findFirst().map(ProcessHandle::pid).orElse(process.pid());
        kill(signal, vm(process, launcher));

        process.waitFor(30, TimeUnit.SECONDS);
        assertEquals(status, reportedStatus());
    }

    @Test
    void theProgramMayHandleTheSignalAndGoOn() throws Exception {
        Process process = start(List.of(), PYTHON, "-c", """
                import signal, sys, time
                signal.signal(signal.SIGTERM, lambda *_: print('one moment', flush=True))
                print('ready', flush=True)
                time.sleep(0.5)
                sys.exit(4)
                """);
        assertEquals("ready", process.inputReader().readLine());

        kill("TERM", process.pid());

        assertEquals("one moment", process.inputReader().readLine());
        assertEquals(4, process.waitFor());
    }

    @Test
    void theProgramGoesOnWhenWeAreKilled() throws Exception {
        Path output = folder.resolve("output");
        String code = "import time; print('ready', flush=True); time.sleep(0.5); print('finished')";
        Process process = new ProcessBuilder(command(PYTHON, "-c", code))
                .redirectOutput(output.toFile())
                .start();
        awaitContent(output, "ready\n");

        kill("KILL", process.pid());
        process.waitFor();

        awaitContent(output, "ready\nfinished\n");
    }

    @Test
    void hangUpsThatNohupKeepsFromUsAreKeptFromTheProgramToo() throws Exception {
        Process process = start(
                List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"),
                PYTHON,
                "-c",
                "import signal; print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)");

        assertEquals("True\n", output(process));
    }

    @Test
    void tellsTheCpuTimeOfTheProgram() throws Exception {
        start(
                        List.of(),
                        PYTHON,
                        "-c",
                        "import time; e = time.process_time() + 0.5\nwhile time.process_time() < e: pass")
                .waitFor();

        double seconds =
                Long.parseLong(Files.readString(folder.resolve("report")).split(" ")[1]) / 1e9;

        assertTrue(seconds > 0.5 && seconds < 0.8, seconds + " s");
    }

    private Process start(List<String> before, String... program) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(command(program));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private List<String> command(String... program) {
        List<String> args = new ArrayList<>();
        args.add(folder.resolve("report").toString());
        args.addAll(List.of(program));
        return JavaPrograms.command(RunAndReport.class, args.toArray(String[]::new));
    }

    private Result inTerminal(Step step, String code) throws IOException {
        return Terminal.run(folder, List.of(step), command(PYTHON, "-c", code));
    }

    private static String quoted(List<String> command) {
        var line = new StringBuilder();
        for (String word : command) {
            line.append('\'').append(word.replace("'", "'\\''")).append("' ");
        }
        return line.toString();
    }

    /// The VM, where `setsid` had to fork because it led a group already.
    private static long vm(Process process, long candidate) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).startsWith("setsid")
                ? candidate
                : process.pid();
    }

    private static void kill(String signal, long pid) throws Exception {
        assertEquals(
                0, new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor());
    }

    private static void awaitContent(Path file, String content) throws Exception {
        for (int i = 0; i < 2000 && !Files.readString(file).equals(content); i++) {
            Thread.sleep(5);
        }
        assertEquals(content, Files.readString(file));
    }

    private int reportedStatus() throws IOException {
        return Integer.parseInt(Files.readString(folder.resolve("report")).split(" ")[0]);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
