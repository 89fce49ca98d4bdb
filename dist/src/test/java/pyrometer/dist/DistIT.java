package pyrometer.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pyrometer.dist.PythonEnvironment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.dist.PythonEnvironment.Ended;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;

/// The tarball and the wheel as their users meet them: without a network, and with no Java to be found.
class DistIT {
    private static final Path REPOSITORY = Interpreters.repository();
    private static final Path TARGET = REPOSITORY.resolve("dist/target");

    /// Works for a moment, so that there is something to see, and says which Python it was.
    private static final String PROGRAM = """
            import sys, time
            def busy():
                end = time.perf_counter() + 2
                while time.perf_counter() < end:
                    sum(range(1000))
            busy()
            print(sys.prefix)
            """;

    private static final String IMPORTED = """
            import pyrometer, time
            def busy():
                end = time.perf_counter() + 2
                while time.perf_counter() < end:
                    sum(range(1000))
            with pyrometer.Profiler() as profiler:
                busy()
            print(profiler.output_text())
            """;

    /// Makes the JVM fail where it would otherwise go on without its cache.
    private static final Map<String, String> ONLY_WITH_THE_CACHE = Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");

    @TempDir
    Path folder;

    private String program = "";

    @BeforeEach
    void program() throws IOException {
        program = Files.writeString(folder.resolve("program.py"), PROGRAM).toString();
    }

