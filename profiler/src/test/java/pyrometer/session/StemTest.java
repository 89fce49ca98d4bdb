package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StemTest {
    private static final Environment NOWHERE = new Environment("", "", "", List.of(), List.of(), "");

    /// Frames are written with their line: `main 3`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the caller stays the root        | module main | module main work; module main rest | main work; main rest",
                "the caller goes on to other lines| module main@3 | module main@4 work; module main@9 | main work; main",
                "it stays where it calls nothing  | module main | module main; module main work      | main; main work",
                "it is left                       | module main begin | module main work; module main begin work"
                        + " | main work; main begin work",
                "it is left for good              | module main begin | module main work; module main rest"
                        + " | main work; main rest",
                "something else was seen          | module main | module main work; other            "
                        + " | module main work; other",
                "the caller calls itself          | module f | module f f; module f                  | f f; f",
                "there is nothing above it        | main       | main work                            | main work",
            })
    void stacksBeginAtTheCallerOrAtTheLastFrameThatIsInAll(String when, String stem, String stacks, String expected) {
        assertEquals(expected, text(Stem.cutOff(session(stem, stacks.split("; ")))), when);
    }

    @Test
    void recordingOfAWholeProgramStaysAsItIs() {
        Session session = session("", "module main work");

        assertSame(session, Stem.cutOff(session));
    }

    @Test
    void stemIsKeptInFilesAndPartsAndMergers() throws IOException, UnusableSession, CannotSlice {
        Session session = session("module main", "module main work", "module main rest");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        SessionFile.write(session, file);

        assertEquals("main work; main rest", text(Stem.cutOff(SessionFile.read(file.toByteArray(), "file"))));
        assertEquals("main work", text(Stem.cutOff(Slice.WHOLE.to(1_000_000).apply(session))));
        assertEquals(
                "main work; main rest; main work; main rest", text(Stem.cutOff(Merge.of(List.of(session, session)))));
    }

    private static Session session(String stem, String... stacks) {
        SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofMillis(1));
        recorder.stem(stack(recorder, stem));
        int thread = recorder.thread(new ThreadInfo(1, 1, 1, "MainThread", true));
        for (int i = 0; i < stacks.length; i++) {
            recorder.tick((i + 1) * 1_000_000L);
            recorder.sample(thread, stack(recorder, stacks[i]), ThreadState.RUNNING);
        }
        return recorder.finish(
                stacks.length * 1_000_000L, "test", Optional.empty(), NOWHERE, new Quality(stacks.length, 0, 0, 0, 0));
    }

    private static int stack(SessionRecorder recorder, String functions) {
        int stack = StackTrie.EMPTY;
        for (String function :
                functions.isBlank() ? new String[0] : functions.strip().split(" ")) {
            String[] place = (function + "@1").split("@");
            int frame = recorder.frame(new Frame.Python(place[0], place[0], "file.py", 1, null, false));
            stack = recorder.stacks().child(stack, frame, Integer.parseInt(place[1]));
        }
        return stack;
    }

    private static String text(Session session) {
        StringBuilder text = new StringBuilder();
        for (Runs runs = session.runs(session.threads().getFirst()); runs.next(); ) {
            if (runs.nanos() > 0) {
                StringBuilder stack = new StringBuilder();
                for (int at = runs.stack();
                        at != StackTrie.EMPTY;
                        at = session.stacks().parent(at)) {
                    Frame.Python frame =
                            (Frame.Python) session.frames().get(session.stacks().frame(at));
                    stack.insert(0, " " + frame.name());
                }
                text.append(text.isEmpty() ? "" : "; ").append(stack.substring(1));
            }
        }
        return text.toString();
    }
}
