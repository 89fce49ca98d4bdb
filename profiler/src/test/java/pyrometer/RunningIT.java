package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;

/// A program cannot tell from what it is given that it is watched: each runs natively and under `./pyrometer`, and says
/// the same.
class RunningIT {
    private static final Interpreter PYTHON = Interpreters.newest();

    /// All that a program is given, but for what a shell changes by itself.
    private static final String TELL = """
            import os, pickle, sys
            class Own: pass
            pickle.loads(pickle.dumps(Own()))
            names = sorted(set(os.environ) - {'_', 'SHLVL', 'OLDPWD', 'PWD'})
            print(sys.argv, __name__, sys.path[0], os.getcwd(), sys.executable, sys.flags, sys.stdin.read())
            print([(name, os.environ[name]) for name in names])
            print(sorted(os.listdir('/proc/self/fd'))[:4], os.umask(0), os.getpgid(0) == os.getpgid(os.getppid()))
            print(globals().get('__file__'), sys.stdout.encoding, sys.getfilesystemencoding())
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writePrograms() throws IOException {
        Files.writeString(folder.resolve("tell.py"), TELL);
        Files.createDirectory(folder.resolve("as_folder"));
        Files.writeString(folder.resolve("as_folder/__main__.py"), TELL);
        Files.createDirectory(folder.resolve("package"));
        Files.writeString(folder.resolve("package/__init__.py"), "");
        Files.writeString(folder.resolve("package/__main__.py"), TELL);
        Path command = Files.writeString(folder.resolve("tell-command"), "#!" + PYTHON.executable() + "\n" + TELL);
        assertTrue(command.toFile().setExecutable(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tell.py a -r html --version",
                "./tell.py",
                "-m tell -i 3",
                "-m package x",
                "as_folder a b",
                "program.zip ü",
                "-c @ -c -o x",
                "- from standard input"
            })
    void programIsGivenWhatItIsGivenNatively(String words) throws IOException {
        if (words.startsWith("program")) {
            zip();
        }
        List<String> arguments = new ArrayList<>(Arrays.asList(words.split(" ")));
        arguments.replaceAll(word -> word.equals("@") ? TELL : word);
        List<String> natively = new ArrayList<>(List.of(PYTHON.executable().toString()));
        natively.addAll(arguments);
        List<String> watched = new ArrayList<>(
                List.of(Pyrometer.script(), "--python", PYTHON.executable().toString()));
        watched.addAll(arguments);
        String input = words.startsWith("- ") ? TELL : "it's\nüber\n";

        Result expected = Pyrometer.runCommand(folder, input, natively);
        Result result = Pyrometer.runCommand(folder, input, watched);

        assertEquals(expected.out(), result.out());
        assertEquals(0, result.status(), result::err);
        assertTrue(result.err().contains("Program: "), result::err);
    }

    @Test
    void commandOnThePathIsGivenWhatItIsGivenNatively() throws IOException {
        List<String> environment = List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"));

        Result expected = Pyrometer.runCommand(folder, "", join(environment, List.of("tell-command", "-x")));
        Result result = Pyrometer.runCommand(
                folder, "", join(environment, List.of(Pyrometer.script(), "--from-path", "tell-command", "-x")));

        assertEquals(expected.out(), result.out(), result::err);
    }

    @Test
    void outputIsTheProgramsOwnByteForByte() throws IOException {
        String code = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 1000); sys.stdout.flush()";

        Result expected =
                Pyrometer.runCommand(folder, "", List.of(PYTHON.executable().toString(), "-c", code));
        Result result = Pyrometer.run(PYTHON, folder, "-c", code);

        assertEquals(expected.out(), result.out());
        assertEquals(0, result.status());
    }

    @Test
    void standardErrorMayBeClosedByTheProgram() throws IOException {
        String code = "import os, time; time.sleep(.5); os.close(1); os.close(2); time.sleep(.2); os._exit(4)";

        Result result = Pyrometer.run(PYTHON, folder, "-c", code);

        assertEquals(4, result.status());
        assertTrue(result.err().contains("<module>"), result::err);
    }

    @Test
    void programMayLeaveItsFolder() throws IOException {
        Files.writeString(folder.resolve("leaves.py"), """
                import os, time
                os.mkdir('gone'); os.chdir('gone'); os.rmdir(os.getcwd())
                time.sleep(.6)
                """);

        Result result = Pyrometer.run(PYTHON, folder, "-o", "report.txt", "leaves.py");

        assertEquals(0, result.status(), result::err);
        assertTrue(Files.readString(folder.resolve("report.txt")).contains("<module>  leaves.py:1"));
    }

    @Test
    void forkedChildIsNotDisturbedAndNotReported() throws IOException {
        Result result =
                Pyrometer.run(PYTHON, Interpreters.repository().resolve("targets"), "-p", "show_all", "fork.py", "0.5");

        assertEquals(0, result.status(), result::err);
        assertEquals(2, result.err().split("Program: ", -1).length, result::err);
        assertEquals(3, result.out().lines().count(), result::out);
        assertTrue(result.err().contains("wait_for_children  fork.py"), result::err);
        assertFalse(result.err().contains("child_work"), result::err);
    }

    @Test
    void doubleDashEndsTheOptions() throws IOException {
        Files.writeString(folder.resolve("-odd.py"), "import sys; print(sys.argv)");

        Result result = Pyrometer.run(PYTHON, folder, "--", "-odd.py", "-c");

        assertEquals("['-odd.py', '-c']\n", result.out(), result::err);
    }

    private void zip() throws IOException {
        String code = "import zipfile; z = zipfile.ZipFile('program.zip', 'w');"
                + " z.write('as_folder/__main__.py', '__main__.py'); z.close()";
        Pyrometer.runCommand(folder, "", List.of(PYTHON.executable().toString(), "-c", code));
    }

    private static List<String> join(List<String> first, List<String> rest) {
        List<String> joined = new ArrayList<>(first);
        joined.addAll(rest);
        return joined;
    }
}
