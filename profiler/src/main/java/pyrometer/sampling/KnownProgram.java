package pyrometer.sampling;

import java.util.Optional;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Gil;
import pyrometer.cpython.Layout;
import pyrometer.cpython.LeafCalls;
import pyrometer.cpython.PythonRuntime;
import pyrometer.cpython.TypeNames;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.process.ThreadClock;
import pyrometer.session.SessionRecorder;
import pyrometer.session.ThreadInfo;

/// What was found out about a program: its code objects, its types, the calls that its instructions make.
/// The next
/// recording of it need not find that out again. Used by one thread at a time.
public final class KnownProgram {
    private final Memory memory;
    private final MemoryReader reader;
    private final PythonRuntime runtime;
    private final CodeObjects codes;
    private final TypeNames types;
    private final LeafCalls leafCalls;

    public KnownProgram(PythonRuntime runtime, Memory memory) {
        this.memory = memory;
        this.reader = new MemoryReader(memory);
        this.runtime = runtime;
        this.codes = new CodeObjects(runtime.layout(), reader);
        this.types = new TypeNames(runtime.layout(), reader);
        this.leafCalls = new LeafCalls(runtime.layout(), reader);
    }

    public PythonRuntime runtime() {
        return runtime;
    }

    Memory memory() {
        return memory;
    }

    /// The frames of a recording of this program.
    FrameNames names(SessionRecorder recorder) {
        return new FrameNames(types, reader, recorder);
    }

    /// What makes the stacks of its event loops into those of their tasks.
    ///
    /// @param scope which tasks count
    AsyncStacks async(FrameNames names, SessionRecorder recorder, WaitingTasks.Scope scope) {
        return new AsyncStacks(runtime, memory, codes, types, names, recorder, scope);
    }

    /// Which of its contexts belong to a profiled one.
    Membership membership(long variable, long value) {
        return new Membership(runtime, memory, types, variable, value);
    }

    /// What remembers the stack in which a thread was in a context.
    LeftStack left(SessionRecorder recorder) {
        return new LeftStack(runtime.layout(), memory, recorder.stacks());
    }

    /// What looks at one of its threads.
    ///
    /// @param state the address of the thread state
    /// @param names of that recorder
    ThreadSampler observe(
            long interpreter,
            long state,
            ThreadInfo info,
            Optional<ThreadClock> threadClock,
            SessionRecorder recorder,
            FrameNames names,
            SampleClock clock) {
        Layout layout = runtime.layout();
        StackReader stackReader = layout.frames() == Layout.Frames.DATA_STACK
                ? new DataStackReader(layout, codes, reader, state, interpreter)
                : new FrameObjectReader(layout, codes, reader, clock::now, state, interpreter);
        StackResolver resolver = new StackResolver(codes, memory, recorder, names, leafCalls);
        return new ThreadSampler(
                memory,
                clock,
                new Gil(runtime, interpreter),
                state,
                stackReader,
                resolver,
                threadClock,
                recorder.thread(info),
                info);
    }
}
