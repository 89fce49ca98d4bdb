package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.Profiler;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.session.Session;

/// The command line interface as its user sees it: what is printed where, and the exit status.
class CommandLineTest {
    @TempDir
    Path folder;

    private final FakeStages stages = new FakeStages();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>(Map.of("LANG", "en_US.UTF-8"));
    private @TempDir Path home;
    private boolean terminal;

    /// Why standard output takes nothing, if so.
    private Optional<String> unwritable = Optional.empty();

    private String script = "";

    @BeforeEach
    void writeScript() throws IOException {
        environment.put("PYROMETER_DATA_HOME", home.toString());
        script = Files.writeString(folder.resolve("script.py"), "pass").toString();
    }

    @Test
    void reportIsOnStandardErrorAndTheStatusTheProgramsOwn() {
        stages.outcome = new Profiler.Outcome(7, stages.outcome.session(), Optional.empty());

        assertEquals(7, run(script));

        assertEquals("", text(out));
        assertTrue(text(err).startsWith("\ntext: the report\n"), text(err));
    }

    @Test
    void runningProgramIsRecordedForTheTimeGiven() {
        assertEquals(0, run("attach", "-i", "0.01", "-d", "0.05", "4711"), () -> text(err));

        assertEquals(List.of("4711 Process 4711: python 'my server.py' PT0.01S seen"), stages.attached);
        assertEquals("text: the report\n", text(out));
        assertTrue(text(err).contains("looking at process 4711 for 0.05 s"), text(err));
        assertTrue(text(err).contains("--load-prev"), text(err));
    }

    @Test
    void runningProgramIsRecordedUntilControlC() {
        stages.isInterrupted = true;

        assertEquals(0, run("attach", "--target-description", "{args} {{}}", "1"), () -> text(err));

        assertEquals(List.of("1 python 'my server.py' {} PT0.001S"), stages.attached);
        assertTrue(text(err).contains("until it ends; Ctrl-C ends it sooner"), text(err));
    }

    @Test
    void runningProgramWhoseReportCannotBeWrittenIsAFailure() {
        stages.isInterrupted = true;
        stages.renderFailure = Optional.of(new IOException("No space left on device"));

        assertEquals(1, run("attach", "1"));

        assertTrue(text(err).contains("could not write the report: No space left on device"), text(err));
        assertTrue(text(err).contains("--load-prev"), text(err));
    }

