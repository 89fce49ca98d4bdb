package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;

/// A run loads nothing that it does not need: each class is a part of what its user waits for.
class StartUpIT {
    private static final Pattern NEEDLESS = Pattern.compile(
            " (?:com\\.fasterxml|org\\.tomlj|org\\.antlr|pyrometer\\.cli\\."
                    + "(?:\\w+(?<!Run)Command|\\w*Completion|Help|ProjectToml|Suggestion|JsonSettings|Recordings)|pyrometer\\.load)\\S*");

    @TempDir
    Path folder;

    @Test
    void aRunLoadsNoClassOfAnotherCommandNorAnyParser() throws IOException {
        List<String> classes = loadedBy("-c", "pass");

        assertTrue(classes.stream().anyMatch(name -> name.contains(" pyrometer.cli.RunCommand ")));
        assertEquals(List.of(), needless(classes));
    }

    @Test
    void tomlIsReadOnlyWhereItIsForUs() throws IOException {
        Files.writeString(folder.resolve("pyproject.toml"), "[project]\ndependencies = ['pyrometer']\n");
        assertEquals(List.of(), needless(loadedBy("-c", "pass")));

        Files.writeString(folder.resolve("pyproject.toml"), "[tool.pyrometer]\nsave = false\n");
        assertTrue(needless(loadedBy("-c", "pass")).stream().anyMatch(name -> name.contains("org.tomlj")));
    }

    private List<String> loadedBy(String... arguments) throws IOException {
        Path log = folder.resolve("classes");
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "pyrometer.cli.Main",
                "--python",
                Interpreters.newest().executable().toString()));
        command.addAll(List.of(arguments));
        Result result = Pyrometer.runCommand(folder, "", command);
        assertEquals(0, result.status(), result::err);
        return Files.readAllLines(log);
    }

    private static List<String> needless(List<String> classes) {
        return classes.stream().filter(line -> NEEDLESS.matcher(line).find()).toList();
    }
}
