package pyrometer.cpython;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import pyrometer.cpython.FutureTypes.Kind;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Which tasks wait for a future: those that go on when it is done, by what its callbacks do.
///
/// A task that awaits it has its wake-up among them. `gather`, `wait`, `wait_for`, `shield` and task groups put a
/// function
/// there that completes another future, which it holds in its closure, its arguments, or its object; that other
/// future's
/// callbacks tell the rest.
public final class Awaiters {
    /// More futures than this are not followed from one.
    private static final int MAX_FUTURES = 256;

    private static final int MAX_CALLBACKS = 4096;
    private static final int MAX_HELD = 64;

    private static final int OB_TYPE = 8;
    private static final int LIST_SIZE = 16;

    /// `ww_task`, `cell_contents`
    private static final int FIRST_FIELD = 16;

    /// `m_self` of a C function, `im_self` of a method, `args` of `functools.partial`
    private static final int SECOND_FIELD = 24;

    private final MemoryReader memory;
    private final PyObjects objects;
    private final TypeNames types;
    private final FutureTypes futures;
    private final int callback;
    private final int callbacks;
    private final int closure;
    private final int firstItem;

    /// Those that are still to be looked at, and all that were met.
    private final Deque<Long> open = new ArrayDeque<>();

    private final Set<Long> met = new HashSet<>();

    public Awaiters(Layout layout, MemoryReader memory, TypeNames types, FutureTypes futures) {
        this.memory = memory;
        this.objects = new PyObjects(memory, layout);
        this.types = types;
        this.futures = futures;
        this.callback = layout.offset("FutureObj.fut_callback0");
        this.callbacks = layout.offset("FutureObj.fut_callbacks");
        this.firstItem = layout.offset("PyTupleObject.ob_item");
        this.closure = layout.offset("PyFunctionObject.func_closure");
    }

    /// Finds the tasks that wait for a future or a task.
    ///
    /// @param tasks their addresses are added to it
    public void find(long future, List<Long> tasks) throws UnreadableMemory {
        open.clear();
        met.clear();
        met(future);
        while (!open.isEmpty()) {
            long each = open.remove();
            if (futures.kind(memory.readLong(each + OB_TYPE)) == Kind.PYTHON_TASK) {
                followPairs(PythonTasks.callbacks(each, objects), tasks);
                continue;
            }
            follow(memory.readLong(each + callback), tasks);
            long list = memory.readLong(each + callbacks);
            if (list != 0 && typeName(list).equals("list")) {
                if (memory.readLong(list + LIST_SIZE) > MAX_CALLBACKS) {
                    throw new UnreadableMemory("too many callbacks at 0x%x".formatted(each));
                }
                followPairs(objects.list(list), tasks);
            }
        }
    }

    private void followPairs(long[] pairs, List<Long> tasks) throws UnreadableMemory {
        for (long pair : pairs) {
            follow(memory.readLong(pair + firstItem), tasks);
        }
    }

    private void met(long future) {
        if (met.size() < MAX_FUTURES && met.add(future)) {
            open.add(future);
        }
    }

    private void follow(long called, List<Long> tasks) throws UnreadableMemory {
        if (called == 0) {
            return;
        }
        switch (typeName(called)) {
            case "TaskWakeupMethWrapper" -> addTask(memory.readLong(called + FIRST_FIELD), Kind.TASK, tasks);
            case "builtin_function_or_method" -> addTask(memory.readLong(called + SECOND_FIELD), Kind.TASK, tasks);
            case "function" -> followClosure(memory.readLong(called + closure));
            case "method" -> {
                long self = memory.readLong(called + SECOND_FIELD);
                hold(self);
                addTask(self, Kind.PYTHON_TASK, tasks); // whose method it is that goes on
            }
            case "partial" -> {
                for (long argument : tuple(memory.readLong(called + SECOND_FIELD))) {
                    hold(argument);
                }
            }
            default -> {
                // Somebody else's function: it wakes no task that we know of.
            }
        }
    }

    private void followClosure(long cells) throws UnreadableMemory {
        if (cells != 0) {
            for (long cell : tuple(cells)) {
                hold(memory.readLong(cell + FIRST_FIELD));
            }
        }
    }

    private long[] tuple(long address) throws UnreadableMemory {
        long[] items = objects.tuple(address);
        return items.length <= MAX_HELD ? items : new long[0];
    }

    /// Looks at what a callback holds. Futures only, as it completes those; a task is not completed by others.
    private void hold(long object) throws UnreadableMemory {
        if (object == 0) {
            return;
        }
        long type = memory.readLong(object + OB_TYPE);
        if (futures.kind(type) == Kind.FUTURE) {
            met(object);
        } else if (types.at(type).isHeap() && types.at(type).name().equals("TaskGroup")) {
            // Of asyncio and of anyio: there from the moment when the group waits for the last of its tasks.
            long completed = objects.lookUp(objects.attributes(object), "_on_completed_fut");
            if (completed != 0 && futures.kind(memory.readLong(completed + OB_TYPE)) == Kind.FUTURE) {
                met(completed);
            }
        }
    }

    private void addTask(long task, Kind kind, List<Long> tasks) throws UnreadableMemory {
        boolean isTask = task != 0 && futures.kind(memory.readLong(task + OB_TYPE)) == kind;
        if (isTask && !tasks.contains(task)) {
            tasks.add(task);
        }
    }

    private String typeName(long object) throws UnreadableMemory {
        return types.at(memory.readLong(object + OB_TYPE)).name();
    }
}