    @Test
    void runningProgramThatMayNotBeReadLeavesNothingBehind() throws IOException {
        stages.isInterrupted = true;
        stages.refusal = Optional.of("is refused");

        assertEquals(1, run("attach", "1"));

        assertTrue(text(err).endsWith("pyrometer attach is refused\n"), text(err));
        assertEquals("", text(out));
        try (Stream<Path> kept = Files.walk(home)) {
            assertEquals(
                    List.of(),
                    kept.filter(file -> file.toString().endsWith(".pyro")).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "x", "99999999999", ""})
    void attachTakesTheNumberOfAProcess(String word) {
        assertEquals(2, run("attach", "--", word));

        assertTrue(text(err).contains("attach takes the number of a process"), text(err));
    }

    @Test
    void programIsStartedAsItsUserWould() {
        run(script, "-r", "html", "--", "-i");

        assertEquals(List.of(FakeStages.PYTHON.toString(), script, "-r", "html", "--", "-i"), command());
        assertEquals(
                "Program: " + script + " -r html -- -i",
                stages.runs.getFirst().settings().description());
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

        assertEquals(Help.of(Subcommand.RUN), text(out));
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
        List<String> said = text(err).lines().toList();
        assertEquals(
                "pyrometer: could not write the report to " + report + ": No space left on device", said.getFirst());
        assertTrue(said.getLast().startsWith("  pyrometer --load-prev "), text(err));
        assertNothingElseBeside(report);
    }

    @Test
    void aStreamThatCannotBeWrittenIsNoReport() {
        unwritable = Optional.of("No space left on device");

        assertEquals(1, run("report", script));
        assertEquals("pyrometer: could not write the report: No space left on device\n", text(err));

        err.reset();
        assertEquals(1, run("--help"));
        assertEquals("pyrometer: could not write to standard output: No space left on device\n", text(err));

        err.reset();
        assertEquals(0, run("-r", "json", "--no-save", script));
        assertEquals("pyrometer: could not write the report: No space left on device\n", text(err));
    }

    @Test
    void aReaderThatHasGoneHasWhatItWanted() {
        unwritable = Optional.of("Broken pipe");

        assertEquals(0, run("report", script));
        assertEquals(0, run("--help"));
        assertEquals("", text(err));
    }

    @Test
    void aCommandBehindOptionsIsHintedAt() {
        assertEquals(1, run("--no-config", "report", script));
        assertEquals(
                "pyrometer: there is no program report; the command of that name comes before all options\n",
                text(err));
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

    @Test
    void unknownRendererIsRefused() {
        assertEquals(2, run("-r", "xml", script));

        assertTrue(text(err).startsWith("pyrometer: --renderer: there is no format 'xml': choose from text, json"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.txt, TEXT",
        "a.JSON, JSON",
        "a.pyisession, PYISESSION",
        "a.pstats, PSTATS",
        "a.MD, MARKDOWN",
        "a.HTM, HTML",
        "a.html, HTML",
        "a, TEXT"
    })
    void endingOfTheOutfileSaysTheFormat(String name, Format format) throws IOException {
        Path report = folder.resolve(name);

        assertEquals(0, run("-o", report.toString(), script));

        assertEquals(format.label() + ": the report\n", Files.readString(report));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pyisession", "session", "markdown", "md", "json", "pstats"})
    void dataGoesToStandardOutput(String renderer) {
        assertEquals(0, run("-r", renderer, script));

        assertTrue(text(out).endsWith(": the report\n"), text(out));
        assertEquals("", text(err));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t -p flat",
                "-t -r md",
                "-t -r pyisession",
                "--show-all -r pyisession",
                "-p flat -p function=f",
                "--color -r json",
                "--no-unicode -r json",
                "--hide x -r pstats",
                "--show-regex x -r pstats",
                "-p processor_options={"
            })
    void optionsThatDoNothingAreRefusedBeforeTheProgramRuns(String options) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.add(script);

        assertEquals(2, run(arguments.toArray(String[]::new)));

        assertEquals(1, text(err).lines().count(), text(err));
        assertTrue(stages.runs.isEmpty());
    }

    @Test
    void configuredOptionsAreForTheFormatsThatKnowThem() throws IOException {
        Files.writeString(folder.resolve("pyproject.toml"), "[tool.pyrometer]\ntimeline = true\ncolor = true\n");

        assertEquals(0, run("-r", "pstats", script));
        assertTrue(styleOf(script).timeline());
        assertTrue(styleOf(script).color());
        assertFalse(styleOf("--no-config", script).timeline());
        assertFalse(styleOf("--no-color", script).color());
    }

    @Test
    void configuredFormatIsForReportsThatNameNone() throws IOException {
        Files.writeString(folder.resolve("pyproject.toml"), "[tool.pyrometer]\nrenderer = 'json'\n");

        run(script);
        assertEquals("json: the report\n", text(out));

        out.reset();
        run("-o", folder.resolve("a.md").toString(), "-t", "-p", "timeline=false", script);
        assertTrue(text(err).contains("--timeline does nothing for the format markdown"), text(err));
    }

    @Test
    void configurationWithAMistakeIsRefusedAndCanBeDisregarded() throws IOException {
        Path file = Files.writeString(folder.resolve("pyproject.toml"), "[tool.pyrometer]\nintervall = 1\n");

        assertEquals(2, run(script));
        assertEquals("pyrometer: " + file + ":2: there is no key intervall; did you mean interval?\n", text(err));
        assertEquals(0, run("--no-config", script));
    }

    @Test
    void binaryIsNotForATerminal() {
        assertEquals(0, run("-r", "pstats", script));

        terminal = true;
        err.reset();
        assertEquals(2, run("-r", "pstats", script));
        assertEquals(
                "pyrometer: a terminal cannot show pstats, which is binary: name a file with -o, or send it through a"
                        + " pipe\n",
                text(err));
    }

    @Test
    void pageOnATerminalIsWrittenToAFileForTheBrowser() throws IOException {
        terminal = true;
        environment.put("BROWSER", "there-is-no-such-browser:true");

        assertEquals(0, run("-r", "html", script));

        String said = text(err);
        assertTrue(said.startsWith("pyrometer: wrote the report to "), said);
        Path page = Path.of(said.substring(said.indexOf('/')).strip());
        assertEquals("html: the report\n", Files.readString(page));
        assertEquals("", text(out));
        Files.delete(page);
        Files.delete(page.getParent());
    }

    @Test
    void openShowsARecordingInTheBrowserWhereverOutputGoes() throws IOException {
        environment.put("BROWSER", "true");

        assertEquals(0, run("open", "--timeline", "--source", script));

        String said = text(err);
        Path page = Path.of(said.substring(said.indexOf('/')).strip());
        assertEquals("html: the report\n", Files.readString(page));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(page.getParent())));
        assertEquals(List.of(Path.of(script)), stages.loaded);
        assertTrue(stages.styles.getFirst().timeline());
        assertTrue(stages.styles.getFirst().source());
        Files.delete(page);
        Files.delete(page.getParent());
    }

