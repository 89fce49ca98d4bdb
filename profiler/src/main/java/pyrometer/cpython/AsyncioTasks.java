package pyrometer.cpython;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.PyObjects.Entry;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;

/// The tasks of asyncio: which there are, what each waits for, and which one runs.
///
/// Up to 3.13 they are in a `WeakSet` of `asyncio.tasks`; since 3.14 in a list that begins in the state of their
/// thread.
public final class AsyncioTasks {
    /// @param address of the task object
    /// @param type the address of its type
    /// @param loop the event loop that runs it
    /// @param coroutine its outermost coroutine
    /// @param context the `Context` that its steps run in
    /// @param callback the first of what is called when it is done, or 0
    public record Task(long address, long type, long loop, long coroutine, long context, long callback) {}

    /// More are a torn or forged list.
    private static final int MAX_TASKS = 1 << 18;

    private static final int OB_TYPE = 8;
    private static final int WR_OBJECT = 16;
    private static final int RL_LOOP = 16;
    private static final int SET_MASK = 32;
    private static final int SET_TABLE = 40;
    private static final int PENDING = 0;

    private final Layout layout;
    private final PythonRuntime runtime;
    private final MemoryReader memory;
    private final PyObjects objects;
    private final FutureTypes futures;
    private final Ranges ranges = new Ranges(1 << 16);
    private final boolean hasLists;
    private final int loop;
    private final int callback;
    private final int state;
    private final int coroutine;
    private final int context;
    private final int node;
    private final int size;

    /// Of each interpreter that has loaded asyncio, up to 3.13: the set of weak references to all tasks, and the
    /// dictionary of those that run. The module never replaces them.
    private final Map<Long, Places> places = new HashMap<>();

    private record Places(long tasks, long current) {}

    /// The tasks of the last look, where the next one will find most of them.
    private long[] known = {};

    public AsyncioTasks(PythonRuntime runtime, MemoryReader memory, FutureTypes futures) {
        this.layout = runtime.layout();
        this.runtime = runtime;
        this.memory = memory;
        this.objects = new PyObjects(memory, layout);
        this.futures = futures;
        this.hasLists = layout.version().isAtLeast(3, 14);
        this.loop = layout.offset("FutureObj.fut_loop");
        this.callback = layout.offset("FutureObj.fut_callback0");
        this.state = layout.offset("FutureObj.fut_state");
        this.coroutine = layout.offset("TaskObj.task_coro");
        this.context = layout.offset("TaskObj.task_context");
        this.node = hasLists ? layout.offset("TaskObj.task_node") : 0;
        this.size = Math.max(node, context) + Long.BYTES;
    }

    /// Whether asyncio is there to be asked.
    public boolean isLoaded(long interpreter) throws UnreadableMemory {
        if (hasLists || places.containsKey(interpreter)) {
            return true;
        }
        List<Entry> module = runtime.moduleAttributes(interpreter, "asyncio.tasks");
        String name = layout.version().isAtLeast(3, 12) ? "_scheduled_tasks" : "_all_tasks";
        long all = objects.lookUp(module, name);
        long current = objects.lookUp(module, "_current_tasks");
        long set = all == 0 ? 0 : objects.lookUp(objects.attributes(all), "data");
        if (set == 0 || current == 0) {
            return false;
        }
        long inPython = objects.lookUp(module, "_PyTask");
        if (inPython != 0) {
            futures.addPythonTask(inPython);
        }
        places.put(interpreter, new Places(set, current));
        return true;
    }

    /// The loop that a thread runs now, or 0.
    public long runningLoop(long thread) throws UnreadableMemory {
        if (hasLists) {
            return memory.readLong(thread + layout.offset("_PyThreadStateImpl.asyncio_running_loop"));
        }
        long ofThread = memory.readLong(thread + layout.offset("PyThreadState.dict"));
        long running = ofThread == 0 ? 0 : objects.lookUp(objects.dict(ofThread), "__asyncio_running_event_loop__");
        // Up to 3.11 it is wrapped.
        boolean isHeld = running != 0 && objects.typeName(objects.type(running)).equals("_RunningLoopHolder");
        return isHeld ? memory.readLong(running + RL_LOOP) : running;
    }

    /// The task whose step a loop executes now, or 0.
    ///
    /// @param thread the state of the thread that runs the loop
    public long running(long interpreter, long thread, long ofLoop) throws UnreadableMemory {
        if (hasLists) {
            return memory.readLong(thread + layout.offset("_PyThreadStateImpl.asyncio_running_task"));
        }
        Places of = places.get(interpreter);
        if (of == null) {
            return 0;
        }
        for (Entry entry : objects.dict(of.current())) {
            if (entry.key() == ofLoop) {
                return entry.value();
            }
        }
        return 0;
    }

    /// One task as it is now.
    ///
    /// @throws UnreadableMemory if there is none, or it is done
    public Task read(long address, MemoryReader from) throws UnreadableMemory {
        Task task = isInPython(from.readLong(address + OB_TYPE))
                ? PythonTasks.read(address, from, layout)
                : task(address, from.read(address, size), 0);
        if (task == null) {
            throw new UnreadableMemory("no pending task at 0x%x".formatted(address));
        }
        return task;
    }

