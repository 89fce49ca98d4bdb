package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonFinderTest {
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void path() {
        environment.put("PATH", folder.resolve("empty") + ":" + folder.resolve("bin"));
    }

    @Test
    void theOneAskedForWinsOverAllOthers() throws Exception {
        Path asked = program("mine/python");
        environment.put("PYROMETER_PYTHON", program("configured").toString());

        assertEquals(asked, find(asked.toString()));
        assertEquals(program("bin/pypy"), find("pypy"));
    }

    @Test
    void thenTheConfiguredOneThenTheVirtualEnvironmentThenThePath() throws Exception {
        Path onPath = program("bin/python3");
        assertEquals(onPath, find());

        Path virtual = program("venv/bin/python");
        environment.put("VIRTUAL_ENV", folder.resolve("venv").toString());
        assertEquals(virtual, find());

        Path configured = program("configured");
        environment.put("PYROMETER_PYTHON", configured.toString());
        assertEquals(configured, find());
    }

    @Test
    void theOneThatPyrometerWasInstalledForComesBeforeThePathAndAfterAnActiveEnvironment() throws Exception {
        program("bin/python3");
        Path own = program("own/bin/python3");
        PythonFinder finder = new PythonFinder(environment, Optional.of(own));

        assertEquals(own, finder.find(Optional.empty()));

        Path virtual = program("venv/bin/python");
        environment.put("VIRTUAL_ENV", folder.resolve("venv").toString());
        assertEquals(virtual, finder.find(Optional.empty()));
    }

    @Test
    void pythonWillDoWhereThereIsNoPython3() throws Exception {
        assertEquals(program("bin/python"), find());
    }

    @Test
    void saysWhatIsWrongWithTheOneAskedFor() throws Exception {
        Files.createDirectories(folder.resolve("venv"));
        Files.writeString(folder.resolve("text"), "");

        assertFailure("there is no python3 on the PATH", null);
        assertFailure("there is no program snake on the PATH", "snake");
        assertFailure("there is no " + folder + "/nothing", folder + "/nothing");
        assertFailure("is a folder; name the program in it", folder + "/venv");
        assertFailure("is not executable", folder + "/text");
    }

    @Test
    void saysWhyAProgramCannotBeStarted() throws Exception {
        Path script = program("script");
        Files.writeString(script, "#!/no/such/interpreter\n");
        Files.writeString(folder.resolve("text"), "");

        assertCannotStart("there is no such program on the PATH", "no-such-program-anywhere");
        assertCannotStart("there is no such file", folder + "/nothing");
        assertCannotStart("it is a folder", folder.toString());
        assertCannotStart("try: chmod +x " + folder + "/text", folder + "/text");
        assertCannotStart("asks for /no/such/interpreter", script.toString());
        assertCannotStart(
                "neither a program for this machine nor a script",
                program("empty").toString());
        assertCannotStart("its arguments and environment are too long", "true", "x".repeat(1 << 18));
    }

    private void assertFailure(String expected, @Nullable String asked) {
        CannotStart failure =
                assertThrows(CannotStart.class, () -> new PythonFinder(environment).find(Optional.ofNullable(asked)));
        assertTrue(failure.toString().contains(expected), failure.toString());
    }

    private static void assertCannotStart(String expected, String... command) {
        CannotStart failure = assertThrows(CannotStart.class, () -> LaunchedProgram.start(List.of(command), Map.of()));
        assertTrue(failure.toString().contains(expected), failure.toString());
    }

    private Path find() throws CannotStart {
        return new PythonFinder(environment).find(Optional.empty());
    }

    private Path find(String asked) throws CannotStart {
        return new PythonFinder(environment).find(Optional.of(asked));
    }

    private Path program(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, "");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }
}
