package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.Profiler;
import pyrometer.render.Options;

/// The command line interface as its user sees it: what is printed where, and the exit status.
class CommandLineTest {
    @TempDir
    Path folder;

    private final FakeStages stages = new FakeStages();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>(Map.of("LANG", "en_US.UTF-8"));
    private boolean terminal;
    private String script = "";

    @BeforeEach
    void writeScript() throws IOException {
        script = Files.writeString(folder.resolve("script.py"), "pass").toString();
    }

    @Test
    void reportIsOnStandardErrorAndTheStatusTheProgramsOwn() {
        stages.outcome = new Profiler.Outcome(7, stages.outcome.session(), Optional.empty());

        assertEquals(7, run(script));

        assertEquals("", text(out));
        assertEquals("\ntext: the report\n", text(err));
    }

    @Test
    void programIsStartedAsItsUserWould() {
        run(script, "-r", "html", "--", "-i");

        assertEquals(List.of(FakeStages.PYTHON.toString(), script, "-r", "html", "--", "-i"), command());
        assertEquals(
                "Program: " + script + " -r html -- -i", stages.runs.getFirst().description());
    }

    @Test
    void moduleTakesAllThatFollows() {
        run("-t", "-m", "json.tool", "-o", "x", "-c", "y");

        assertEquals(List.of(FakeStages.PYTHON.toString(), "-m", "json.tool", "-o", "x", "-c", "y"), command());
    }

    @Test
    void codeTakesAllThatFollows() {
        run("-c", "-1", "--version");

        assertEquals(List.of(FakeStages.PYTHON.toString(), "-c", "-1", "--version"), command());
    }

    @Test
    void standardInputCanBeTheProgram() {
        run("-", "a");

        assertEquals(List.of(FakeStages.PYTHON.toString(), "-", "a"), command());
    }

    @Test
    void scriptThatLooksLikeAnOptionIsToldApartForPythonToo() throws IOException {
        Path odd = Path.of("-odd.py");
        try {
            Files.writeString(odd, "pass");

            assertEquals(0, run("--", "-odd.py", "x"));
        } finally {
            Files.deleteIfExists(odd);
        }
        assertEquals(List.of(FakeStages.PYTHON.toString(), "--", "-odd.py", "x"), command());
    }

    @Test
    void folderWithMainIsAProgram() throws IOException {
        Path app = Files.createDirectory(folder.resolve("app"));
        assertEquals(1, run(app.toString()));
        assertEquals("pyrometer: " + app + " is a folder without __main__.py, so Python cannot run it\n", text(err));

        Files.writeString(app.resolve("__main__.py"), "pass");
        assertEquals(0, run(app.toString()));
    }

    @Test
    void missingScriptIsAMessage() {
        assertEquals(1, run("nope.py"));

        assertEquals(
                "pyrometer: there is no program nope.py; a module is run with -m, a command on the PATH with"
                        + " --from-path\n",
                text(err));
        assertTrue(stages.runs.isEmpty());
    }

    @Test
    void namedPythonIsPassedToTheFinder() {
        run("--python", "/opt/python", script);

        assertEquals(List.of(Optional.of("/opt/python")), stages.pythons);
    }

    @Test
    void commandOnThePathRunsByThePythonItNames() throws IOException {
        Path tool = tool("tool", "#!/opt/venv/bin/python3 -sE\nprint(1)\n");

        assertEquals(0, run("--from-path", "tool", "-x"));

        assertEquals(List.of(Optional.of("/opt/venv/bin/python3")), stages.pythons);
        assertEquals(List.of(FakeStages.PYTHON.toString(), "-sE", tool.toString(), "-x"), command());
    }

    @Test
    void namedPythonWinsOverTheOneThatACommandNames() throws IOException {
        Path tool = tool("tool", "#!/opt/venv/bin/python3 -sE\nprint(1)\n");

        run("--python", "python3.12", "--from-path", "tool");

        assertEquals(List.of(Optional.of("python3.12")), stages.pythons);
        assertEquals(List.of(FakeStages.PYTHON.toString(), tool.toString()), command());
    }

    @Test
    void commandOfAnotherLanguageIsRefused() throws IOException {
        Path tool = tool("tool", "#!/bin/sh\n");

        assertEquals(1, run("--from-path", "tool"));

        assertEquals("pyrometer: " + tool + " is not a Python script but a script for /bin/sh\n", text(err));
    }

