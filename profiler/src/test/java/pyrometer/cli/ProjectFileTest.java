package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectFileTest {
    @TempDir
    Path folder;

    @Test
    void keysAreOptions() throws Exception {
        write(folder, """
                [project]
                name = "x"

                [tool.pyrometer]
                interval = 0.01
                renderer = 'json'
                timeline = true
                show-all = false
                hide = '*/generated/*'
                color = false
                save = false
                render-option = ["time=percent_of_total", "show_all=false"]
                target-description = "run of {args}"
                """);

        assertEquals(
                List.of(
                        "interval=0.01 5",
                        "renderer=json 6",
                        "timeline= 7",
                        "hide=*/generated/* 9",
                        "no-color= 10",
                        "no-save= 11",
                        "render-option=time=percent_of_total 12",
                        "render-option=show_all=false 12",
                        "target-description=run of {args} 13"),
                defaults(folder).stream()
                        .sorted((a, b) -> Integer.compare(line(a), line(b)))
                        .map(given -> given.option().longName() + "=" + given.value() + " " + line(given))
                        .toList());
    }

    @Test
    void everyKeyCanBeRead() throws Exception {
        for (Switch option : Switch.CONFIGURABLE) {
            String value = switch (option.value()) {
                case NONE -> "true";
                case SECONDS -> "1";
                case KEY_VALUE -> "['a']";
                default -> "'a'";
            };
            write(folder, "[tool.pyrometer]\n" + option.longName() + " = " + value + "\n");

            assertEquals(option, defaults(folder).getFirst().option());
        }
    }

    @Test
    void nearestFileThatHasTheSectionCounts() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("a/b/c"));
        write(folder, "[tool.pyrometer]\ninterval = 1\n");
        write(folder.resolve("a"), "[tool.pyrometer]\ninterval = 2\n");
        write(folder.resolve("a/b"), "[project]\ndependencies = ['pyrometer']\n");

        assertEquals("2", defaults(inner).getFirst().value());
    }

    @Test
    void sectionMayStandWithinThatOfTools() throws Exception {
        write(folder, "[project]\nname = 'x'\n [ tool ] # all of them\nother = 1\npyrometer = {interval = 3}\n");

        assertEquals("3", defaults(folder).getFirst().value());

        write(folder, "[tool]\npyrometer = 3\n");

        assertThrows(UsageException.class, () -> defaults(folder));
    }

    @Test
    void withoutAFileNothingIsConfigured() throws Exception {
        assertEquals(List.of(), defaults(folder));
        Files.createDirectory(folder.resolve("pyproject.toml"));
        assertEquals(List.of(), defaults(folder));
    }

    /// Not even whether it is valid: it may be of a later version of TOML.
    @Test
    void fileWithoutTheSectionIsNotParsed() throws Exception {
        write(folder, "[project\nname = pyrometer tool");

        assertEquals(List.of(), defaults(folder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "intervall = 1           | there is no key intervall; did you mean interval?",
                "xyzzy = 1               | there is no key xyzzy; keys are interval, async-mode, children",
                "python = '/bin/evil'    | python is for the command line only; keys are interval",
                "outfile = 'x'           | outfile is for the command line only; keys are interval",
                "no-color = true         | there is no key no-color: write color = false",
                "interval = '1'          | interval is a number of seconds, not a string",
                "interval = true         | interval is a number of seconds, not a truth value",
                "timeline = 'yes'        | timeline is true or false, not a string",
                "renderer = 1            | renderer is a string, not a number",
                "hide = ['a']            | hide is a string, not an array",
                "render-option = 'a'     | render-option is an array, such as [\"time=percent_of_total\"], not a string",
                "render-option = [1]     | render-option is an array of strings, and this is a number",
                "interval = 1e           | Unexpected",
                "interval = 1 = 2        | Unexpected",
                "interval = 2026-11-22   | interval is a number of seconds, not a localdate",
            })
    void mistakeIsExplainedWithItsPlace(String line, String message) throws Exception {
        Path file = write(folder, "# of the project\n[tool.pyrometer]\n" + line + "\n");

        String refused = String.valueOf(
                assertThrows(UsageException.class, () -> defaults(folder)).getMessage());

        assertTrue(refused.startsWith(file + ":3: " + message), refused);
        assertEquals(1, refused.lines().count());
    }

    @Test
    void sectionThatIsNoTableIsRefused() throws Exception {
        write(folder, "tool.pyrometer = 1\n");

        assertThrows(UsageException.class, () -> defaults(folder));
    }

    @Test
    void nestingHasALimitThatIsSaid() throws Exception {
        write(folder, "[tool.pyrometer]\nhide = " + "[".repeat(200_000));

        UsageException refused = assertThrows(UsageException.class, () -> defaults(folder));

        assertTrue(String.valueOf(refused.getMessage()).contains("--no-config"), refused.getMessage());
    }

    private static List<Given> defaults(Path folder) throws UsageException {
        return ProjectFile.defaults(folder);
    }

    private static int line(Given given) {
        return given.origin() instanceof Given.Origin.Configured(String _, int line) ? line : 0;
    }

    private static Path write(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("pyproject.toml"), text);
    }
}
