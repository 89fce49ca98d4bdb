package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.testing.Recordings;

class SliceTest {
    private static final long MILLI = 1_000_000;

    private static final Session SERVICE = Recordings.with(Duration.ofMillis(1))
            .ticks("40 boot")
            .ticks("100 main")
            .programBegins()
            .ticks("""
                    100 main > load > *sleep ~ || Worker-1: serve > parse
                    100 main > load > parse || Worker-1: serve > *recv ~
                    100 main > save || Worker-1: serve > *recv ~ || Worker-2: serve > parse
                    """)
            .finish();

    @Test
    void theWholeIsTheRecordingItself() throws CannotSlice {
        assertSame(SERVICE, Slice.WHOLE.apply(SERVICE));
    }

    @Test
    void aTimeRangeCutsTicksAtItsEdges() throws CannotSlice {
        Session slice = Slice.WHOLE.from(50 * MILLI).to(230 * MILLI).apply(SERVICE);

        assertEquals(Duration.ofMillis(180), slice.duration());
        assertEquals(Duration.ZERO, slice.startUp());
        assertEquals(Recordings.STARTED.plusMillis(40 + 50), slice.started());
        assertEquals("""
                MainThread: main 50, main>load>sleep~ 100, main>load>parse 30
                Worker-1: - 50, serve>parse 100, serve>recv~ 30
                """, text(slice));
        assertEquals(List.of("Only 0.05 s to 0.23 s"), slice.notes());
    }

    @Test
    void aRangeWithinOneTickIsAPartOfIt() throws CannotSlice {
        Session slice = Slice.WHOLE.from(110 * MILLI).to(120 * MILLI).apply(SERVICE);

        assertEquals("MainThread: main>load>sleep~ 10\nWorker-1: serve>parse 10\n", text(slice));
    }

    @Test
    void anOpenRangeReachesToTheEndAndNoFurther() throws CannotSlice {
        assertEquals("MainThread: main 10\n", text(Slice.WHOLE.to(10 * MILLI).apply(SERVICE)));
        Session end = Slice.WHOLE.from(390 * MILLI).to(9000 * MILLI).apply(SERVICE);
        assertEquals(Duration.ofMillis(10), end.duration());
        assertEquals("MainThread: main>save 10\nWorker-1: serve>recv~ 10\nWorker-2: serve>parse 10\n", text(end));
        assertEquals(
                List.of("Only from 0.39 s on"),
                Slice.WHOLE.from(390 * MILLI).apply(SERVICE).notes());
    }

    @Test
    void threadsAreChosenByNameOrPattern() throws CannotSlice {
        Session one = Slice.WHOLE.withThreads(List.of("Worker-1")).apply(SERVICE);
        assertEquals(List.of("Worker-1"), names(one));
        assertEquals(List.of("Only thread Worker-1"), one.notes());
        assertEquals(SERVICE.duration(), one.duration());
        assertEquals(SERVICE.startUp(), one.startUp());
        assertEquals(
                List.of("Worker-1", "Worker-2"),
                names(Slice.WHOLE.withThreads(List.of("W*")).apply(SERVICE)));
        assertEquals(
                List.of("MainThread", "Worker-2"),
                names(Slice.WHOLE.withThreads(List.of("*2", "MainThread")).apply(SERVICE)));
    }

    @Test
    void processesAreChosenById() throws CannotSlice {
        assertEquals(
                3,
                Slice.WHOLE.withProcesses(List.of(100)).apply(SERVICE).threads().size());
        assertEquals(
                "there is no process 7 in the recording: there is 100",
                refusal(Slice.WHOLE.withProcesses(List.of(7)), SERVICE));
    }

    @Test
    void aPartStillSaysWhatItsProcessesWereStartedWith() throws CannotSlice {
        Session session = Recordings.processes("10 f || MainThread@200: g || MainThread@300: h")
                .finish();

        Session part = Slice.WHOLE.withProcesses(List.of(200, 300)).apply(session);

        assertEquals("MainThread: g 10\nMainThread: h 10\n", text(part));
        assertEquals(session.processes(), part.processes());
    }

    @Test
    void onTheCpuLeavesOutWhatWaited() throws CannotSlice {
        Session slice = Slice.WHOLE.withOnCpu(true).apply(SERVICE);

        assertEquals("""
                MainThread: - 40, main 100, - 100, main>load>parse 100, main>save 100
                Worker-1: - 140, serve>parse 100
                Worker-2: - 340, serve>parse 100
                """, text(slice));
    }

    @Test
    void focusCutsStacksAtTheOutermostCall() throws CannotSlice {
        Session recording = Recordings.of("5 a > f > g > f > h\n3 a > g\n2 a > g > f");

        assertEquals(
                "MainThread: f>g>f>h 5, - 3, f 2\n",
                text(Slice.WHOLE.withFocus("f").apply(recording)));
    }

    @ParameterizedTest
    @CsvSource({
        "parse, 3",
        "Loader.parse, 2",
        "yaml.loader.parse, 2",
        "loader.Loader.parse, 2",
        "loader.parse, 2",
        "yaml/loader.py:40, 2",
        "loader.py:40, 2",
        "other.py:40, 1",
        "package.start, 4",
        "list.sort, 8",
    })
    void functionsAreNamedByWhatPeopleKnowOfThem(String name, long millis) throws CannotSlice {
        Session recording = Recordings.of("""
                1 m > parse(other.py:40)
                2 m > Loader:parse(lib:yaml/loader.py:40)
                4 m > start(package/__init__.py:1)
                8 m > *list.sort
                """);

        Session slice = Slice.WHOLE.withFocus(name).apply(recording);

        assertEquals(millis * MILLI, seen(slice));
    }

