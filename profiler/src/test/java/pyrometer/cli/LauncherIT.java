package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;

/// The script `./pyrometer`, as its user meets it.
class LauncherIT {
    private static final Path SCRIPT = Interpreters.repository().resolve("pyrometer");

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