    @Test
    void openSaysWhereThePageIsIfThereIsNoBrowser() throws IOException {
        environment.put("BROWSER", "there-is-no-such-browser");

        assertEquals(0, run("open", script));

        String said = text(err);
        assertTrue(said.endsWith("no browser was found; the variable BROWSER can name one\n"), said);
        Path page = Path.of(said.lines().findFirst().orElseThrow().replaceFirst("^[^/]*", ""));
        Files.delete(page);
        Files.delete(page.getParent());
    }

    @Test
    void aComparisonCanBeAPageWithAFirstLookButWithoutColour() throws IOException {
        Path page = Files.createTempFile("comparison", ".html");

        assertEquals(0, run("diff", "--show-all", "-o", page.toString(), script, script));

        assertTrue(Files.readString(page).contains("<meta name=\"look\" content=\"all=1\">"));
        assertEquals(2, run("diff", "--color", "-o", page.toString(), script, script));
        assertTrue(text(err).contains("does nothing for a comparison in the format html"), text(err));
        Files.delete(page);
    }

    @Test
    void browserIsTheOneThatIsNamedElseThatOfTheDesktop() {
        environment.put("BROWSER", "firefox:my browser --new %s");
        environment.put("DISPLAY", ":0");

        assertEquals(
                List.of(
                        List.of("firefox", "file:///a.html"),
                        List.of("my", "browser", "--new", "file:///a.html"),
                        List.of("xdg-open", "file:///a.html")),
                Browser.commands("file:///a.html", surroundings()));
    }

    @Test
    void jsonObjectIsSeveralOptions() {
        run("-p", "processor_options={\"filter_threshold\": 0.5, \"hide_regex\": \"a\"}", script);

        Options style = stages.styles.getFirst();
        assertEquals(0.5, style.filterThreshold());
        assertEquals("a", style.hide().orElseThrow().pattern());
    }

    @Test
    void hideAndShowAreForPaths() {
        Options style = styleOf("--hide", "*/lib/*", "--show-regex", ".*/mine/", script);

        assertTrue(style.hide().orElseThrow().matcher("/x/lib/a.py").lookingAt());
        assertEquals(".*/mine/", style.show().orElseThrow().pattern());
    }