    @Test
    void whatIsNotThereIsSaidWithWhatIs() {
        assertEquals(
                "there is no thread 'Wroker*' in the recording: there is MainThread, Worker-1, Worker-2",
                refusal(Slice.WHOLE.withThreads(List.of("Wroker*")), SERVICE));
        assertEquals(
                "there is no function 'prase' in the recording; near to it are: parse",
                refusal(Slice.WHOLE.withFocus("prase"), SERVICE));
        assertEquals(
                "there is no function 'zzz' in the recording; most time was spent in: parse, main, save, load, serve",
                refusal(Slice.WHOLE.withFocus("zzz"), SERVICE));
        assertEquals(
                "the time range begins at 0.4 s, but the recording ends at 0.4 s",
                refusal(Slice.WHOLE.from(400 * MILLI), SERVICE));
        assertEquals(
                "the time range from 0.2 s to 0.1 s is empty",
                refusal(Slice.WHOLE.from(200 * MILLI).to(100 * MILLI), SERVICE));
        assertEquals(
                "the time range begins at -0.001 s, before the program does",
                refusal(Slice.WHOLE.from(-MILLI), SERVICE));
        assertEquals(
                "nothing is left to report: there is no sample of up to 0.05 s, thread Worker-1",
                refusal(Slice.WHOLE.to(50 * MILLI).withThreads(List.of("Worker-1")), SERVICE));
    }

    @Test
    void namesOfTheProgramCannotMoveTheCursor() {
        Session recording = Recordings.of("1 a\u001b[2J");

        assertEquals(
                "there is no function 'b' in the recording; most time was spent in: a?[2J",
                refusal(Slice.WHOLE.withFocus("b"), recording));
    }

    @Test
    void aSliceSaysOnlyWhatItKnows() throws CannotSlice {
        Session recording = Recordings.with(Duration.ofMillis(1))
                .quality(new Quality(900, 5, 100, 0, 90))
                .note("The end is missing")
                .ticks("1 a\n1 b")
                .finish();

        Session slice = Slice.WHOLE.to(MILLI).apply(recording);

        assertEquals(Optional.empty(), slice.cpuTime());
        assertEquals(Quality.ofPart(1), slice.quality());
        assertEquals(
                List.of(
                        "The end is missing",
                        "Only up to 0.001 s",
                        "Of the whole recording 10% of the looks found no stable stack",
                        "Of the whole recording 10% of the samples were in C functions of unknown name"),
                slice.notes());
    }

    /// The choices: 0 is a tick without a sample, others are stacks; a tick is as long as its number says.
    @Property
    void slicesOfARecordingAddUpToIt(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 9) Integer> choices,
            @ForAll @IntRange(min = 1, max = 200) int where) {
        Recordings recording = Recordings.with(Duration.ofMillis(1))
                .ticks("3 boot")
                .ticks("2 a")
                .programBegins();
        for (int choice : choices) {
            recording.tick(choice);
            recording.sample("MainThread", choice == 0 ? "-" : "f" + choice % 3);
            recording.sample("T", choice % 4 == 0 ? "-" : "g" + choice % 2 + (choice % 3 == 0 ? " ~" : ""));
        }
        Session session = recording.finish();
        long middle = 2 * MILLI + where;
        long whole = session.duration().toNanos();

        long sum = seenOrNone(Slice.WHOLE.to(middle), session) + seenOrNone(Slice.WHOLE.from(middle), session);

        assertEquals(seen(session), sum);
        assertEquals(seen(session), seenOrNone(Slice.WHOLE.from(0).to(whole), session));
        assertEquals(
                seen(session),
                seenOrNone(Slice.WHOLE.withThreads(List.of("T")), session)
                        + seenOrNone(Slice.WHOLE.withThreads(List.of("MainThread")), session));
    }

    private static long seenOrNone(Slice slice, Session session) {
        try {
            return seen(slice.apply(session));
        } catch (CannotSlice _) {
            return 0; // nothing was there
        }
    }

    private static long seen(Session session) {
        long sum = 0;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread); runs.next(); ) {
                sum += runs.nanos();
            }
        }
        return sum;
    }

    private static String refusal(Slice slice, Session session) {
        return String.valueOf(
                assertThrows(CannotSlice.class, () -> slice.apply(session)).getMessage());
    }

    private static List<String> names(Session session) {
        return session.threads().stream().map(thread -> thread.thread().name()).toList();
    }

    /// A line for each thread: its stacks with their milliseconds, and the gaps before them.
    static String text(Session session) {
        StringBuilder text = new StringBuilder();
        for (ThreadSamples thread : session.threads()) {
            List<String> parts = new ArrayList<>();
            long end = 0;
            for (Runs runs = session.runs(thread); runs.next(); ) {
                if (runs.startNanos() > end) {
                    parts.add("- " + (runs.startNanos() - end) / MILLI);
                }
                if (runs.nanos() > 0) {
                    parts.add(stack(session, runs.stack())
                            + (runs.state() == ThreadState.WAITING ? "~ " : " ")
                            + runs.nanos() / MILLI);
                }
                end = runs.endNanos();
            }
            text.append(thread.thread().name())
                    .append(": ")
                    .append(String.join(", ", parts))
                    .append('\n');
        }
        return text.toString();
    }

    private static String stack(Session session, int stack) {
        String text = "";
        for (int at = stack; at != StackTrie.EMPTY; at = session.stacks().parent(at)) {
            text = FunctionName.label(session.frames().get(session.stacks().frame(at)))
                    + (text.isEmpty() ? "" : ">" + text);
        }
        return text;
    }
}
