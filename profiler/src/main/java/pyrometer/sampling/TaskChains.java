package pyrometer.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.AsyncioTasks;
import pyrometer.cpython.AsyncioTasks.Task;
import pyrometer.cpython.Awaiters;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.cpython.Coroutines;
import pyrometer.cpython.Coroutines.Suspended;
import pyrometer.cpython.FutureTypes;
import pyrometer.cpython.Layout;
import pyrometer.cpython.TypeNames;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.NotedMemory;
import pyrometer.memory.NotedMemory.Notes;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;

/// The frames of suspended tasks as stacks: those of the tasks that wait for a task, outermost first, then its own.
///
/// All that is read for a stack is noted; it counts only if all of it is still the same afterwards.
final class TaskChains {
    /// There is no such stack now, or it changed while it was read.
    static final int NONE = -1;

    private static final int OB_TYPE = 8;

    /// The innermost frames that are searched for an object.
    private static final int SEARCHED = 8;

    /// Of tasks that wait for one another.
    private static final int MAX_TASKS = 1024;

    /// Of all of these tasks together.
    private static final int MAX_FRAMES = 8192;

    /// A stack that stays as long as what it was read from does.
    record Known(int below, int node, Notes notes) {}

    private final AsyncioTasks tasks;
    private final Coroutines coroutines;
    private final Awaiters awaiters;
    private final NotedMemory noted;
    private final MemoryReader memory;
    private final FrameNames names;
    private final StackTrie stacks;
    private final List<Long> line = new ArrayList<>();
    private final List<Long> parents = new ArrayList<>();
    private final List<Suspended> frames = new ArrayList<>();
    private boolean isOnlyWay;

    TaskChains(
            Layout layout,
            Memory target,
            AsyncioTasks tasks,
            CodeObjects codes,
            TypeNames types,
            FutureTypes futures,
            FrameNames names,
            SessionRecorder recorder) {
        this.tasks = tasks;
        this.noted = new NotedMemory(target);
        this.memory = new MemoryReader(noted);
        this.coroutines = new Coroutines(layout, memory, codes, types);
        this.awaiters = new Awaiters(layout, memory, types, futures);
        this.names = names;
        this.stacks = recorder.stacks();
    }

    boolean holds(Known known) {
        return noted.areAsNoted(known.notes);
    }

    /// Whether a task's outermost coroutine has this frame.
    boolean hasFrame(Task task, long frame) throws UnreadableMemory {
        return task.coroutine() != 0 && coroutines.frame(task.coroutine()) == frame;
    }

    /// The stack that ends with all frames of a task that waits.
    ///
    /// @param below the stack on which the outermost frame lies
    /// @param turn which way is taken where several tasks wait for one
    Known ofWaiting(Task task, int below, int turn) throws UnreadableMemory {
        noted.begin();
        Task now = tasks.read(task.address(), memory);
        if (now.type() != task.type() || now.loop() != task.loop()) {
            throw new UnreadableMemory("the task at 0x%x does not wait".formatted(task.address()));
        }
        int node = addAwaiters(now, below, turn);
        return new Known(below, addChain(now.coroutine(), node), notes());
    }

    /// The stack of those tasks only that wait for a task, which runs.
    Known above(Task task, long frame, int below, int turn) throws UnreadableMemory {
        noted.begin();
        Task now = tasks.read(task.address(), memory);
        if (now.type() != task.type() || !hasFrame(now, frame)) {
            throw new UnreadableMemory("the task at 0x%x does not run".formatted(task.address()));
        }
        return new Known(below, addAwaiters(now, below, turn), notes());
    }

    /// The stack of a coroutine that waits.
    ///
    /// @param code of its outermost frame: elsewhere it is another one's by now
    Known ofCoroutine(long coroutine, @Nullable CodeObject code, int below) throws UnreadableMemory {
        noted.begin();
        frames.clear();
        isOnlyWay = true;
        int node = addChain(coroutine, below);
        if (frames.isEmpty() || frames.getFirst().code() != code) {
            throw new UnreadableMemory("the coroutine at 0x%x is another's".formatted(coroutine));
        }
        return new Known(below, node, notes());
    }

    /// The one of the innermost frames of the last stack of which a local variable refers to an object.
    Optional<Suspended> holder(long object) throws UnreadableMemory {
        for (int i = frames.size() - 1; i >= Math.max(0, frames.size() - SEARCHED); i--) {
            if (coroutines.refersTo(frames.get(i), object)) {
                return Optional.of(frames.get(i));
            }
        }
        return Optional.empty();
    }

    /// Whether a local variable of a frame still refers to an object.
    boolean isHeld(Suspended by, long object) throws UnreadableMemory {
        noted.begin();
        return coroutines.refersTo(by, object);
    }

    /// The object in a slot of local variables of any frame.
    long local(long frame, int slot) throws UnreadableMemory {
        return coroutines.local(frame, slot);
    }

    /// The coroutine to which a frame belongs.
    long coroutineOf(long frame) throws UnreadableMemory {
        return coroutines.ofFrame(frame);
    }

    /// Whether there was but one way from the last task outwards: its stack is good for another look.
    boolean isOnlyWay() {
        return isOnlyWay;
    }

    private Notes notes() throws UnreadableMemory {
        if (!noted.isUnchanged()) {
            throw new UnreadableMemory("the tasks changed while they were read");
        }
        return noted.notes();
    }

    private int addAwaiters(Task task, int below, int turn) throws UnreadableMemory {
        line.clear();
        isOnlyWay = true;
        frames.clear();
        for (long at = task.address(); ; at = line.getLast()) {
            parents.clear();
            awaiters.find(at, parents);
            parents.removeAll(line);
            parents.remove(task.address());
            if (parents.isEmpty()) {
                break;
            }
            if (line.size() == MAX_TASKS) {
                throw new UnreadableMemory("more than %d tasks wait for one another".formatted(MAX_TASKS));
            }
            isOnlyWay &= parents.size() == 1;
            line.add(parents.get(Integer.remainderUnsigned(turn, parents.size())));
        }
        int node = below;
        for (int i = line.size() - 1; i >= 0; i--) {
            Task awaiter = tasks.read(line.get(i), memory);
            node = awaiter.loop() == task.loop() ? addChain(awaiter.coroutine(), node) : below;
        }
        return node;
    }

    private int addChain(long coroutine, int below) throws UnreadableMemory {
        int first = frames.size();
        coroutines.read(coroutine, frames);
        if (frames.size() > MAX_FRAMES) {
            throw new UnreadableMemory("more than %d frames wait for one another".formatted(MAX_FRAMES));
        }
        int node = below;
        for (int i = first; i < frames.size(); i++) {
            Suspended frame = frames.get(i);
            long type = frame.receiver() == 0 ? 0 : memory.readLong(frame.receiver() + OB_TYPE);
            int name = names.of(frame.code(), frame.receiver(), type);
            if (name < 0) {
                throw new UnreadableMemory("the frame at 0x%x has no name now".formatted(frame.frame()));
            }
            node = stacks.child(node, name, frame.code().line(frame.unit()));
        }
        return node;
    }
}
