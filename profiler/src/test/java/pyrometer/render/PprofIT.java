package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Consumers;
import pyrometer.testing.Recordings;

/// What `go tool pprof` makes of our files.
class PprofIT {
    private static final Pattern RAW_SAMPLE = Pattern.compile("(?m)^ +(\\d+) +(\\d+)(?: +(\\d+))?: ([\\d ]+)$");

    @TempDir
    Path folder;

    @Test
    void functionsHaveTheirTimes() {
        String top = pprof(Recordings.of("""
                30 <module> > load > *sleep ~
                20 <module> > load
                50 <module> > walk > walk > walk
                """), "-top", "-unit=ms");

        assertEquals(
                List.of(
                        "File: python",
                        "Program: app.py",
                        "Type: wall",
                        "Time: 2026-11-22 10:46:22 UTC",
                        "Duration: 100ms, Total samples = 100ms (  100%)",
                        "Showing nodes accounting for 100ms, 100% of 100ms total",
                        "flat  flat%   sum%        cum   cum%",
                        "50ms 50.00% 50.00%       50ms 50.00%  walk",
                        "30ms 30.00% 80.00%       30ms 30.00%  sleep",
                        "20ms 20.00%   100%       50ms 50.00%  load",
                        "0     0%   100%      100ms   100%  <module>"),
                top.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    @Test
    void looksAndTimeOnTheCpuAreCountedToo() {
        Session session = Recordings.of("30 <module> > wait ~\n20 <module> > work\n10 <module> > work");

        assertTrue(pprof(session, "-top", "-sample_index=samples").contains("Showing nodes accounting for 3, 100%"));
        String cpu = pprof(session, "-top", "-sample_index=cpu", "-unit=ms");
        assertTrue(cpu.contains("Showing nodes accounting for 30ms, 100% of 30ms total"), cpu);
        assertFalse(cpu.contains("wait"), cpu);
    }

    @Test
    void withoutStatesThereIsNoTimeOnTheCpu() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(1_000_000)
                .sample("MainThread", List.of("f"), ThreadState.UNKNOWN)
                .finish();

        assertTrue(pprof(session, "-raw").contains("samples/count wall/nanoseconds[dflt]\n"));
    }

    @Test
    void timesAreThoseOfLines() {
        String lines = pprof(
                Recordings.of("10 <module>#5 > f(a.py:1)#2\n20 <module>#6 > f(a.py:1)#3\n5 <module>#6 > f(a.py:1)#3"),
                "-top",
                "-lines",
                "-unit=ms");

        assertTrue(Pattern.compile("25ms .* f /app/a\\.py:3\n").matcher(lines).find(), lines);
        assertTrue(Pattern.compile("10ms .* f /app/a\\.py:2\n").matcher(lines).find(), lines);
        assertTrue(
                Pattern.compile(" 25ms .* <module> /app/app\\.py:6\n")
                        .matcher(lines)
                        .find(),
                lines);
    }

    @Test
    void callersAndCalleesAreKnown() {
        String peek = pprof(
                Recordings.of("10 <module> > a > work\n20 <module> > b > work > *len"), "-peek=^work$", "-unit=ms");

        assertTrue(Pattern.compile("10ms 33.33% \\|   a\n").matcher(peek).find(), peek);
        assertTrue(Pattern.compile("20ms 66.67% \\|   b\n").matcher(peek).find(), peek);
        assertTrue(Pattern.compile("20ms 66.67% \\|   len\n").matcher(peek).find(), peek);
    }

    @Test
    void threadsAreTags() {
        Session session = Recordings.of("10 f || wörker: g\n20 f || wörker: g");

        String tags = pprof(session, "-tags", "-unit=ms");
        assertTrue(Pattern.compile("thread: Total 60ms").matcher(tags).find(), tags);
        assertTrue(tags.contains("MainThread") && tags.contains("wörker"), tags);
        assertTrue(Pattern.compile("thread id: Total").matcher(tags).find(), tags);
        assertTrue(tags.contains(": 101\n"), tags);
        String focused = pprof(session, "-top", "-tagfocus=thread=wörker", "-unit=ms");
        assertTrue(focused.contains("accounting for 30ms"), focused);
    }

    @Test
    void processesAreTags() {
        Session session = Recordings.processes("10 f || MainThread@200: g || MainThread@300: h")
                .finish();

        String tags = pprof(session, "-tags", "-unit=ms");
        assertTrue(Pattern.compile("process: Total 30ms").matcher(tags).find(), tags);
        assertTrue(tags.contains("process 200\n") && tags.contains("process 300 (python3 -m tool 7)\n"), tags);
    }

    @Test
    void theSumIsExact() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .ticks("7 boot")
                .ticks("1 <module>")
                .programBegins()
                .ticks("1.000001 f > g || w: h ~\n2.000003 f > g#7 || w: .\n3.000007 .")
                .finish();
        String raw = pprof(session, "-raw");

        long wall = 0;
        long cpu = 0;
        long looks = 0;
        Matcher sample = RAW_SAMPLE.matcher(raw);
        while (sample.find()) {
            looks += Long.parseLong(sample.group(1));
            wall += Long.parseLong(sample.group(2));
            cpu += Long.parseLong(sample.group(3));
        }
        assertEquals(7_000_011 + 3_000_004, wall, raw);
        assertEquals(wall - 1_000_001, cpu, raw);
        assertEquals(4 + 2, looks, raw);
        assertFalse(raw.contains("boot"), raw);
        assertTrue(raw.contains("Duration: 7.00"), raw);
        assertTrue(raw.contains("[outside Python]"), raw);
        assertTrue(raw.contains("PeriodType: wall nanoseconds\nPeriod: 1000000\n"), raw);
    }

