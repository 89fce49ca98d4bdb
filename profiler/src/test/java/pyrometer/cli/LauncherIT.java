package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.testing.Interpreters;

/// The script `./pyrometer`, as its user meets it.
class LauncherIT {
    private static final Path SCRIPT = Interpreters.repository().resolve("pyrometer");

    /// Becomes a command with a file at descriptor 3, a pipe at 40, no standard input, signals ignored and blocked, a
    /// limit, and a variable that is not UTF-8.
    private static final String STARTER = """
            import os, resource, signal, sys
            os.environb[b'BYTES'] = b'\\xff=\\xfe'
            for ignored in (signal.SIGQUIT, signal.SIGUSR2, signal.SIGPIPE, signal.SIGHUP):
                signal.signal(ignored, signal.SIG_IGN)
            os.environ['PWD'] = os.getcwd()
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300))
            os.dup2(os.open('input', os.O_RDONLY), 3)
            os.set_inheritable(3, True)
            end, begin = os.pipe()
            os.write(begin, b'through a pipe')
            os.close(begin)
            os.dup2(end, 40)
            os.close(0)
            os.execv(sys.argv[1], sys.argv[1:])
            """;

    /// Prints what a program inherits.
    private static final String PROBE = """
            import os, sys
            names = sorted(map(int, os.listdir('/proc/self/fd')))
            for name in names:
                try:
                    print(name, os.readlink(f'/proc/self/fd/{name}') if name > 2 and name != 40 else '')
                except OSError:
                    pass # That of the listing.
            for name in (3, 40):
                print(f'{name}: {os.read(name, 100)}')
            print(sys.argv, os.getcwd(), os.getpid() == os.getpgrp(), os.getsid(0), os.getpriority(os.PRIO_PROCESS, 0))
            print(sorted(os.environb.items()))
            for line in open('/proc/self/status'):
                if line.startswith(('Umask', 'Sig', 'Cap', 'NoNewPrivs', 'Cpus', 'Groups')) and 'SigQ' not in line:
                    print(line, end='')
            for file in ('limits', 'coredump_filter', 'timerslack_ns', 'oom_score_adj', 'personality'):
                print(open('/proc/self/' + file).read())
            """;

    /// In a folder of any name, which is not the one of the script.
    @TempDir
    Path folder;

    @Test
    void worksThroughALinkFromAnyFolder() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("my programs"));
        Path link = Files.createSymbolicLink(bin.resolve("pyro"), Files.createSymbolicLink(bin.resolve("p"), SCRIPT));

        assertTrue(outputOf(List.of(link.toString(), "--version")).startsWith("pyrometer "));
    }

    @Test
    void lettersOfAnyAlphabetPassThroughInAnyLocale() throws Exception {
        String output = outputOf(List.of("env", "LC_ALL=C", SCRIPT.toString(), "no påron ☃.py"));

        assertTrue(output.contains("no påron ☃.py"), output);
    }

    @Test
    void aFolderThatWasRemovedIsNamedRatherThanTheJvmsFailure() throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "cd \"$1\" && rmdir \"$1\" && exec \"$2\" --version",
                        "sh",
                        gone.toString(),
                        SCRIPT.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(output.endsWith("pyrometer: the current folder has been removed: change to another one\n"), output);
        assertEquals(1, process.waitFor());
    }

    @Test
    void aLimitOfTheAddressSpaceLeavesRoomForAProfile() throws Exception {
        String output = outputOf(List.of(
                "sh",
                "-c",
                "ulimit -v 3000000 && exec \"$@\"",
                "sh",
                SCRIPT.toString(),
                "--no-save",
                "-c",
                "sum(range(10**7))"));

        assertTrue(output.contains("sum  <built-in>"), output);
    }

    @Test
    void staleCacheIsNotTheProgramsBusiness() throws Exception {
        String output =
                outputOf(List.of("env", "JAVA_TOOL_OPTIONS=-XX:-UseCompressedOops", SCRIPT.toString(), "--version"));

        assertEquals(2, output.lines().count(), output);
        assertTrue(output.startsWith("Picked up JAVA_TOOL_OPTIONS"), output);
    }

    @Test
    void exitStatusIsThatOfTheCommandLine() throws Exception {
        Process process = start(List.of(SCRIPT.toString(), "--nonsense"));

        assertEquals(2, process.waitFor());
    }

    /// The flag makes the JVM refuse its cache, and start without.
    @ParameterizedTest
    @ValueSource(strings = {"-Dany=value", "-XX:-UseCompressedOops"})
    void theProgramHasWhatItWouldHaveWithoutUs(String optionOfTheJvm) throws Exception {
        String python = Interpreters.newest().executable().toString();
        Files.writeString(folder.resolve("input"), "a file");
        Path starter = Files.writeString(folder.resolve("starter.py"), STARTER);
        String probe = Files.writeString(folder.resolve("probe.py"), PROBE).toString();
        List<String> around = List.of("env", "JAVA_TOOL_OPTIONS=" + optionOfTheJvm, python, starter.toString());

        String alone = standardOutput(around, List.of(python, probe, "a b", "", "påron"));
        String profiled = standardOutput(
                around, List.of(SCRIPT.toString(), "--python", python, "-o", "/dev/null", probe, "a b", "", "påron"));

        assertTrue(alone.contains("3: b'a file'") && alone.contains("40: b'through a pipe'"), alone);
        assertEquals(alone, profiled);
    }

    private String standardOutput(List<String> around, List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(around);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("PYROMETER_DATA_HOME", folder.resolve("data").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> errors());
        return output;
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String outputOf(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
