package pyrometer.sampling;

import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.AsyncioTasks;
import pyrometer.cpython.AsyncioTasks.Task;
import pyrometer.cpython.Awaiters;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.FutureTypes;
import pyrometer.cpython.PythonRuntime;
import pyrometer.cpython.TypeNames;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.sampling.LoopFrames.Role;
import pyrometer.sampling.TaskChains.Known;
import pyrometer.session.Frame;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadState;

/// Turns the stack of a thread with an event loop into what the program sees: the tasks that wait for one another, and
/// what the innermost of them does or awaits, in place of the loop's own functions.
///
/// A program without a loop pays one comparison a look.
final class AsyncStacks {
    /// What is on the stack between the loop and the outermost frame of a task.
    private static final Role[] ABOVE_LOOP = {Role.TURN, Role.CALLBACK};

    private static final int TRIES = 4;

    /// Of stacks that are kept to be compared.
    private static final int MAX_KNOWN = 4096;

    private final LoopFrames loopFrames;
    private final SessionRecorder recorder;
    private final StackTrie stacks;
    private final LoopNodes nodes;
    private final AsyncioTasks tasks;
    private final Awaiters awaiters;
    private final TaskChains chains;
    private final MemoryReader reader;
    private final Map<ThreadSampler, Loop> loops = new WeakHashMap<>();
    private int awaitFrame = -1;

    /// What is remembered of a thread that runs a loop.
    private static final class Loop {
        final WaitingTasks waiting;
        final Map<Long, Known> known = new HashMap<>();

        /// The outermost frame of the task that ran at the last look, and the stack of those that wait for it.
        long runningFrame;

        /// When the last look was.
        long lastNanos;

        @Nullable
        Known above;

        Loop(WaitingTasks waiting) {
            this.waiting = waiting;
        }
    }

    AsyncStacks(
            PythonRuntime runtime,
            Memory memory,
            CodeObjects codes,
            TypeNames types,
            FrameNames names,
            SessionRecorder recorder) {
        this.reader = new MemoryReader(memory);
        this.loopFrames = names.loopFrames();
        this.recorder = recorder;
        this.stacks = recorder.stacks();
        this.nodes = new LoopNodes(stacks, loopFrames);
        FutureTypes futures = new FutureTypes(reader);
        this.tasks = new AsyncioTasks(runtime, reader, futures);
        this.awaiters = new Awaiters(runtime.layout(), reader, types, futures);
        this.chains = new TaskChains(runtime.layout(), memory, tasks, codes, types, futures, names, recorder);
    }

    /// The stack to record for a thread whose own is `node`.
    ///
    /// @param nanos the time of this look
    /// @return [ThreadSampler#NONE] if it cannot be told
    int of(ThreadSampler thread, int node, ThreadState state, long nanos) {
        if (!loopFrames.hasLoops() || node <= StackTrie.EMPTY) {
            return node;
        }
        int loopNode = nodes.loop(node);
        if (loopNode == LoopNodes.NONE) {
            return node;
        }
        StackBuffer stack = thread.stack();
        int extra = nodes.depth(node) - stack.depth(); // A C function has no frame.
        int loopIndex = nodes.depth(loopNode) - 1;
        if (extra < 0 || extra > 1 || loopIndex >= stack.depth() || stack.receiver(loopIndex) == 0) {
            return node;
        }
        try {
            if (!tasks.isLoaded(thread.interpreter())) {
                return node;
            }
        } catch (UnreadableMemory e) {
            return node;
        }
        Loop loop = loops.computeIfAbsent(
                thread, _ -> new Loop(new WaitingTasks(tasks, awaiters, thread.interpreter(), thread.thread())));
        long elapsed = nanos - loop.lastNanos;
        loop.lastNanos = nanos;
        long loopObject = stack.receiver(loopIndex);
        int above = stack.depth() - 1 - loopIndex;
        if (above == 2 && role(node, extra) == Role.WAIT) {
            return state == ThreadState.RUNNING ? node : ofWaiting(loop, loopObject, loopNode, node, elapsed);
        }
        int root = loopIndex + 1 + ABOVE_LOOP.length;
        if (above <= ABOVE_LOOP.length || !stack.code(root).makesGenerator()) {
            return node;
        }
        int rootNode = nodes.atDepth(node, root + 1);
        int between = stacks.parent(rootNode);
        for (int i = ABOVE_LOOP.length - 1; i >= 0; i--, between = stacks.parent(between)) {
            if (loopFrames.role(stacks.frame(between)) != ABOVE_LOOP[i]) {
                return node;
            }
        }
        return ofRunning(thread, loop, loopObject, stack.frame(root), loopNode, node, between);
    }