    @Test
    void namesOfAnyKindArrive() {
        String raw = pprof(Recordings.of("1 größe(/tmp/日本/a b.py:7)#9 > 😀;\t(<string>:1) > *list.sort"), "-raw");

        assertTrue(raw.contains("größe /tmp/日本/a b.py:9"), raw);
        assertTrue(raw.contains("😀;\t <string>:2"), raw);
        assertTrue(raw.contains(" list.sort :0"), raw);
    }

    @Test
    void anEmptySessionCanBeRead() {
        String top = pprof(Recordings.with(Duration.ofMillis(1)).finish(), "-top");

        assertTrue(top.contains("Showing nodes accounting for 0, 0% of 0 total"), top);
    }

    @Test
    void importsAreShownOnlyIfEverythingIs() {
        Session session = Recordings.of("1 <module> > _load(<frozen importlib._bootstrap>:9) > f(m.py:1)");

        assertFalse(pprof(session, "-top").contains("_load"));
        assertTrue(pprof(session, Options.DEFAULT.withShowAll(true), "-top").contains("_load"));
    }

    @Test
    void deepStacksAreRead() {
        List<String> frames = new ArrayList<>(Collections.nCopies(20_000, "f"));
        frames.add("leaf");
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(3_000_000)
                .sample("MainThread", frames, ThreadState.RUNNING)
                .finish();
        String top = pprof(session, "-top", "-unit=ms");

        assertTrue(
                Pattern.compile("0     0%   100%        3ms   100%  f\n")
                        .matcher(top)
                        .find(),
                top);
    }

    @Test
    void notesAreComments() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .note("Only a part is shown.")
                .ticks("1 f")
                .finish();

        assertEquals("Program: app.py\nOnly a part is shown.\n", pprof(session, "-comments"));
    }

    private String pprof(Session session, String... arguments) {
        return pprof(session, Options.DEFAULT, arguments);
    }

    private String pprof(Session session, Options options, String... arguments) {
        Path pprof = Consumers.file("pprof");
        Path file = Consumers.write(folder, "out.pb.gz", Format.PPROF, options, session);
        List<Object> command = new ArrayList<>(List.of("env", "TZ=UTC", "PPROF_TMPDIR=" + folder, pprof));
        command.addAll(List.of(arguments));
        command.add(file);
        return Consumers.run(command.toArray());
    }
}
