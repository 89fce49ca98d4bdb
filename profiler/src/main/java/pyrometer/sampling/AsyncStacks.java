package pyrometer.sampling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.AsyncioTasks;
import pyrometer.cpython.AsyncioTasks.Task;
import pyrometer.cpython.Awaiters;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Coroutines.Suspended;
import pyrometer.cpython.FutureTypes;
import pyrometer.cpython.PyInts;
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
    /// What a thread does with its loop.
    enum Place {
        /// It has none.
        NONE,
        /// Something that is no step of a task: a callback, or the loop's own work.
        LOOP,
        /// It waits until there is something to do.
        WAITING,
        /// A step of a task.
        TASK
    }

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
    private final PyInts ints;
    private final WaitingTasks.Scope scope;
    private final Map<ThreadSampler, Loop> loops = new WeakHashMap<>();
    private int awaitFrame = -1;

    /// The time of the looks of this tick, and of those of the one before.
    private long tickNanos;

    private long previousNanos;

    /// The stack of a task, and its frame that holds an object.
    private record Holder(Known stack, Suspended frame) {}

    /// What is remembered of a thread that runs a loop.
    private static final class Loop {
        final WaitingTasks waiting;
        final Map<Long, Known> known = new HashMap<>();

        /// By the object that they hold.
        final Map<Long, Holder> holders = new HashMap<>();

        /// The outermost frame of the task that ran at the last look, that task, and the stack of those that wait for
        /// it.
        long runningFrame;

        @Nullable
        Task running;

        @Nullable
        Known above;

        /// When the last look was.
        long lastNanos;

        Loop(WaitingTasks waiting) {
            this.waiting = waiting;
        }
    }

    // Where the thread of the last look is.

    private @Nullable Loop loop;
    private long loopObject;
    private int loopNode;
    private boolean isInC;

    /// The last frame below the task.
    private int belowTask;

    private long rootFrame;
    private long elapsed;

    /// @param scope which tasks count
    AsyncStacks(
            PythonRuntime runtime,
            Memory memory,
            CodeObjects codes,
            TypeNames types,
            FrameNames names,
            SessionRecorder recorder,
            WaitingTasks.Scope scope) {
        this.reader = new MemoryReader(memory);
        this.loopFrames = names.loopFrames();
        this.recorder = recorder;
        this.scope = scope;
        this.stacks = recorder.stacks();
        this.nodes = new LoopNodes(stacks, loopFrames);
        FutureTypes futures = new FutureTypes(reader);
        this.tasks = new AsyncioTasks(runtime, reader, futures);
        this.awaiters = new Awaiters(runtime.layout(), reader, types, futures);
        this.chains = new TaskChains(runtime.layout(), memory, tasks, codes, types, futures, names, recorder);
        this.ints = new PyInts(runtime.layout(), reader);
    }

    TaskChains chains() {
        return chains;
    }

    /// The stack to record for a thread whose own is `node`.
    ///
    /// @param nanos the time of this look
    /// @return [ThreadSampler#NONE] if it cannot be told
    int of(ThreadSampler thread, int node, ThreadState state, long nanos) {
        try {
            return switch (locate(thread, node, state, nanos)) {
                case NONE, LOOP -> node;
                case WAITING -> hasWaiting() ? awaiting() : node;
                case TASK -> running(thread).isPresent() ? ofRunning(node) : ThreadSampler.NONE;
            };
        } catch (UnreadableMemory e) {
            return ThreadSampler.NONE;
        }
    }

    /// Finds out where a thread is; the other methods are about that place. To be called at each look: a loop shares
    /// out the time since the last one only.
    Place locate(ThreadSampler thread, int node, ThreadState state, long nanos) {
        if (nanos != tickNanos) {
            previousNanos = tickNanos;
            tickNanos = nanos;
        }
        if (!loopFrames.hasLoops() || node <= StackTrie.EMPTY) {
            return Place.NONE;
        }
        loopNode = nodes.loop(node);
        if (loopNode == LoopNodes.NONE) {
            return Place.NONE;
        }
        StackBuffer stack = thread.stack();
        int extra = nodes.depth(node) - stack.depth(); // A C function has no frame.
        int loopIndex = nodes.depth(loopNode) - 1;
        if (extra < 0 || extra > 1 || loopIndex >= stack.depth()) {
            return Place.NONE;
        }
        try {
            if (!tasks.isLoaded(thread.interpreter())) {
                return Place.NONE;
            }
            isInC = loopFrames.role(stacks.frame(loopNode)) != Role.LOOP;
            loopObject = isInC ? tasks.runningLoop(thread.thread()) : stack.receiver(loopIndex);
            if (loopObject == 0) {
                return Place.NONE;
            }
        } catch (UnreadableMemory e) {
            return Place.NONE;
        }
        Loop its = loops.computeIfAbsent(
                thread, _ -> new Loop(new WaitingTasks(tasks, awaiters, scope, thread.interpreter(), thread.thread())));
        loop = its;
        elapsed = nanos - Math.max(previousNanos, its.lastNanos);
        its.lastNanos = nanos;
        return isInC ? placeInC(stack, loopIndex, state) : place(stack, node, loopIndex, extra, state);
    }

    /// A loop in C has no frames of its own.
    private Place placeInC(StackBuffer stack, int loopIndex, ThreadState state) {
        int root = loopIndex + 1;
        if (root == stack.depth()) {
            return state.isRunning() ? Place.LOOP : Place.WAITING;
        }
        belowTask = loopNode;
        rootFrame = stack.frame(root);
        return stack.code(root).makesGenerator() ? Place.TASK : Place.LOOP;
    }

    private Place place(StackBuffer stack, int node, int loopIndex, int extra, ThreadState state) {
        int above = stack.depth() - 1 - loopIndex;
        int innermost = extra == 1 ? stacks.parent(node) : node;
        if (above == 2 && loopFrames.role(stacks.frame(innermost)) == Role.WAIT) {
            boolean polls = state.isRunning() && polls(stack.frame(stack.depth() - 1));
            return polls ? Place.LOOP : Place.WAITING;
        }
        int root = loopIndex + 1 + ABOVE_LOOP.length;
        if (above <= ABOVE_LOOP.length || !stack.code(root).makesGenerator()) {
            return Place.LOOP;
        }
        int between = stacks.parent(nodes.atDepth(node, root + 1));
        belowTask = between;
        for (int i = ABOVE_LOOP.length - 1; i >= 0; i--, between = stacks.parent(between)) {
            if (loopFrames.role(stacks.frame(between)) != ABOVE_LOOP[i]) {
                return Place.LOOP;
            }
        }
        rootFrame = stack.frame(root);
        return Place.TASK;
    }

    /// Whether a `select` only asks what there is to do, as there is something already: its timeout is 0. One that is
    /// about to go on after it has waited still waited.
    private boolean polls(long selectFrame) {
        try {
            return ints.isZero(chains.local(selectFrame, 1));
        } catch (UnreadableMemory e) {
            return true;
        }
    }

    /// Whether any task waits.
    ///
    /// @throws UnreadableMemory if it cannot be told
    boolean hasWaiting() throws UnreadableMemory {
        Loop its = loop;
        if (its == null) {
            return false;
        }
        its.waiting.look(loopObject);
        return its.waiting.count() > 0;
    }

    /// The stack of the next of the tasks that wait, up to what it awaits.
    ///
    /// @return [ThreadSampler#NONE] if it cannot be told
    int awaiting() {
        Loop its = loop;
        for (int i = 0; its != null && i < TRIES; i++) {
            try {
                if (its.waiting.count() == 0 || i == TRIES - 1) {
                    its.waiting.list(loopObject);
                }
                if (its.waiting.count() > 0) {
                    int node = ofWaiting(its, its.waiting.next());
                    its.waiting.give(elapsed);
                    return stacks.child(node, awaitFrame(), StackTrie.NO_LINE);
                }
            } catch (UnreadableMemory e) {
                its.waiting.drop(); // It has gone on; another one still waits.
            }
        }
        return ThreadSampler.NONE;
    }

    /// The stack of the task in whose innermost frames an object is held, or of the only one that waits, without what
    /// it awaits.
    ///
    /// @return [ThreadSampler#NONE] if there is none
    /// @throws UnreadableMemory if it cannot be told
    int holding(long object) throws UnreadableMemory {
        Loop its = loop;
        if (its == null) {
            return ThreadSampler.NONE;
        }
        Holder before = its.holders.get(object);
        if (before != null
                && before.stack.below() == loopNode
                && chains.holds(before.stack)
                && chains.isHeld(before.frame, object)) {
            return before.stack.node();
        }
        if (!hasWaiting()) {
            return ThreadSampler.NONE;
        }
        boolean areRead = false;
        for (int i = 0; i < TRIES && !areRead; i++) {
            List<Task> leaves = its.waiting.leaves();
            areRead = true;
            for (Task task : leaves) {
                try {
                    Known known = chains.ofWaiting(task, loopNode, its.waiting.turns());
                    Optional<Suspended> frame = chains.holder(object);
                    if (frame.isPresent() && chains.isOnlyWay()) {
                        keep(its.holders, object, new Holder(known, frame.get()));
                    }
                    if (frame.isPresent() || leaves.size() == 1) {
                        return known.node();
                    }
                } catch (UnreadableMemory e) {
                    areRead = false; // It has gone on, or does just now.
                }
            }
            if (!areRead) {
                its.waiting.list(loopObject);
            }
        }
        if (!areRead) {
            throw new UnreadableMemory("the tasks go on while they are read");
        }
        return ThreadSampler.NONE;
    }

    private static <T> void keep(Map<Long, T> stacks, long of, T stack) {
        if (stacks.size() == MAX_KNOWN) {
            stacks.clear();
        }
        stacks.put(of, stack);
    }

    private int ofWaiting(Loop its, Task task) throws UnreadableMemory {
        Known known = its.known.get(task.address());
        if (known != null && known.below() == loopNode && chains.holds(known)) {
            return known.node();
        }
        Known now = chains.ofWaiting(task, loopNode, its.waiting.turns());
        if (chains.isOnlyWay()) {
            keep(its.known, task.address(), now);
        }
        return now.node();
    }

    int awaitFrame() {
        if (awaitFrame < 0) {
            awaitFrame = recorder.frame(Frame.AWAIT);
        }
        return awaitFrame;
    }

    /// The task whose step is executed.
    Optional<Task> running(ThreadSampler thread) {
        Loop its = loop;
        if (its == null) {
            return Optional.empty();
        }
        Known above = its.above;
        if (its.running != null
                && above != null
                && its.runningFrame == rootFrame
                && above.below() == loopNode
                && chains.holds(above)) {
            return Optional.of(its.running);
        }
        its.running = null;
        its.above = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                Task task = running(thread, its, i > 0);
                if (task != null) {
                    its.above = chains.above(task, rootFrame, loopNode, its.waiting.turns());
                    its.running = task;
                    its.runningFrame = rootFrame;
                    return Optional.of(task);
                }
            } catch (UnreadableMemory e) {
                // Things go on; try again.
            }
        }
        return Optional.empty();
    }

    /// The stack of the task that [#running] has found.
    int ofRunning(int node) {
        Loop its = loop;
        Known above = its == null ? null : its.above;
        return above == null ? ThreadSampler.NONE : nodes.transplant(node, belowTask, above.node());
    }

    /// The task whose outermost coroutine has a frame.
    private @Nullable Task running(ThreadSampler thread, Loop its, boolean searchAll) throws UnreadableMemory {
        long current = tasks.running(thread.interpreter(), thread.thread(), loopObject);
        if (current != 0) {
            Task task = tasks.read(current, reader);
            if (chains.hasFrame(task, rootFrame)) {
                return task;
            }
        }
        if (searchAll) {
            its.waiting.list(loopObject);
        }
        for (Task task : its.waiting.all()) {
            if (chains.hasFrame(task, rootFrame)) {
                return task;
            }
        }
        return null;
    }
}
