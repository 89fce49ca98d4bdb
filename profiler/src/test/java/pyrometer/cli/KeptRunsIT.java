package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;

/// Runs that are kept, in a folder of their own, as their user finds them again.
class KeptRunsIT {
    @TempDir
    Path folder;

    @Test
    void hintAtTheEndOfTheReportOpensTheRunAgain() throws Exception {
        String report = run("-c", "import time; time.sleep(0.3)").err();

        String hint = report.lines()
                .filter(line -> line.contains(" --load-prev "))
                .findFirst()
                .orElseThrow();
        Result again = shell(hint.strip() + " -r json");

        assertEquals(0, again.status, again.err);
        assertTrue(again.out.contains("\"function\":\"sleep\""), again.out);
        assertTrue(shell(pyrometer() + " --load-prev last").out.contains("sleep"));
    }

    @Test
    void runsOfTheSameSecondAreAllKept() throws Exception {
        int runs = 6;
        List<Process> running = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            running.add(start(List.of("-c", "import time; time.sleep(0.2)")));
        }
        for (Process process : running) {
            assertTrue(process.waitFor(100, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        }

        Result list = shell(pyrometer() + " list --json");

        assertEquals(runs, list.out.split("\"id\"", -1).length - 1, list.out);
    }

    @Test
    void runWhoseProfilerWasKilledIsOpenedAsFarAsItWent() throws Exception {
        Process profiler = start(List.of("-c", "import time\nfor i in range(40): time.sleep(0.1)"));
        Thread.sleep(2500);
        List<ProcessHandle> program = profiler.descendants().toList();
        profiler.destroyForcibly().waitFor();

        Result list = shell(pyrometer() + " list");
        Result report = shell(pyrometer() + " --load-prev last");
        program.forEach(ProcessHandle::destroyForcibly);

        assertTrue(list.out.contains("unfinished"), list.out + list.err);
        assertEquals(0, report.status, report.err);
        assertTrue(report.out.contains("breaks off"), report.out);
        assertTrue(report.out.contains("sleep"), report.out);
    }

    @Test
    void nothingIsKeptWhereItIsNotWanted() throws Exception {
        run("--no-save", "-c", "pass");

        assertEquals("[ ]\n", shell(pyrometer() + " list --json").out);
    }

    private record Result(int status, String out, String err) {}

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(
                List.of("--python", Interpreters.newest().executable().toString()));
        words.addAll(List.of(arguments));
        return shell(pyrometer() + words.stream().map(word -> " '" + word + "'").collect(Collectors.joining()));
    }

    private static String pyrometer() {
        return Pyrometer.script();
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                pyrometer(), "--python", Interpreters.newest().executable().toString()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PYROMETER_DATA_HOME", folder.toString());
        return builder.start();
    }

    private Result shell(String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("kept", ".out");
        Path err = Files.createTempFile("kept", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("PYROMETER_DATA_HOME", folder.toString());
            Process process = builder.start();
            assertTrue(process.waitFor(100, TimeUnit.SECONDS), command);
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
