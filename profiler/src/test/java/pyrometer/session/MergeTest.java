package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import pyrometer.testing.Recordings;

class MergeTest {
    @Test
    void oneRunIsItself() {
        Session session = Recordings.of("1 a");

        assertSame(session, Merge.of(List.of(session)));
        assertThrows(IllegalArgumentException.class, () -> Merge.of(List.of()));
    }

    @Test
    void runsFollowOneAnotherAndTheirThreadsJoin() {
        Session first = Recordings.of("5 a || Worker: w || Other: o\n5 b(m.py:1) || Worker: w ~");
        Session second = Recordings.of("3 b(m.py:1) || Other: o\n4 c || Worker: w || New: n");

        Session both = Merge.of(List.of(first, second));

        assertEquals(Duration.ofMillis(17), both.duration());
        assertEquals("""
                MainThread: a 5, b 8, c 4
                Worker: w 5, w~ 5, - 3, w 4
                Other: o 5, - 5, o 3
                New: - 13, n 4
                """, SliceTest.text(both));
        assertEquals(List.of("2 recordings together"), both.notes());
        assertEquals(Optional.of(Duration.ofMillis(10)), both.cpuTime());
        assertEquals(first.quality().plus(second.quality()), both.quality());
        assertEquals("Program: app.py", both.description());
    }

    @Test
    void theStartOfInterpretersStaysOutOfTheTree() {
        Session first = Recordings.with(Duration.ofMillis(1))
                .ticks("7 boot\n1 a")
                .programBegins()
                .finish();
        Session second = Recordings.with(Duration.ofMillis(1))
                .ticks("8 boot\n2 a")
                .programBegins()
                .finish();

        Session both = Merge.of(List.of(first, second));

        assertEquals(Duration.ofMillis(15), both.startUp());
        assertEquals(Duration.ofMillis(3), both.duration());
        assertEquals("MainThread: - 15, a 3\n", SliceTest.text(both));
    }

    @Test
    void processesThatWereStartedWithTheSameJoin() {
        Session first = Recordings.processes("1 f || MainThread@200: g(m.py:1) || MainThread@300: h(m.py:2)")
                .finish();
        Session second = Recordings.with(Duration.ofMillis(1))
                .process(100, "/usr/bin/python3", "app.py")
                .process(400, "/usr/bin/python3", "-m", "tool", "8")
                .process(500, "/usr/bin/python3", "app.py")
                .process(600, "/usr/bin/python3", "app.py")
                .ticks("1 f || MainThread@400: h(m.py:2) || MainThread@500: g(m.py:1) || MainThread@600: g(m.py:1)")
                .finish();

        Session both = Merge.of(List.of(first, second));

        assertEquals("""
                MainThread: f 2
                MainThread: g 2
                MainThread: h 2
                MainThread: - 1, g 1
                """, SliceTest.text(both));
        assertEquals(
                List.of(100, 200, 300, 400, 500, 600),
                both.processes().stream().map(ProcessInfo::pid).toList());
    }

    @Test
    void aNumberThatTwoProcessesHadSaysNothingOfWhatTheyWere() {
        Session first = Recordings.processes("1 f || MainThread@300: h").finish();
        Session second = Recordings.with(Duration.ofMillis(1))
                .process(100, "/usr/bin/python3", "app.py")
                .process(300, "/usr/bin/python3", "other.py")
                .ticks("1 f || MainThread@300: o")
                .finish();

        Session both = Merge.of(List.of(first, second));

        assertEquals("MainThread: f 2\nMainThread: h 1\nMainThread: - 1, o 1\n", SliceTest.text(both));
        assertEquals(List.of(), both.processes().getLast().commandLine());
    }

    @Test
    void threadsOfOneNameStayApart() {
        SessionRecorder recorder = new SessionRecorder(Recordings.STARTED, Duration.ofMillis(1));
        recorder.tick(1_000_000);
        for (int process = 1; process <= 2; process++) {
            ThreadInfo main = new ThreadInfo(process, process, process, "MainThread", true);
            int stack = recorder.stacks().child(StackTrie.EMPTY, recorder.frame(new Frame.C("f" + process)), 0);
            recorder.sample(recorder.thread(main), stack, ThreadState.RUNNING);
        }
        Session forked =
                recorder.finish(1_000_000, "", Duration.ZERO, Recordings.ENVIRONMENT, new Quality(2, 0, 0, 0, 0));

        assertEquals("MainThread: f1 2\nMainThread: f2 2\n", SliceTest.text(Merge.of(List.of(forked, forked))));
    }