    static List<Interpreter> interpreters() {
        return Interpreters.all();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void theCommandProfilesWithThePythonOfItsEnvironment(Interpreter interpreter) throws Exception {
        PythonEnvironment environment = PythonEnvironment.create(interpreter, folder.resolve("venv"));
        environment.pip("install", wheel().toString());

        requireProfile(environment);
        assertEquals(
                0,
                run(ONLY_WITH_THE_CACHE, environment.bin("pyrometer").toString(), "--version")
                        .status());
        Ended imported = run(Map.of(), environment.bin("python").toString(), "-c", IMPORTED);
        assertTrue(imported.output().contains("busy"), imported::toString);
    }

    @Test
    void anEnvironmentMayHaveAnyNameBeMovedAndBeReadOnly() throws Exception {
        PythonEnvironment made = environment("my påron ☃");
        made.pip("install", wheel().toString());
        requireProfile(made);
        PythonEnvironment moved = new PythonEnvironment(Files.move(made.folder(), folder.resolve("moved ☃")));
        Map<String, String> files = moved.files();
        moved.setWritable(false);

        try {
            requireProfile(moved);
            assertEquals(
                    0,
                    run(ONLY_WITH_THE_CACHE, moved.bin("pyrometer").toString(), "--version")
                            .status());
            assertEquals(files, moved.files());
        } finally {
            moved.setWritable(true);
        }
    }

    @Test
    void theCacheWouldBeMissedIfItWereRefused() throws Exception {
        PythonEnvironment environment = environment("venv");
        environment.pip("install", wheel().toString());

        Ended refused = run(
                Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -XX:-UseCompressedOops"),
                environment.bin("pyrometer").toString(),
                "--version");

        assertNotEquals(0, refused.status());
    }

    @Test
    void upgradesAndLeavesNothingBehindWhenUninstalled() throws Exception {
        PythonEnvironment environment = environment("venv");
        Map<String, String> before = environment.files();
        environment.pip("install", wheel().toString());
        environment.pip("install", otherWheel("9.9").toString());

        requireProfile(environment);
        Ended version = run(
                Map.of(),
                environment.bin("python").toString(),
                "-c",
                "import importlib.metadata as m; print(m.version('pyrometer'))");
        assertEquals(new Ended(0, "9.9\n", ""), version);

        environment.pip("uninstall", "--yes", "pyrometer");
        assertEquals(before.keySet(), environment.files().keySet());
    }

    @Test
    void environmentsBesideEachOtherKeepTheirOwn() throws Exception {
        PythonEnvironment one = environment("one");
        PythonEnvironment other = PythonEnvironment.create(Interpreters.oldest(), folder.resolve("other"));
        one.pip("install", wheel().toString());
        other.pip("install", otherWheel("9.9").toString());

        requireProfile(one);
        requireProfile(other);
        other.pip("uninstall", "--yes", "pyrometer");
        requireProfile(one);
    }

    @Test
    void anActiveEnvironmentWinsOverTheOneOfTheCommand() throws Exception {
        PythonEnvironment own = environment("own");
        own.pip("install", wheel().toString());
        PythonEnvironment active = environment("active");
        Map<String, String> activated = Map.of("VIRTUAL_ENV", active.folder().toString());

        Ended ended = run(activated, own.bin("pyrometer").toString(), program);

        assertEquals(active.folder().toRealPath() + "\n", ended.output(), ended::toString);
    }

    @Test
    void aFolderOfItsOwnIsAsGood() throws Exception {
        PythonEnvironment environment = environment("venv");
        Path target = folder.resolve("target folder");
        environment.pip("install", "--target", target.toString(), wheel().toString());

        Ended ended = run(
                Map.of(),
                target.resolve("bin/pyrometer").toString(),
                "--python",
                environment.bin("python").toString(),
                program);

        assertEquals(environment.folder().toRealPath() + "\n", ended.output(), ended::toString);
        assertTrue(ended.errors().contains("busy"), ended::toString);
    }

    @Test
    void aLinkToTheCommandProfilesWithThePythonOfThePath() throws Exception {
        PythonEnvironment environment = environment("venv");
        environment.pip("install", wheel().toString());
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path link = Files.createSymbolicLink(bin.resolve("pyrometer"), environment.bin("pyrometer"));
        Path python = Files.createSymbolicLink(
                bin.resolve("python3"), Interpreters.newest().executable());

        Ended ended = run(Map.of("PATH", bin + ":/bin"), link.toString(), "-c", "import sys; print(sys.executable)");

        assertEquals(python + "\n", ended.output(), ended::toString);
    }

    @Test
    void thePythonIsAskedWhereThePackageIsWhenItIsNotBesideTheCommand() throws Exception {
        PythonEnvironment environment = environment("venv");
        environment.pip("install", wheel().toString());
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path command = Files.copy(environment.bin("pyrometer"), elsewhere.resolve("pyrometer"));
        assertTrue(command.toFile().setExecutable(true));

        Ended found = run(Map.of("PATH", environment.folder() + "/bin"), command.toString(), program);
        Ended missing = run(Map.of(), command.toString(), program);

        assertTrue(found.errors().contains("busy"), found::toString);
        assertEquals(1, missing.status(), missing::toString);
        assertTrue(missing.errors().contains("pip install --force-reinstall"), missing::toString);
    }

    @Test
    void theTarballWorksWhereverItIsUnpacked() throws Exception {
        Path place = Files.createDirectory(folder.resolve("någon plats"));
        Path tarball = only("pyrometer-*-linux-x86_64.tar.gz");
        assertEquals(
                0,
                run(Map.of("PATH", "/bin:/usr/bin"), "tar", "-xf", tarball.toString(), "-C", place.toString())
                        .status());
        Path command;
        try (Stream<Path> unpacked = Files.list(place)) {
            command = unpacked.findFirst().orElseThrow().resolve("bin/pyrometer");
        }
        Path link = Files.createSymbolicLink(folder.resolve("p"), command);
        Interpreter python = Interpreters.newest();

        for (Path called : List.of(command, link)) {
            Ended ended = run(
                    ONLY_WITH_THE_CACHE,
                    called.toString(),
                    "--python",
                    python.executable().toString(),
                    program);

            assertEquals(0, ended.status(), ended::toString);
            assertTrue(ended.errors().contains("busy"), ended::toString);
        }
    }

    @Test
    void theImageBringsTheLicencesOfAllThatIsInIt() {
        Path legal = TARGET.resolve("pyrometer-" + version() + "/legal");

        for (String part :
                List.of("java.base/LICENSE", "pyrometer/LICENSE", "antlr4-runtime/LICENSE", "tomlj/LICENSE")) {
            assertTrue(Files.isRegularFile(legal.resolve(part)), part);
        }
        assertFalse(Files.exists(legal.resolve("java.desktop")));
    }

    private void requireProfile(PythonEnvironment environment) throws Exception {
        Ended ended = run(Map.of(), environment.bin("pyrometer").toString(), program);

        assertEquals(0, ended.status(), ended::toString);
        assertEquals(environment.folder().toRealPath() + "\n", ended.output(), ended::toString);
        assertTrue(ended.errors().contains("busy"), ended::toString);
    }

    private PythonEnvironment environment(String name) throws Exception {
        return PythonEnvironment.create(Interpreters.newest(), folder.resolve(name));
    }

    /// The same as another release.
    private Path otherWheel(String version) throws IOException {
        Wheel wheel = new Wheel(version, "py3-none-manylinux2014_x86_64");
        Path file = folder.resolve(wheel.fileName());
        Image image = new Image(TARGET.resolve("pyrometer-" + version()));
        wheel.write(
                REPOSITORY.resolve("client/pyrometer"),
                image,
                Launchers.read(REPOSITORY).forWheel(Files.readString(TARGET.resolve("done"))),
                Wheel.About.read(REPOSITORY),
                file);
        return file;
    }

    private static String version() {
        String name = only("pyrometer-*.tar.gz").getFileName().toString();
        return name.substring("pyrometer-".length(), name.indexOf("-linux"));
    }

    private static Path wheel() {
        return only("pyrometer-*.whl");
    }

    private static Path only(String pattern) {
        try (var found = Files.newDirectoryStream(TARGET, pattern)) {
            List<Path> files = new ArrayList<>();
            found.forEach(files::add);
            assertEquals(1, files.size(), () -> pattern + " in " + TARGET + ": " + files);
            return files.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