    @Test
    void missingCommandIsAMessage() {
        environment.put("PATH", folder.toString());

        assertEquals(1, run("--from-path", "tool"));

        assertEquals("pyrometer: there is no command tool on the PATH\n", text(err));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m", "-c", "-mjson"})
    void fromPathDoesNotGoWithModuleOrCode(String source) {
        assertEquals(2, run("--from-path", source, "x"));

        assertTrue(text(err).startsWith("pyrometer: --from-path names a command"), text(err));
    }

    @Test
    void withoutArgumentsThereIsHelp() {
        assertEquals(2, run());

        assertEquals(CommandLine.help(), text(out));
    }

    @Test
    void helpIsOnStandardOutput() {
        assertEquals(0, run("--help"));

        assertTrue(text(out).startsWith("Pyrometer shows where"), text(out));
    }

    @Test
    void versionIsOneLine() {
        assertEquals(0, run("--version"));

        assertTrue(text(out).matches("pyrometer \\S+, for CPython 3\\.8 to 3\\.14, on Java \\S+\n"), text(out));
    }

    @Test
    void failureToReadTheProgramDoesNotChangeItsStatus() {
        stages.outcome = new Profiler.Outcome(3, Optional.empty(), Optional.of("Python 2 is not supported"));

        assertEquals(3, run(script));

        assertEquals("pyrometer: Python 2 is not supported\n", text(err));
    }

    @Test
    void jsonGoesToStandardOutput() {
        run("-r", "json", script);

        assertEquals("json: the report\n", text(out));
        assertEquals("", text(err));
    }

    @Test
    void outfileIsReplacedByAWholeReport() throws IOException {
        Path report = folder.resolve("report.JSON");
        Files.writeString(report, "an old one");
        Files.setPosixFilePermissions(report, PosixFilePermissions.fromString("rw-r-----"));

        assertEquals(0, run("-o", report.toString(), script));

        assertEquals("json: the report\n", Files.readString(report));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(report)));
        assertEquals("pyrometer: wrote the report to " + report + "\n", text(err));
        assertNothingElseBeside(report);
    }

    @Test
    void failedReportLeavesTheOldOne() throws IOException {
        Path report = folder.resolve("report.txt");
        Files.writeString(report, "an old one");
        stages.renderFailure = Optional.of(new IOException("No space left on device"));

        assertEquals(0, run("-o", report.toString(), script));

        assertEquals("an old one", Files.readString(report));
        assertEquals("pyrometer: could not write the report: No space left on device\n", text(err));
        assertNothingElseBeside(report);
    }

    @Test
    void linkToAReportStaysALink() throws IOException {
        Path report = folder.resolve("report.txt");
        Files.writeString(report, "an old one");
        Path link = Files.createSymbolicLink(folder.resolve("latest.txt"), report);

        run("-o", link.toString(), script);

        assertTrue(Files.isSymbolicLink(link));
        assertEquals("text: the report\n", Files.readString(report));
    }

    @Test
    void outfileCanBeADevice() {
        assertEquals(0, run("-o", "/dev/null", script));
        assertEquals("", text(err));

        assertEquals(0, run("-o", "/dev/stdout", script));
        assertEquals("text: the report\n", text(out));
    }

    @Test
    void unwritableOutfileIsFoundOutBeforeTheProgramRuns() {
        assertEquals(1, run("-o", folder.toString(), script));
        assertEquals("pyrometer: cannot write the report to " + folder + ": it is a folder\n", text(err));

        err.reset();
        assertEquals(1, run("-o", folder + "/none/report.txt", script));
        assertEquals(
                "pyrometer: cannot write the report to " + folder + "/none/report.txt: there is no folder " + folder
                        + "/none\n",
                text(err));
        assertTrue(stages.runs.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.SPEEDSCOPE.json", "a.speedscope.json", "a.pyisession", "a.pstats"})
    void extensionOfAFormatThatDoesNotExistYetIsRefused(String name) {
        assertEquals(2, run("-o", folder.resolve(name).toString(), script));

        assertTrue(text(err).startsWith("pyrometer: cannot write ."), text(err));
        assertTrue(stages.runs.isEmpty());
    }

    @Test
    void unknownRendererIsRefused() {
        assertEquals(2, run("-r", "xml", script));

        assertEquals(
                "pyrometer: --renderer: there is no format 'xml': choose from text, json, pyro, html\n", text(err));
    }

    @Test
    void renderOptionsReachTheRenderer() {
        run("-p", "time=\"percent_of_total\"", "-pprocessor_options.filter_threshold=0", "-p", "show_all", script);

        Options style = stages.styles.getFirst();
        assertEquals(Options.Time.PERCENT_OF_TOTAL, style.time());
        assertEquals(0.0, style.filterThreshold());
        assertTrue(style.showAll());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "time=bogus",
                "show_all=maybe",
                "processor_options.filter_threshold=much",
                "processor_options.filter_threshold=2",
                "processor_options.nonsense=1",
                "=1"
            })
    void unfitRenderOptionIsRefusedBeforeTheProgramRuns(String option) {
        assertEquals(2, run("-p", option, script));

        assertTrue(text(err).contains(option.split("=")[0]), text(err));
        assertTrue(stages.runs.isEmpty());
    }

    @Test
    void colorIsForTerminalsUnlessSaidOtherwise() {
        assertFalse(styleOf(script).color());
        terminal = true;
        assertTrue(styleOf(script).color());
        assertFalse(styleOf("--no-color", script).color());
        assertFalse(styleOf("-o", "/dev/null", script).color());
        assertTrue(styleOf("-o", "/dev/null", "--color", script).color());
        environment.put("NO_COLOR", "1");
        assertFalse(styleOf(script).color());
        assertTrue(styleOf("--color", script).color());
    }

    @Test
    void unicodeIsForLocalesThatHaveIt() {
        assertTrue(styleOf(script).unicode());
        environment.put("LC_ALL", "C");
        assertFalse(styleOf(script).unicode());
        assertTrue(styleOf("-o", "/dev/null", script).unicode());
        assertTrue(styleOf("--unicode", script).unicode());
        assertFalse(styleOf("--unicode", "--no-unicode", script).unicode());
    }

    @Test
    void argumentThatTheJvmCouldNotDecodeIsNotPassedOn() {
        assertEquals(1, run(script, "\ufffd"));

        assertTrue(stages.runs.isEmpty());
    }

    private Options styleOf(String... arguments) {
        assertEquals(0, run(arguments));
        return stages.styles.getLast();
    }

    private List<String> command() {
        return stages.runs.getFirst().command();
    }

    private Path tool(String name, String text) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path tool = Files.writeString(bin.resolve(name), text);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", "/nonexistent:" + bin);
        return tool;
    }

    private void assertNothingElseBeside(Path report) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(report, Path.of(script)), files.sorted().toList());
        }
    }

    private int run(String... arguments) {
        PrintStream printOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream printErr = new PrintStream(err, true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(environment, printOut, printErr, _ -> terminal);
        return new CommandLine(Map.of(), surroundings, stages).run(List.of(arguments));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
