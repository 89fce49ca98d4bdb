package pyrometer.sampling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.AsyncioTasks.Task;
import pyrometer.cpython.CodeObject;
import pyrometer.memory.UnreadableMemory;
import pyrometer.sampling.Membership.Place;
import pyrometer.sampling.TaskChains.Known;
import pyrometer.session.AsyncMode;
import pyrometer.session.Frame;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// One async context of a program as one course of time: what it executes, whichever thread does that, and what it
/// awaits meanwhile.
///
/// What belongs to it is told by a context variable that has a certain value in it, and in all contexts that were
/// copied from it: those of the tasks that it starts, of the threads that it hands work to.
final class ContextScope {
    /// What runs the work of others in a thread: it is left out between the one who waits and the work.
    private static final List<String> WORKERS = List.of(
            "/concurrent/futures/thread.py",
            "/anyio/_backends/_asyncio.py",
            "/trio/_threads.py",
            "/trio/_core/_thread_cache.py",
            "/asgiref/sync.py");

    private static final long UNREADABLE = -1;

    /// Of threads that are kept to be looked at again.
    private static final int MAX_WORKERS = 256;

    private final KnownProgram program;
    private final FrameNames names;
    private final SessionRecorder recorder;
    private final SampleClock clock;
    private final StackTrie stacks;
    private final ThreadSampler thread;
    private final ThreadInfo info;
    private final AsyncMode mode;
    private final AsyncStacks async;
    private final Membership members;
    private final LeftStack left;
    private final Map<Long, ThreadSampler> workers = new HashMap<>();

    /// The coroutine in which the recording began, if it did in one, its code, and the stack below it.
    private long root;

    private @Nullable CodeObject rootCode;
    private int belowRoot;
    private @Nullable Known rootChain;

    private long contextBefore;
    private ThreadState state = ThreadState.UNKNOWN;

    /// @param variable the address of a `ContextVar`
    /// @param value the address of the value that it has in the context
    ContextScope(
            KnownProgram program,
            FrameNames names,
            SessionRecorder recorder,
            SampleClock clock,
            ThreadSampler thread,
            ThreadInfo info,
            long variable,
            long value,
            AsyncMode mode) {
        this.program = program;
        this.names = names;
        this.recorder = recorder;
        this.clock = clock;
        this.stacks = recorder.stacks();
        this.thread = thread;
        this.info = info;
        this.mode = mode;
        this.members = program.membership(variable, value);
        this.left = program.left(recorder);
        this.async = program.async(names, recorder, task -> members.isInside(task.context()));
    }

    /// Finds out where the recording begins, from the thread's first stack.
    ///
    /// @return the stack to begin with
    int begin(int node) {
        inside(node);
        StackBuffer stack = thread.stack();
        int at = stack.depth() - 1;
        while (at >= 0 && !stack.code(at).makesGenerator()) {
            at--;
        }
        int outermost = -1;
        for (; at >= 0 && stack.code(at).makesGenerator(); at--) {
            outermost = stack.code(at).isCoroutine() ? at : outermost;
        }
        if (outermost >= 0) {
            try {
                root = async.chains().coroutineOf(stack.frame(outermost));
                rootCode = stack.code(outermost);
                belowRoot = node;
                for (int i = new LoopNodes(stacks, names.loopFrames()).depth(node); i > outermost; i--) {
                    belowRoot = stacks.parent(belowRoot);
                }
            } catch (UnreadableMemory e) {
                root = 0;
            }
        }
        return switch (async.locate(thread, node, ThreadState.UNKNOWN, 0)) {
            case TASK -> async.running(thread).isPresent() ? async.ofRunning(node) : node;
            case NONE, LOOP, WAITING -> node;
        };
    }

    /// Before each look at the thread.
    void beforeLook() {
        contextBefore = context();
    }

    /// Whether the thread was in this context while it was looked at.
    boolean wasInside() {
        try {
            return contextBefore != UNREADABLE && context() == contextBefore && members.isInside(contextBefore);
        } catch (UnreadableMemory e) {
            return false;
        }
    }

    /// The stack to record for a thread whose own is `node`.
    ///
    /// @param own what the thread was doing
    /// @param nanos the time of this look
    /// @return [ThreadSampler#NONE] if it cannot be told
    int of(int node, ThreadState own, long nanos) {
        state = own;
        AsyncStacks.Place place = async.locate(thread, node, own, nanos);
        try {
            return shown(node, place);
        } catch (UnreadableMemory e) {
            return ThreadSampler.NONE;
        }
    }

    private int shown(int node, AsyncStacks.Place place) throws UnreadableMemory {
        return switch (place) {
            case TASK -> {
                Optional<Task> task = async.running(thread);
                if (task.isEmpty()) {
                    yield ThreadSampler.NONE;
                }
                boolean isInside = members.isInside(task.get().context()) || isItself();
                yield isInside ? async.ofRunning(node) : outside(node, place);
            }
            case WAITING -> outside(node, place);
            case NONE, LOOP -> {
                boolean runs = isItself() && !(place == AsyncStacks.Place.LOOP && isAsyncio(node));
                yield runs ? inside(node) : outside(node, place);
            }
        };
    }

    /// Whether the thread is in this context, as it was before the look. While a task makes its first step eagerly, the
    /// step that it makes it in is another task's, and that one's context is left.
    ///
    /// @throws UnreadableMemory if it has changed: the stack may be of the one or of the other
    private boolean isItself() throws UnreadableMemory {
        long now = context();
        boolean isInside = now != UNREADABLE && members.isInside(now);
        boolean wasInside = contextBefore != UNREADABLE && members.isInside(contextBefore);
        if (now == UNREADABLE || contextBefore == UNREADABLE || isInside != wasInside) {
            throw new UnreadableMemory("the thread changes its context");
        }
        return isInside;
    }

