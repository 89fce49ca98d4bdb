package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.RecordedMemory;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

/// What the sampler reads of a target is what the target says of itself, for every supported version, whether or
/// not
/// it is installed here. `mvn test -Dtest=RecordedWalkTest -Drecorded.update=true` makes the recordings anew.
class RecordedWalkTest {
    @BeforeAll
    static void recordAnewIfAsked() throws IOException, UnreadableMemory {
        if (Boolean.getBoolean("recorded.update")) {
            WalkRecorder.recordAll();
        }
    }

    @OnEachRecording
    void seesWhatTheTargetSaysOfItself(RecordedTarget target) throws UnreadableMemory {
        Session session = new RecordedWalk(target.runtime(target.memory()), target.memory()).watch();

        assertEquals(target.expected(), RecordedWalk.text(session));
    }

    /// The thread state of a new thread is in the list before the thread runs: up to 3.11 with the ids of the thread
    /// that made it, since then with none.
    @OnEachRecording
    void threadThatHasNotBegunYetIsToldFromTheOneThatMadeIt(RecordedTarget target) throws UnreadableMemory {
        RecordedMemory memory = target.memory().copy();
        PythonRuntime runtime = target.runtime(memory);
        Layout layout = runtime.layout();
        List<Long> threads = runtime.threads(runtime.interpreters().getFirst());
        boolean hasIds = !layout.version().isAtLeast(3, 12);
        List<String> ids = layout.frames() == Layout.Frames.OBJECTS
                ? List.of("PyThreadState.thread_id")
                : List.of("PyThreadState.thread_id", "PyThreadState.native_thread_id");
        for (String id : ids) {
            long made = threads.getLast() + layout.offset(id);
            set(memory, threads.getFirst() + layout.offset(id), hasIds ? wordAt(memory, made) : 0);
        }
        set(memory, frameOf(memory, layout, threads.getFirst()), 0);
        RecordedWalk walk = new RecordedWalk(runtime, memory);
        for (int i = 0; i < RecordedWalk.TICKS; i++) {
            walk.tick();
        }

        for (long page : memory.pages()) {
            for (int i = 0; i < RecordedMemory.PAGE; i += Long.BYTES) {
                set(memory, page + i, wordAt(target.memory(), page + i));
            }
        }

        assertEquals(target.expected(), RecordedWalk.text(walk.watch()));
    }

    /// A thread that ends leaves its thread state to the next one, within a tick.
    @OnEachRecording
    void threadsThatHaveTheSameThreadStateOneAfterTheOtherAreTwo(RecordedTarget target) throws UnreadableMemory {
        RecordedMemory memory = target.memory().copy();
        PythonRuntime runtime = target.runtime(memory);
        Layout layout = runtime.layout();
        RecordedWalk walk = new RecordedWalk(runtime, memory);
        walk.tick();
        walk.tick();

        String id = layout.frames() == Layout.Frames.OBJECTS ? "PyThreadState.id" : "PyThreadState.native_thread_id";
        long newest = runtime.threads(runtime.interpreters().getFirst()).getFirst();
        set(memory, newest + layout.offset(id), 4711);

        List<ThreadSamples> threads = walk.watch().threads();
        assertEquals(3, threads.size());
        assertEquals(2, threads.get(1).samples());
    }

    /// So many that the heads of their lists of threads and a thread's frames do not fit one read.
    @OnEachRecording
    void seesAllThreadsBesideAThousandInterpreters(RecordedTarget target) throws UnreadableMemory {
        int interpreters = 1_010;
        long spacing = 16_384;
        Layout layout = target.layout(target.memory());
        long head = target.runtime(target.memory()).interpretersHead();
        long first = 0x10_0000_0000L;
        Map<Long, byte[]> pages = new HashMap<>();
        for (long page : target.memory().pages()) {
            pages.put(page, new MemoryReader(target.memory()).readBytes(page, RecordedMemory.PAGE));
        }
        for (long page = first; page < first + interpreters * spacing; page += RecordedMemory.PAGE) {
            pages.put(page, new byte[RecordedMemory.PAGE]);
        }
        RecordedMemory memory = new RecordedMemory(pages);
        for (int i = 0; i < interpreters; i++) {
            long next = i == 0 ? wordAt(memory, head) : first + (i - 1) * spacing;
            set(memory, first + i * spacing + layout.offset("PyInterpreterState.next"), next);
        }
        set(memory, head, first + (interpreters - 1) * spacing);

        Session session = new RecordedWalk(target.runtime(memory), memory).watch();

        assertEquals(target.expected(), RecordedWalk.text(session));
    }

    /// Where it is kept which frame a thread is in.
    private static long frameOf(RecordedMemory memory, Layout layout, long thread) throws UnreadableMemory {
        long frame = thread + layout.offset("PyThreadState.frame");
        boolean hasCframe =
                layout.frames() == Layout.Frames.DATA_STACK && !layout.version().isAtLeast(3, 13);
        return hasCframe ? wordAt(memory, frame) + layout.offset("_PyCFrame.current_frame") : frame;
    }

    private static long wordAt(RecordedMemory memory, long address) throws UnreadableMemory {
        return new MemoryReader(memory).readLong(address);
    }

    private static void set(RecordedMemory memory, long address, long word) {
        for (int i = 0; i < Long.BYTES; i++) {
            memory.set(address + i, (byte) (word >> (Byte.SIZE * i)));
        }
    }
}
