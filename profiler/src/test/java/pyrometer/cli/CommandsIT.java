package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;

/// The commands on recordings, as their user types them.
class CommandsIT {
    private static final String PROGRAM = """
            import sys, time
            def quick(): time.sleep(.3)
            def slow(): time.sleep(float(sys.argv[1]))
            quick()
            slow()
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void record() throws IOException {
        Files.writeString(folder.resolve("program.py"), PROGRAM);
        for (String seconds : List.of("0.4", "0.9")) {
            Result result =
                    Pyrometer.run(Interpreters.newest(), folder, "-o", seconds + ".pyisession", "program.py", seconds);
            assertEquals(0, result.status(), result::err);
        }
    }

    @Test
    void recordingIsReportedOnStandardOutput() throws IOException {
        for (List<String> words : List.of(List.of("report", "0.4.pyisession"), List.of("--load", "0.4.pyisession"))) {
            Result result = run(words);

            assertEquals(0, result.status(), result::err);
            assertEquals("", result.err());
            assertTrue(result.out().contains("quick") && result.out().contains("slow"), result::out);
        }
    }

    /// A file is what is in it.
    @Test
    void kindOfAFileIsToldByItsContent() throws IOException {
        Files.copy(folder.resolve("0.4.pyisession"), folder.resolve("renamed.txt"));

        assertTrue(run(List.of("report", "renamed.txt")).out().contains("slow"));
    }

    @Test
    void partOfARecordingSaysSo() throws IOException {
        Result part = run(List.of("report", "0.9.pyisession", "--focus", "slow"));
        Result range = run(List.of("report", "0.9.pyisession", "--range", "0.6s-"));

        assertEquals(0, part.status(), part::err);
        assertFalse(part.out().contains("quick"), part::out);
        assertTrue(part.out().lines().limit(8).anyMatch(line -> line.contains("slow")), part::out);
        assertFalse(range.out().contains("quick"), range::out);
        assertTrue(range.out().contains("0.6"), range::out);
    }

    @Test
    void aFormatWithoutAHeaderIsSaidToBeOfAPart() throws IOException {
        Result data = run(List.of("report", "0.9.pyisession", "--focus", "slow", "-r", "json"));
        Result stacks = run(List.of("report", "0.9.pyisession", "--focus", "slow", "-r", "collapsed"));

        assertEquals("", data.err());
        assertTrue(data.out().contains("Only function slow"), data::out);
        assertEquals("pyrometer: the format collapsed has no place to say it: Only function slow\n", stacks.err());
    }

    @Test
    void recordingsAreMergedAndConverted() throws IOException {
        Result merged = run(List.of("merge", "0.4.pyisession", "0.9.pyisession", "-o", "both.pyisession"));
        assertEquals(0, merged.status(), merged::err);
        Result json = run(List.of("convert", "both.pyisession", "-", "-r", "json"));

        assertEquals(0, json.status(), json::err);
        assertTrue(json.out().startsWith("{"), json::out);
        assertTrue(json.out().contains("\"slow\""), json::out);
    }

    @Test
    void binaryComesThroughAPipeByteForByte() throws IOException {
        Result file = run(List.of("convert", "0.4.pyisession", "a.pstats"));
        assertEquals(0, file.status(), file::err);
        Path piped = folder.resolve("piped.pstats");
        Result pipe = Pyrometer.runCommand(
                folder,
                "",
                List.of(
                        "sh",
                        "-c",
                        "\"$0\" convert 0.4.pyisession - -r pstats | cat > piped.pstats",
                        Pyrometer.script()));

        assertEquals("", pipe.err());
        assertEquals(-1, Files.mismatch(folder.resolve("a.pstats"), piped));
    }

    @Test
    void comparisonFailsForWhatBecameSlower() throws IOException {
        Result slower = run(List.of("diff", "--fail-if", "+10%", "0.4.pyisession", "0.9.pyisession"));
        Result faster = run(List.of("diff", "--fail-if", "+10%", "0.9.pyisession", "0.4.pyisession"));
        Result plain = run(List.of("diff", "0.4.pyisession", "0.9.pyisession", "-r", "markdown"));
        Result mistyped = run(List.of("diff", "--fail-if", "10", "0.4.pyisession", "0.9.pyisession"));
        Result several =
                run(List.of("diff", "0.4.pyisession", "0.4.pyisession", "vs", "0.9.pyisession", "--fail-if", "+10%"));

        assertEquals(3, slower.status(), slower::err);
        assertTrue(slower.out().contains("slow"), slower::out);
        assertTrue(slower.err().contains("more than +10%"), slower::err);
        assertEquals(0, faster.status(), faster::err);
        assertEquals(0, plain.status(), plain::err);
        assertTrue(plain.out().contains("|"), plain::out);
        assertEquals(2, mistyped.status(), mistyped::err);
        assertEquals(3, several.status(), several::err);
        assertTrue(several.out().contains("2 runs"), several::out);
        assertFalse(several.out().contains("is assumed"), several::out);
    }

    @ParameterizedTest
    @CsvSource({
        "1, report missing.pyro",
        "1, --load missing.pyro",
        "1, report program.py",
        "1, report .",
        "1, report 0.4.pyisession --thread nobody",
        "1, report 0.4.pyisession --focus nothing",
        "2, report 0.4.pyisession --color -r json",
        "2, report a b",
        "2, --load 0.4.pyisession program.py",
        "2, convert 0.4.pyisession unknown.ending",
        "2, completion tcsh",
        "2, diff 0.4.pyisession 0.9.pyisession -r speedscope",
        "2, diff 0.4.pyisession 0.4.pyisession vs 0.9.pyisession -r html",
        "1, diff 0.4.pyisession vs 0.9.pyisession missing.pyro",
        "2, --show a --show-all program.py",
        "2, --hide a --hide-regex b program.py",
    })
    void refusalIsOneLine(int status, String words) throws IOException {
        Result result = run(List.of(words.split(" ")));

        assertEquals(status, result.status(), result::err);
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::err);
        assertTrue(result.err().startsWith("pyrometer: "), result::err);
    }

    @Test
    void scriptThatIsCalledLikeACommandRuns() throws IOException {
        Files.writeString(folder.resolve("list"), "print('the script')");

        for (List<String> words : List.of(List.of("./list"), List.of("--", "list"))) {
            assertEquals("the script\n", run(words).out());
        }
    }

    @Test
    void defaultsOfTheProjectAreObeyed() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project/below"));
        Files.writeString(folder.resolve("project/pyproject.toml"), "[tool.pyrometer]\nrenderer = 'json'\n");

        Result result = Pyrometer.run(Interpreters.newest(), project, "-c", "import time; time.sleep(.2)");
        Result without = Pyrometer.run(Interpreters.newest(), project, "--no-config", "-c", "pass");

        assertTrue(result.out().startsWith("{"), result::out);
        assertEquals("", without.out());
    }

    private static Result run(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Pyrometer.script()));
        command.addAll(words);
        return Pyrometer.runCommand(folder, "", command);
    }
}