    @Test
    void aThreadWithTheIdsOfAnotherIsStillAnother() {
        SessionRecorder recorder = new SessionRecorder(Recordings.STARTED.plusSeconds(9), Duration.ofMillis(1));
        recorder.tick(1_000_000);
        for (int process = 99; process <= 100; process++) { // 100 is what Recordings call the process
            ThreadInfo main = new ThreadInfo(process, process, process, "MainThread", true);
            int stack = recorder.stacks().child(StackTrie.EMPTY, recorder.frame(new Frame.C("f" + process)), 0);
            recorder.sample(recorder.thread(main), stack, ThreadState.RUNNING);
        }
        Session forked =
                recorder.finish(1_000_000, "", Duration.ZERO, Recordings.ENVIRONMENT, new Quality(2, 0, 0, 0, 0));

        assertEquals(
                "MainThread: a 1, f99 1\nMainThread: - 1, f100 1\n",
                SliceTest.text(Merge.of(List.of(forked, Recordings.of("1 a")))));
    }

    @Test
    void partsOfOneRecordingArePutTogetherWithoutAWord() {
        Session first = Recordings.of("1 a");
        Session more = Merge.ofOneProgram(List.of(first, Recordings.of("1 b")));

        assertEquals(List.of(), more.notes());
        assertEquals(SliceTest.text(Merge.of(List.of(first, Recordings.of("1 b")))), SliceTest.text(more));
    }

    @Test
    void aVersionOfPythonThatIsNotKnownDiffersFromNone() {
        Environment unknown = new Environment("", "", "/app", List.of(), List.of(), "");
        Session known = Recordings.with(Duration.ofMillis(1)).ticks("1 a").finish();
        Session other = Recordings.with(Duration.ofMillis(1))
                .environment(unknown)
                .ticks("1 a")
                .finish();

        Session both = Merge.of(List.of(other, known));

        assertEquals("3.12.1", both.environment().pythonVersion());
        assertEquals(List.of("2 recordings together"), both.notes());
    }

    @Test
    void whatDiffersIsSaid() {
        Environment older = new Environment(
                "3.11.4",
                "/usr/bin/python3.11",
                "/app",
                List.of("/usr"),
                List.of("/app", "/else"),
                "/usr/lib/python3.11");
        Session first = Recordings.with(Duration.ofMillis(1))
                .note("The end is missing")
                .ticks("1 a")
                .finish();
        Session second = Recordings.with(Duration.ofMillis(10))
                .environment(older)
                .description("Program: other.py")
                .ticks("10 a")
                .finish();

        Session both = Merge.of(List.of(first, second));

        assertEquals(
                List.of(
                        "The end is missing",
                        "2 recordings together, of different programs: Program: app.py, Program: other.py",
                        "They ran on different versions of Python: 3.12.1, 3.11.4",
                        "They were sampled at different intervals: 0.001 s, 0.01 s"),
                both.notes());
        assertEquals(Duration.ofMillis(10), both.interval());
        assertEquals("3.12.1, 3.11.4", both.environment().pythonVersion());
        assertEquals(List.of("/venv", "/usr"), both.environment().prefixes());
        assertEquals("/else", both.environment().path().getLast());
    }

    @Test
    void theSumOfPartsIsNoWhole() throws CannotSlice {
        Session session = Recordings.of("5 a\n5 b");

        Session both = Merge.of(List.of(session, Slice.WHOLE.to(5_000_000).apply(session)));

        assertEquals(Optional.empty(), both.cpuTime());
        assertEquals(Quality.ofPart(3), both.quality());
    }

    @Property
    void theTimeIsTheSumOfTheTimes(
            @ForAll @Size(min = 1, max = 5) List<@Size(max = 12) List<@IntRange(min = 0, max = 15) Integer>> runs) {
        List<Session> sessions = runs.stream().map(MergeTest::recording).toList();

        Session merged = Merge.of(sessions);

        assertEquals(
                sessions.stream()
                        .mapToLong(session -> session.duration().toNanos())
                        .sum(),
                merged.duration().toNanos());
        for (String name : List.of("MainThread", "T", "U")) {
            assertEquals(
                    sessions.stream().mapToLong(session -> nanos(session, name)).sum(), nanos(merged, name), name);
        }
    }

    /// Each number is a tick: how long it is, and which threads are seen at which stack.
    private static Session recording(List<Integer> ticks) {
        Recordings recording = Recordings.with(Duration.ofMillis(1));
        for (int tick : ticks) {
            recording.tick(tick);
            recording.sample("MainThread", tick % 5 == 0 ? "-" : "a > f" + tick % 3);
            recording.sample("T", tick % 4 == 0 ? "-" : "g");
            recording.sample("U", tick % 2 == 0 ? "-" : "g" + tick % 3);
        }
        return recording.finish();
    }

    private static long nanos(Session session, String name) {
        long sum = 0;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread); thread.thread().name().equals(name) && runs.next(); ) {
                sum += runs.nanos();
            }
        }
        return sum;
    }
}
