package pyrometer.sampling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.TargetProcess;
import pyrometer.session.AsyncMode;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;
import pyrometer.testing.FakeClock;
import pyrometer.testing.RecordedTarget;

/// Samples a target that stands still, and writes what was seen in the words of `targets/recorded.py`.
final class RecordedWalk {
    static final long INTERVAL = 1_000_000;

    /// Some more than the sampler lets pass before it asks for the names of the threads.
    static final int TICKS = 150;

    private final SessionRecorder recorder = new SessionRecorder(Instant.EPOCH, Duration.ofNanos(INTERVAL));
    private final Sampler sampler;
    private int ticks;

    /// @param memory a recording, or that of a live process; what else the sampler asks the operating system
    /// about
    ///     its target, it is told about this process
    RecordedWalk(PythonRuntime runtime, Memory memory) {
        TargetProcess self = TargetProcess.of((int) ProcessHandle.current().pid());
        this.sampler = new Sampler(self, runtime, memory, recorder, new FakeClock(0), INTERVAL, AsyncMode.ENABLED);
    }

    /// Looks once more.
    void tick() {
        sampler.tick(++ticks * INTERVAL);
    }

    /// Looks as often as it takes to see everything.
    Session watch() {
        for (int i = 0; i < TICKS; i++) {
            tick();
        }
        return finish();
    }

    Session finish() {
        return recorder.finish(
                ++ticks * INTERVAL,
                "recorded",
                Duration.ZERO,
                sampler.environment().orElseThrow(() -> new AssertionError("the program was not seen")),
                sampler.quality());
    }

    /// What was seen last of each thread.
    static String text(Session session) {
        List<String> lines = new ArrayList<>();
        lines.add("python " + session.environment().pythonVersion());
        session.environment().prefixes().forEach(prefix -> lines.add("prefix " + prefix));
        session.environment().path().forEach(path -> lines.add("path " + path));
        lines.add("library " + session.environment().standardLibrary());
        for (ThreadSamples thread : session.threads()) {
            lines.add("thread %s | %s | %d"
                    .formatted(
                            thread.thread().name(),
                            thread.thread().main() ? "main" : "other",
                            thread.thread().nativeId()));
            if (thread.samples() > 0) {
                lines.addAll(stack(session, lastStack(session, thread)));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    static int lastStack(Session session, ThreadSamples thread) {
        int stack = StackTrie.EMPTY;
        for (Runs runs = session.runs(thread, 0, session.ticks()); runs.next(); ) {
            stack = runs.stack();
        }
        return stack;
    }

    /// The address of the code object that the innermost frame of the newest thread runs.
    static long innermostCode(RecordedTarget target) throws UnreadableMemory {
        MemoryReader reader = new MemoryReader(target.memory());
        Layout layout = target.layout(target.memory());
        PythonRuntime runtime = target.runtime(target.memory());
        long thread = runtime.threads(runtime.interpreters().getFirst()).getFirst();
        long frame = reader.readLong(thread + layout.offset("PyThreadState.frame"));
        if (layout.frames() == Layout.Frames.OBJECTS) {
            return reader.readLong(frame + layout.offset("PyFrameObject.code"));
        }
        if (!layout.version().isAtLeast(3, 13)) {
            frame = reader.readLong(frame + layout.offset("_PyCFrame.current_frame"));
        }
        return reader.readLong(frame + layout.offset("_PyInterpreterFrame.code")) & ~3L;
    }

    private static List<String> stack(Session session, int innermost) {
        List<String> lines = new ArrayList<>();
        for (int node = innermost;
                node != StackTrie.EMPTY;
                node = session.stacks().parent(node)) {
            int line = session.stacks().line(node);
            lines.add(
                    switch (session.frames().get(session.stacks().frame(node))) {
                        case Frame.C(String name) -> "  *" + name;
                        case Frame.Python frame ->
                            "  %s%s | %s | %s:%d | %s | %d"
                                    .formatted(
                                            frame.hidden() ? "!" : "",
                                            frame.name(),
                                            frame.qualifiedName(),
                                            frame.file(),
                                            frame.firstLine(),
                                            frame.className() == null ? "-" : frame.className(),
                                            line);
                    });
        }
        Collections.reverse(lines);
        return lines;
    }
}
