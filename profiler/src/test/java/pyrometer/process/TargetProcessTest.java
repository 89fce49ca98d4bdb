package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.memory.TargetGone;
import pyrometer.os.LinuxCalls;
import pyrometer.process.ThreadClock.Activity;

/// Against `sleep` and `sh`, which every machine has.
class TargetProcessTest {
    private Process sleep;
    private TargetProcess target;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        sleep = new ProcessBuilder("/bin/sleep", "60")
                .directory(folder.toFile())
                .start();
        target = TargetProcess.of((int) sleep.pid());
    }

    @AfterEach
    void end() {
        sleep.destroyForcibly();
    }

    @Test
    void tellsWhatItRunsAndWhere() throws IOException {
        assertEquals(Path.of("/bin/sleep").toRealPath(), target.executable());
        assertEquals(List.of("/bin/sleep", "60"), target.commandLine());
        assertEquals(folder.toRealPath(), target.workingDirectory());
    }

    @Test
    void hasNoProgramAndNoFolderOnceItHasEnded() {
        LinuxCalls calls = new LinuxCalls();
        int pid = calls.posixSpawn("sleep", List.of("sleep", "0"), List.of(), 0, 0);
        TargetProcess ended = TargetProcess.of(pid);

        calls.awaitEnd(pid); // It has not been waited for in the sense of the system: its number is still there.

        assertThrows(TargetGone.class, ended::executable);
        assertThrows(TargetGone.class, ended::workingDirectory);
        calls.reap(pid);
    }

    @Test
    void theFileOfAMappingCanBeOpened() throws IOException {
        Mapping program = mappingOf("sleep");

        for (Path path : target.pathsOf(program)) {
            assertEquals(Files.size(Path.of("/bin/sleep")), Files.size(path), path.toString());
        }
    }

    @Test
    void theFileOfAMappingCanBeOpenedAfterItWasReplaced() throws Exception {
        Path copy = folder.resolve("zoë's sleep");
        Files.copy(Path.of("/bin/sleep"), copy);
        Process other = new ProcessBuilder(copy.toString(), "60").start();
        try {
            awaitProgram(other, copy);
            Files.delete(copy);
            Files.writeString(copy, "another file");
            TargetProcess otherTarget = TargetProcess.of((int) other.pid());
            Mapping program = otherTarget.mappings().getFirst();

            assertEquals(copy.toString(), program.path());
            assertTrue(program.deleted());
            for (Path path : otherTarget.pathsOf(program)) {
                assertEquals(Files.size(Path.of("/bin/sleep")), Files.size(path), path.toString());
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void hasOneThreadNamedAfterTheProgram() {
        assertArrayEquals(new int[] {target.pid()}, target.threadIds());
        assertEquals(Optional.of("sleep"), target.threadName(target.pid()));
        assertEquals(OptionalInt.of(target.pid()), target.nativeThreadId(target.pid()));
        assertEquals(OptionalInt.of(target.pid()), target.threadWithNativeId(target.pid()));
        assertEquals(OptionalInt.empty(), target.threadWithNativeId(1));
        assertEquals(Optional.empty(), target.threadName(1));
    }

    @Test
    void listsTheChildrenOfAProcess() {
        assertTrue(
                TargetProcess.of((int) ProcessHandle.current().pid()).children().contains(target.pid()));
        assertEquals(List.of(), target.children());
    }

    @Test
    void aSleepingThreadWaits() throws Exception {
        try (ThreadClock clock = target.clock(target.pid())) {
            awaitActivity(clock, Activity.WAITING);
        }
    }

    @Test
    void aBusyThreadRuns() throws Exception {
        Process busy = new ProcessBuilder("/bin/sh", "-c", "while :; do :; done").start();
        try (ThreadClock clock = TargetProcess.of((int) busy.pid()).clock((int) busy.pid())) {
            awaitActivity(clock, Activity.RUNNING);
        } finally {
            busy.destroyForcibly();
        }
    }

    @Test
    void aThreadThatEndedIsUnknown() throws Exception {
        try (ThreadClock clock = target.clock(target.pid())) {
            awaitActivity(clock, Activity.WAITING);
            sleep.destroyForcibly().waitFor();

            assertEquals(Activity.UNKNOWN, clock.look());
            assertEquals(Activity.UNKNOWN, clock.look());
        }
    }

    @Test
    void isAliveUntilItEnds() throws Exception {
        assertTrue(target.isAlive());

        sleep.destroyForcibly().waitFor();

        assertFalse(target.isAlive());
        assertThrows(TargetGone.class, target::mappings);
        assertThrows(TargetGone.class, target::threadIds);
        assertThrows(TargetGone.class, target::executable);
        assertThrows(TargetGone.class, () -> TargetProcess.of((int) sleep.pid()));
    }

    @Test
    void aThreadNameMayLookLikeTheFieldsBehindIt() {
        String stat = "7 (a) R (b) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0";

        assertEquals('S', ThreadStat.state(stat));
        assertEquals(4711, ThreadStat.startTicks(stat));
    }

    private Mapping mappingOf(String fileName) {
        return target.mappings().stream()
                .filter(mapping -> mapping.fileName().equals(fileName))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitProgram(Process process, Path program) throws Exception {
        Path link = Path.of("/proc/" + process.pid() + "/exe");
        for (int i = 0; i < 1000 && !Files.readSymbolicLink(link).equals(program); i++) {
            Thread.sleep(5);
        }
    }

    private static void awaitActivity(ThreadClock clock, Activity wanted) throws Exception {
        for (int i = 0; i < 1000 && clock.look() != wanted; i++) {
            Thread.sleep(5);
        }
        assertEquals(wanted, clock.look());
    }
}