    @Test
    void keptRunIsNamedAtTheEndOfATextReport() throws IOException {
        run(script);

        String id = text(err).lines().toList().getLast().replace("  pyrometer --load-prev ", "");
        assertTrue(Files.exists(home.resolve("sessions/" + id + ".pyro")), text(err));

        err.reset();
        assertEquals(0, run("--load-prev", id));
        assertEquals("text: the report\n", text(out));
        assertEquals(List.of(home.resolve("sessions/" + id + ".pyro")), stages.loaded);
    }

    @Test
    void runIsNotKeptWhereThatIsNotWanted() {
        run("--no-save", script);

        assertEquals("\ntext: the report\n", text(err));
        assertFalse(Files.exists(home.resolve("sessions")));
    }

    @Test
    void folderThatCannotBeWrittenToIsAWarning() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        environment.put("PYROMETER_DATA_HOME", file.toString());
        stages.outcome = new Profiler.Outcome(7, stages.outcome.session(), Optional.empty());

        assertEquals(7, run(script));

        assertTrue(text(err).startsWith("pyrometer: this run is not kept in " + file + "/sessions: "), text(err));
        assertTrue(text(err).endsWith("\n\ntext: the report\n"), text(err));
    }

    @Test
    void listTellsOfEachRun() {
        Session odd = FakeStages.session("Program: one\ntwo\u001b[31m");
        Optional<Session> plain = stages.outcome.session();
        stages.outcome = new Profiler.Outcome(0, Optional.of(odd), Optional.empty());
        run(script);
        stages.outcome = new Profiler.Outcome(0, plain, Optional.empty());
        run(script);
        out.reset();

        assertEquals(0, run("list"));

        List<String> lines = text(out).lines().toList();
        assertEquals(3, lines.size(), text(out));
        assertTrue(lines.get(0).startsWith("ID "), lines.get(0));
        assertTrue(lines.get(1).contains("one\\ntwo\\u001b[31m"), lines.get(1));

        out.reset();
        assertEquals(0, run("list", "-n", "1", "--json"));
        assertTrue(text(out).contains("\"target_description\" : \"Program: test\""), text(out));
        assertFalse(text(out).contains("one"), text(out));
    }

    @Test
    void emptyListIsSaid() {
        assertEquals(0, run("list"));
        assertEquals("No run has been kept in " + home + "/sessions.\n", text(out));

        out.reset();
        assertEquals(0, run("list", "--json"));
        assertEquals("[ ]\n", text(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report nope", "--load nope", "--load-prev nope", "diff nope nope", "merge nope nope"})
    void recordingThatIsNotThereIsAMessage(String words) {
        assertEquals(1, run(words.split(" ")));

        assertEquals(1, text(err).lines().count(), text(err));
        assertTrue(text(err).startsWith("pyrometer: "), text(err));
    }

    @Test
    void conversionNeedsAFormat() throws IOException {
        String recording = Files.writeString(folder.resolve("a.pyro"), "x").toString();

        assertEquals(2, run("convert", recording, folder.resolve("b.bin").toString()));
        assertTrue(text(err).contains("name it with -r"), text(err));
        assertEquals(0, run("convert", recording, folder.resolve("b.json").toString()));
        assertEquals(0, run("convert", recording, "-", "-r", "json"));
        assertEquals("json: the report\n", text(out));
    }

    @Test
    void scriptThatIsCalledLikeACommandIsHintedAt() throws IOException {
        Files.writeString(folder.resolve("list"), "print(1)");

        assertEquals(2, run("list", "--nonsense"));
        assertTrue(text(err).endsWith("; to run the file of that name, write ./list\n"), text(err));
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
        return new CommandLine(Map.of(), surroundings(), stages).run(List.of(arguments));
    }

    private Surroundings surroundings() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException(unwritable.orElseThrow());
            }
        };
        PrintStream printOut =
                unwritable.isPresent() ? new Output(full) : new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream printErr = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Surroundings(environment, printOut, printErr, _ -> terminal, folder, "pyrometer");
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