    /// What was being done by who had the last stack.
    ThreadState state() {
        return state;
    }

    /// The thread's own stack, in which it executes this context.
    private int inside(int node) {
        if (mode == AsyncMode.STRICT) {
            left.saw(thread.stack(), withoutCall(node));
        }
        return node;
    }

    private int outside(int node, AsyncStacks.Place place) throws UnreadableMemory {
        int work = work();
        if (work != StackTrie.EMPTY) {
            state = ThreadState.UNKNOWN;
            return work;
        }
        if (place != AsyncStacks.Place.NONE) {
            if (async.hasWaiting()) {
                return awaiting(async.awaiting());
            }
            if (contextBefore == UNREADABLE || members.isInside(contextBefore)) {
                return contextBefore == UNREADABLE ? ThreadSampler.NONE : inside(node);
            }
        } else if (root != 0) {
            int chain = ofRoot();
            if (chain != ThreadSampler.NONE) {
                return awaiting(stacks.child(chain, async.awaitFrame(), StackTrie.NO_LINE));
            }
        }
        if (mode == AsyncMode.STRICT) {
            state = ThreadState.UNKNOWN;
            int below = left.now();
            return isItself()
                    ? ThreadSampler.NONE
                    : stacks.child(below, recorder.frame(Frame.OUT_OF_CONTEXT), StackTrie.NO_LINE);
        }
        return node;
    }

    private int withoutCall(int node) {
        boolean isCall = node != StackTrie.EMPTY && recorder.frameAt(stacks.frame(node)) instanceof Frame.C;
        return isCall ? stacks.parent(node) : node;
    }

    private int awaiting(int node) {
        state = ThreadState.WAITING;
        return node;
    }

    private int ofRoot() {
        TaskChains chains = async.chains();
        try {
            Known known = rootChain;
            if (known == null || !chains.holds(known)) {
                rootChain = null;
                known = chains.ofCoroutine(root, rootCode, belowRoot);
                rootChain = known;
            }
            return known.node();
        } catch (UnreadableMemory e) {
            return ThreadSampler.NONE;
        }
    }

    /// The stack of another thread that does something for this context, upon that of the coroutine that waits for it.
    ///
    /// @return [StackTrie#EMPTY] if there is none, [ThreadSampler#NONE] if it cannot be told
    /// @throws UnreadableMemory if it cannot be told
    private int work() throws UnreadableMemory {
        for (Place place : members.places(thread.interpreter())) {
            if (place.thread() != thread.thread() && members.isInside(place.context())) {
                int found = workOf(place);
                if (found != StackTrie.EMPTY) {
                    return found;
                }
            }
        }
        return StackTrie.EMPTY;
    }

    private int workOf(Place place) throws UnreadableMemory {
        if (workers.size() == MAX_WORKERS) {
            workers.clear();
        }
        int node = workers.computeIfAbsent(place.thread(), this::worker).lookAlone();
        if (members.context(place.thread()) != place.context()) {
            return ThreadSampler.NONE; // The stack may be of the one or of the other.
        }
        return switch (node) {
            case StackTrie.EMPTY -> StackTrie.EMPTY;
            case ThreadSampler.NONE, ThreadSampler.GONE -> ThreadSampler.NONE;
            default -> upon(place.context(), node);
        };
    }

    private ThreadSampler worker(long threadState) {
        return program.observe(thread.interpreter(), threadState, info, Optional.empty(), recorder, names, clock);
    }

    private int upon(long context, int work) throws UnreadableMemory {
        int below = async.holding(context);
        if (below == ThreadSampler.NONE && root != 0) {
            below = ofRoot();
        }
        if (below == ThreadSampler.NONE) {
            return work;
        }
        int bottom = StackTrie.EMPTY;
        for (int at = work; at != StackTrie.EMPTY && bottom == StackTrie.EMPTY; at = stacks.parent(at)) {
            bottom = isWorker(recorder.frameAt(stacks.frame(at))) ? at : StackTrie.EMPTY;
        }
        return transplant(work, bottom, below);
    }

    /// Whether the innermost function is asyncio's own: it does that for tasks which still wait.
    private boolean isAsyncio(int node) {
        return recorder.frameAt(stacks.frame(withoutCall(node))) instanceof Frame.Python python
                && (python.file().contains("/asyncio/") || python.file().endsWith("/selectors.py"));
    }

    private static boolean isWorker(Frame frame) {
        return frame instanceof Frame.Python python && WORKERS.stream().anyMatch(python.file()::endsWith);
    }

    private int transplant(int node, int bottom, int upon) {
        int depth = 0;
        for (int at = node; at != bottom; at = stacks.parent(at)) {
            depth++;
        }
        int[] inner = new int[depth];
        int at = node;
        for (int i = depth - 1; i >= 0; i--, at = stacks.parent(at)) {
            inner[i] = at;
        }
        int result = upon;
        for (int each : inner) {
            result = stacks.child(result, stacks.frame(each), stacks.line(each));
        }
        return result;
    }

    /// The context that the thread is in, or [#UNREADABLE].
    private long context() {
        try {
            return members.context(thread.thread());
        } catch (UnreadableMemory e) {
            return UNREADABLE;
        }
    }
}