    /// All pending tasks of a thread's loops, or of all threads up to 3.13.
    public List<Task> list(long interpreter, long thread) throws UnreadableMemory {
        long[] addresses = hasLists ? listed(interpreter, thread) : referenced(interpreter);
        List<Task> tasks = new ArrayList<>(addresses.length);
        readEach(addresses, 0, size, (copy, offset, address) -> {
            Task task = isInPython(copy.get(JAVA_LONG_UNALIGNED, offset + OB_TYPE))
                    ? inPython(address)
                    : task(address, copy, offset);
            if (task != null) {
                tasks.add(task);
            }
        });
        tasks.removeIf(task -> !isTask(task));
        return tasks;
    }

    private boolean isTask(Task task) {
        return kind(task.type()) == FutureTypes.Kind.TASK || isInPython(task.type());
    }

    private boolean isInPython(long type) {
        return futures.hasPythonTasks() && kind(type) == FutureTypes.Kind.PYTHON_TASK;
    }

    private FutureTypes.Kind kind(long type) {
        try {
            return futures.kind(type);
        } catch (UnreadableMemory e) {
            return FutureTypes.Kind.OTHER;
        }
    }

    private @Nullable Task inPython(long address) {
        try {
            return PythonTasks.read(address, memory, layout);
        } catch (UnreadableMemory e) {
            return null;
        }
    }

    private @Nullable Task task(long address, MemorySegment copy, long offset) {
        if (copy.get(JAVA_INT_UNALIGNED, offset + state) != PENDING) {
            return null;
        }
        return new Task(
                address,
                copy.get(JAVA_LONG_UNALIGNED, offset + OB_TYPE),
                copy.get(JAVA_LONG_UNALIGNED, offset + loop),
                copy.get(JAVA_LONG_UNALIGNED, offset + coroutine),
                copy.get(JAVA_LONG_UNALIGNED, offset + context),
                copy.get(JAVA_LONG_UNALIGNED, offset + callback));
    }

    /// Up to 3.13: what the weak references in the set refer to.
    private long[] referenced(long interpreter) throws UnreadableMemory {
        Places of = places.get(interpreter);
        if (of == null) {
            return new long[0];
        }
        MemorySegment set = memory.read(of.tasks(), SET_TABLE + Long.BYTES);
        long slots = set.get(JAVA_LONG_UNALIGNED, SET_MASK) + 1;
        long table = set.get(JAVA_LONG_UNALIGNED, SET_TABLE);
        if (slots <= 0 || slots > MAX_TASKS) {
            throw new UnreadableMemory("%d slots in the set at 0x%x".formatted(slots, of.tasks()));
        }
        MemorySegment entries = memory.read(table, slots * 2 * Long.BYTES);
        long[] references = new long[(int) slots];
        int count = 0;
        for (long i = 0; i < slots; i++) {
            long key = entries.get(JAVA_LONG_UNALIGNED, i * 2 * Long.BYTES);
            boolean isDeleted = entries.get(JAVA_LONG_UNALIGNED, i * 2 * Long.BYTES + Long.BYTES) == -1;
            if (key != 0 && !isDeleted) {
                references[count++] = key;
            }
        }
        long[] tasks = new long[count];
        int[] filled = {0};
        readEach(Arrays.copyOf(references, count), WR_OBJECT, Long.BYTES, (copy, offset, _) -> {
            tasks[filled[0]++] = copy.get(JAVA_LONG_UNALIGNED, offset);
        });
        return Arrays.copyOf(tasks, filled[0]);
    }

    /// Since 3.14: two lists of nodes within the tasks.
    private long[] listed(long interpreter, long thread) throws UnreadableMemory {
        Map<Long, Long> next = new HashMap<>();
        readEach(known, node, Long.BYTES, (copy, offset, address) -> {
            next.put(address + node, copy.get(JAVA_LONG_UNALIGNED, offset));
        });
        List<Long> tasks = new ArrayList<>();
        addListed(thread + layout.offset("_PyThreadStateImpl.asyncio_tasks_head"), next, tasks);
        addListed(interpreter + layout.offset("PyInterpreterState.asyncio_tasks_head"), next, tasks);
        known = tasks.stream().mapToLong(each -> each).toArray();
        return known;
    }

    private void addListed(long head, Map<Long, Long> next, List<Long> tasks) throws UnreadableMemory {
        long at = memory.readLong(head);
        while (at != head && at != 0) {
            if (tasks.size() == MAX_TASKS) {
                throw new UnreadableMemory("the list of tasks at 0x%x has no end".formatted(head));
            }
            tasks.add(at - node);
            Long follower = next.remove(at);
            at = follower == null ? memory.readLong(at) : follower;
        }
    }

    private interface Piece {
        void take(MemorySegment copy, long offset, long address);
    }

    /// Reads the same piece of many objects in few calls; objects that cannot be read are left out.
    private void readEach(long[] addresses, int offset, int length, Piece piece) {
        int from = 0;
        while (from < addresses.length) {
            ranges.clear();
            int to = from;
            while (to < addresses.length && ranges.count() < Ranges.MAX_COUNT) {
                ranges.add(addresses[to++] + offset, length);
            }
            int copied = memory.memory().read(ranges);
            MemorySegment copy = ranges.bytes();
            for (int i = 0; i < copied; i++) {
                piece.take(copy, (long) i * length, addresses[from + i]);
            }
            from = copied == to - from ? to : from + copied + 1;
        }
    }
}