    private Role role(int node, int extra) {
        int innermost = extra == 1 ? stacks.parent(node) : node;
        return loopFrames.role(stacks.frame(innermost));
    }

    private int ofWaiting(Loop loop, long loopObject, int below, int node, long elapsed) {
        WaitingTasks waiting = loop.waiting;
        for (int i = 0; i < TRIES; i++) {
            try {
                if (i == TRIES - 1) {
                    waiting.list(loopObject);
                } else if (i == 0) {
                    waiting.look(loopObject);
                }
                if (waiting.count() == 0) {
                    return node;
                }
                return stacks.child(ofWaiting(loop, waiting.next(elapsed), below), awaitFrame(), StackTrie.NO_LINE);
            } catch (UnreadableMemory e) {
                // It has gone on; another one still waits.
            }
        }
        return ThreadSampler.NONE;
    }

    private int ofWaiting(Loop loop, Task task, int below) throws UnreadableMemory {
        Known known = loop.known.get(task.address());
        if (known != null && known.below() == below && chains.holds(known)) {
            return known.node();
        }
        Known now = chains.ofWaiting(task, below, loop.waiting.turn());
        if (chains.isOnlyWay()) {
            if (loop.known.size() == MAX_KNOWN) {
                loop.known.clear();
            }
            loop.known.put(task.address(), now);
        }
        return now.node();
    }

    private int awaitFrame() {
        if (awaitFrame < 0) {
            awaitFrame = recorder.frame(Frame.AWAIT);
        }
        return awaitFrame;
    }

    private int ofRunning(
            ThreadSampler thread, Loop loop, long loopObject, long rootFrame, int below, int node, int loopTurn) {
        Known above = loop.above;
        if (above == null || loop.runningFrame != rootFrame || above.below() != below || !chains.holds(above)) {
            above = null;
            loop.above = null;
            for (int i = 0; i < TRIES && above == null; i++) {
                try {
                    Task task = running(thread, loop, loopObject, rootFrame, i > 0);
                    if (task != null) {
                        above = chains.above(task, rootFrame, below, loop.waiting.turn());
                        loop.runningFrame = rootFrame;
                        loop.above = chains.isOnlyWay() ? above : null;
                    }
                } catch (UnreadableMemory e) {
                    // Things go on; try again.
                }
            }
        }
        return above == null ? ThreadSampler.NONE : nodes.transplant(node, loopTurn, ABOVE_LOOP.length, above.node());
    }

    /// The task whose outermost coroutine has a frame.
    private @Nullable Task running(ThreadSampler thread, Loop loop, long loopObject, long rootFrame, boolean searchAll)
            throws UnreadableMemory {
        long current = tasks.running(thread.interpreter(), thread.thread(), loopObject);
        if (current != 0) {
            Task task = tasks.read(current, reader);
            if (chains.hasFrame(task, rootFrame)) {
                return task;
            }
        }
        if (searchAll) {
            loop.waiting.list(loopObject);
        }
        for (Task task : loop.waiting.all()) {
            if (chains.hasFrame(task, rootFrame)) {
                return task;
            }
        }
        return null;
    }
}
