package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;

/// What cannot be done is said in one line, before the program runs.
class RefusalsIT {
    private static final Interpreter PYTHON = Interpreters.newest();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeScript() throws IOException {
        Files.writeString(folder.resolve("script.py"), "print('ran')\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1, missing.py, missing.py",
        "1, ., __main__.py",
        "1, --from-path no-such-command-anywhere, no-such-command-anywhere",
        "1, --python /missing/python script.py, /missing/python",
        "1, --python no-such-python script.py, no-such-python",
        "1, -o missing/report.txt script.py, missing",
        "1, -o . script.py, folder",
        "2, -p bogus=1 script.py, bogus",
        "2, -p processor_options.filter_threshold=much script.py, much",
        "2, -r flame script.py, flame",
        "2, -i 0 script.py, 0.0001",
        "2, -i often script.py, often",
        "2, --nonsense script.py, nonsense",
        "2, --from-path -m script, from-path"
    })
    void refusalIsOneLine(int status, String words, String named) throws IOException {
        Result result = Pyrometer.run(PYTHON, folder, words.split(" "));

        assertRefusal(result, status, named);
    }

    /// Python 3.7 is the nearest that is too old, 2.7 the one most often met by accident.
    @ParameterizedTest
    @CsvSource({"3.7", "2.7"})
    void pythonThatCannotBeReadIsNamed(String minor) throws IOException {
        Path python = pyenv(minor);

        Result result = Pyrometer.run(new Interpreter(minor, python), folder, "script.py");

        assertRefusal(result, 1, minor);
        assertTrue(result.err().contains(minor + ". Pyrometer reads CPython 3.8 to 3.14"), result::err);
    }

    /// It may be a wrapper that starts Python later, so that it has to run to be known.
    @Test
    void programThatIsNoPythonRunsAndIsNotProfiled() throws IOException {
        Result result = Pyrometer.run(new Interpreter("none", Path.of("/bin/ls")), folder, "script.py");

        assertEquals("script.py\n", result.out());
        assertEquals(0, result.status());
        assertTrue(
                result.err().startsWith("pyrometer: the program was not profiled: no Python was started in it"),
                result::err);
        assertFalse(result.err().contains("Exception"), result::err);
    }

    @Test
    void oldReportSurvivesARefusedRun() throws IOException {
        Files.writeString(folder.resolve("old.txt"), "old");

        Result result = Pyrometer.run(PYTHON, folder, "-o", "old.txt", "-p", "bogus", "script.py");

        assertEquals(2, result.status());
        assertEquals("old", Files.readString(folder.resolve("old.txt")));
    }

    private static void assertRefusal(Result result, int status, String named) {
        assertEquals(status, result.status(), result::err);
        assertEquals("", result.out(), "the program did not run");
        assertEquals(1, result.err().lines().count(), result::err);
        assertTrue(result.err().startsWith("pyrometer: ") && result.err().contains(named), result::err);
    }

    private static Path pyenv(String minor) throws IOException {
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv/versions");
        assumeTrue(Files.isDirectory(versions), "there is no pyenv with a Python " + minor);
        try (var folders = Files.list(versions)) {
            List<Path> found = folders.map(version -> version.resolve("bin/python" + minor))
                    .filter(Files::isExecutable)
                    .toList();
            assumeTrue(!found.isEmpty(), "there is no Python " + minor + " in pyenv");
            return found.getFirst();
        }
    }
}
