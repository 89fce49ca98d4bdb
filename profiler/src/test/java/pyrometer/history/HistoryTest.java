package pyrometer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.history.History.Limits;

class HistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T16:34:12.347Z");
    private static final String ID = "20261122-163412-347";
    private static final Summary SUMMARY =
            new Summary("Program: a.py", Duration.ofMillis(1500), 42, Optional.of("f  a.py:1"), 0.5);

    @TempDir
    Path folder;

    @Test
    void completeRunIsThereWithItsSummary() throws Exception {
        keep(NOW, "the recording");

        KeptRun run = history().find(ID);

        assertEquals(NOW, run.started());
        assertEquals(KeptRun.State.COMPLETE, run.state());
        assertEquals(Optional.of(SUMMARY), run.summary());
        assertEquals("the recording", Files.readString(run.recording()));
        assertEquals(List.of(ID + ".pyro", ID + ".summary", "lock"), names());
    }

    @Test
    void runsOfTheSameMomentHaveTheirOwnIds() throws Exception {
        TreeSet<String> ids = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(keep(NOW, "x"));
        }

        assertEquals(20, ids.size());
        assertEquals(20, history().runs().size());
    }

    @Test
    void orderOfIdsIsThatOfTime() throws Exception {
        String second = keep(NOW, "x");
        String third = keep(NOW.plusSeconds(86_400), "x");
        String first = keep(NOW.minusMillis(1), "x");

        assertEquals(
                List.of(first, second, third),
                history().runs().stream().map(KeptRun::id).toList());
    }

    @Test
    void runIsFoundByTheBeginningOfItsIdIfNoOtherBeginsSo() throws Exception {
        String first = keep(NOW, "x");
        String second = keep(NOW.plusSeconds(3600), "x");

        assertEquals(first, history().find("20261122-16").id());
        assertEquals(second, history().find("last").id());
        assertEquals(first, history().find("last~1").id());
        assertEquals("20261122 may be any of 2 runs: " + first + ", " + second, refusal("20261122"));
        assertEquals("there is no kept run 1999; pyrometer list shows them", refusal("1999"));
        assertEquals("only 2 runs are kept", refusal("last~2"));
        assertEquals("there is no kept run ../" + first + "; pyrometer list shows them", refusal("../" + first));
    }

    @Test
    void withoutRunsThereIsNothingToFind() throws Exception {
        assertEquals(List.of(), history().runs());
        assertEquals("no run has been kept in " + folder.resolve("sessions"), refusal("last"));
    }

    @Test
    void filesArePrivate() throws Exception {
        keep(NOW, "x");

        assertEquals("rwx------", permissions(history().folder()));
        try (Stream<Path> files = Files.list(history().folder())) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    @Test
    void oldestGoBeyondTheLimitOfTheirNumber() throws Exception {
        for (int i = 0; i < 5; i++) {
            keep(NOW.plusSeconds(i), "x", new Limits(3, Long.MAX_VALUE));
        }

        assertEquals(
                List.of("20261122-163414-347", "20261122-163415-347", "20261122-163416-347"),
                history().runs().stream().map(KeptRun::id).toList());
        assertEquals(7, names().size(), "their files, and the lock");
    }

    @Test
    void oldestGoBeyondTheLimitOfTheirSize() throws Exception {
        String large = "x".repeat(10_000);
        for (int i = 0; i < 5; i++) {
            keep(NOW.plusSeconds(i), large, new Limits(100, 25_000));
        }
        assertEquals(2, history().runs().size());

        keep(NOW.plusSeconds(9), "x".repeat(100_000), new Limits(100, 25_000));
        assertEquals(1, history().runs().size(), "the newest stays, however large");
    }

    @Test
    void runThatEndedBeforeItWasCompleteIsUnfinished() throws Exception {
        try (Keeping keeping = history().begin("Program: a.py", NOW)) {
            Files.writeString(keeping.journal(), "half of it");
        }

        KeptRun run = history().find("last");

        assertEquals(KeptRun.State.UNFINISHED, run.state());
        assertEquals("half of it", Files.readString(run.recording()));
    }

    @Test
    void runOfWhichNothingWasRecordedIsForgotten() throws Exception {
        try (Keeping keeping = history().begin("Program: a.py", NOW)) {
            assertFalse(Files.exists(keeping.journal()));
        }
        try (Keeping keeping = history().begin("Program: a.py", NOW)) {
            Files.writeString(keeping.journal(), "a header");
            keeping.forget();
        }

        assertEquals(List.of("lock"), names());
    }

    @Test
    void recordingThatCouldNotBeWrittenIsNotThere() throws Exception {
        Keeping.Content broken = out -> {
            out.write("half".getBytes(StandardCharsets.UTF_8));
            throw new IOException("No space left on device");
        };
        try (Keeping keeping = history().begin("Program: a.py", NOW)) {
            assertThrows(IOException.class, () -> keeping.complete(broken, SUMMARY, Limits.DEFAULT));
        }

        assertEquals(List.of("lock"), names());
    }

    @Test
    void whatIsLeftOfKilledProfilersIsRemoved() throws Exception {
        Files.createDirectories(history().folder());
        for (String ending : List.of(".running", ".tmp", ".summary")) {
            Files.writeString(history().file("20250101-000000-000", ending), "x");
        }
        Files.writeString(history().folder().resolve("mine.txt"), "x");

        keep(NOW, "x");

        assertEquals(List.of(ID + ".pyro", ID + ".summary", "lock", "mine.txt"), names());
    }

    @Test
    void summaryThatIsDamagedIsNotKnown() throws Exception {
        keep(NOW, "x");
        Files.writeString(history().file(ID, ".summary"), "nanos=much\\u00");

        KeptRun run = history().find("last");

        assertEquals(Optional.empty(), run.summary());
        assertEquals(KeptRun.State.COMPLETE, run.state());
    }

    @Test
    void summarySurvivesAnyCharacter() {
        Summary odd = new Summary("a\n=b\\ \u202e#!: ☃", Duration.ofNanos(1), 0, Optional.empty(), 0);

        assertEquals(Optional.of(odd), Summary.parse(odd.toText()));
    }

    @Test
    void folderIsTheOneOfTheEnvironment() {
        assertEquals("/d/sessions", folder(Map.of("PYROMETER_DATA_HOME", "/d", "XDG_DATA_HOME", "/x", "HOME", "/h")));
        assertEquals("/x/pyrometer/sessions", folder(Map.of("XDG_DATA_HOME", "/x", "HOME", "/h")));
        assertEquals("/h/.local/share/pyrometer/sessions", folder(Map.of("XDG_DATA_HOME", "relative", "HOME", "/h")));
        assertFalse(folder(Map.of()).startsWith("/.local"));
    }

    private static String folder(Map<String, String> environment) {
        return History.ofUser(environment).folder().toString();
    }

    private History history() {
        return new History(folder.resolve("sessions"));
    }

    private String keep(Instant now, String content) throws IOException {
        return keep(now, content, Limits.DEFAULT);
    }

    private String keep(Instant now, String content, Limits limits) throws IOException {
        try (Keeping keeping = history().begin("Program: a.py", now)) {
            keeping.complete(out -> out.write(content.getBytes(StandardCharsets.UTF_8)), SUMMARY, limits);
            return keeping.id();
        }
    }

    private String refusal(String text) {
        return String.valueOf(
                assertThrows(NoSuchRun.class, () -> history().find(text)).getMessage());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(history().folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
