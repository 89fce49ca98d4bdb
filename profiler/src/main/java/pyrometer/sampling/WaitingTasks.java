package pyrometer.sampling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.AsyncioTasks;
import pyrometer.cpython.AsyncioTasks.Task;
import pyrometer.cpython.Awaiters;
import pyrometer.memory.UnreadableMemory;

/// The tasks of one event loop that wait, for something else than another task.
///
/// The time in which a loop waits belongs to all of these at once. Each look gives it to the one that had least of it
/// so
/// far, so that they share it evenly. Of many tasks the list is a few looks old: what is taken from it is looked at
/// anew.
final class WaitingTasks {
    /// Up to so many tasks are listed at each look; of more, a part of them at each on average.
    private static final int TASKS_PER_LOOK = 64;

    private static final int MAX_LOOKS_BETWEEN = 64;

    /// Of so many tasks it is found out at each listing who waits for them, beside those that are new: a task that
    /// exists for a while may be awaited later.
    private static final int IN_TURN = 3;

    private static final int MAX_NEW = 256;

    private final AsyncioTasks tasks;
    private final Awaiters awaiters;
    private final Scope scope;
    private final long interpreter;
    private final long thread;

    /// Which tasks count.
    interface Scope {
        /// @throws UnreadableMemory if it cannot be told
        boolean has(Task task) throws UnreadableMemory;
    }

    private record Listed(Task task, List<Long> awaitedBy) {}

    /// One that shares the time.
    private static final class Leaf {
        final Task task;

        /// What it was given, counted from what those that were there before it had been given when it came.
        long given;

        Leaf(Task task, long given) {
            this.task = task;
            this.given = given;
        }
    }

    private Map<Long, Listed> all = new HashMap<>();
    private List<Task> ofLoop = List.of();
    private List<Leaf> leaves = List.of();

    /// What the one had been given whose turn was last.
    private long least;

    private long loop;
    private int looksLeft;
    private int listingTurn;
    private int turns;
    private @Nullable Leaf turn;

    WaitingTasks(AsyncioTasks tasks, Awaiters awaiters, Scope scope, long interpreter, long thread) {
        this.scope = scope;
        this.tasks = tasks;
        this.awaiters = awaiters;
        this.interpreter = interpreter;
        this.thread = thread;
    }

    /// Lists the tasks again if it is time to. Where they change just then, the last list will do.
    ///
    /// @throws UnreadableMemory if there is none
    void look(long itsLoop) throws UnreadableMemory {
        if (looksLeft-- > 0 && itsLoop == loop) {
            return;
        }
        try {
            list(itsLoop);
        } catch (UnreadableMemory e) {
            if (itsLoop != loop) {
                throw e;
            }
        }
    }

    /// Lists the tasks again now.
    void list(long itsLoop) throws UnreadableMemory {
        List<Task> found = new ArrayList<>();
        Map<Long, Listed> now = new HashMap<>();
        int fresh = 0;
        int total = 0;
        for (Task task : tasks.list(interpreter, thread)) {
            total++;
            if (task.loop() == itsLoop) {
                Listed before = all.get(task.address());
                boolean isKnown = before != null
                        && before.task.callback() == task.callback()
                        && before.task.coroutine() == task.coroutine();
                Listed listed;
                if (isKnown && before != null) {
                    listed = new Listed(task, before.awaitedBy);
                } else {
                    listed = new Listed(task, fresh++ < MAX_NEW ? awaitedBy(task) : List.of());
                }
                now.put(task.address(), listed);
                found.add(task);
            }
        }
        for (int i = 0; i < Math.min(IN_TURN, found.size()); i++) {
            Task task = found.get(Integer.remainderUnsigned(listingTurn++, found.size()));
            now.put(task.address(), new Listed(task, awaitedBy(task)));
        }
        leaves = findLeaves(found, now);
        all = now;
        ofLoop = found;
        loop = itsLoop;
        looksLeft = Math.min(MAX_LOOKS_BETWEEN, total / TASKS_PER_LOOK);
    }

    private List<Long> awaitedBy(Task task) {
        List<Long> result = new ArrayList<>(1);
        try {
            awaiters.find(task.address(), result);
        } catch (UnreadableMemory e) {
            return List.of(); // It goes on just now; the next time tells.
        }
        return result;
    }

    private List<Leaf> findLeaves(List<Task> listed, Map<Long, Listed> details) throws UnreadableMemory {
        Map<Long, Leaf> before = new HashMap<>();
        leaves.forEach(leaf -> before.put(leaf.task.address(), leaf));
        Set<Long> waitForTasks = new HashSet<>();
        List<Task> inScope = new ArrayList<>();
        for (Task task : listed) {
            if (scope.has(task)) {
                inScope.add(task);
                Listed its = details.get(task.address());
                waitForTasks.addAll(its == null ? List.of() : its.awaitedBy);
            }
        }
        List<Leaf> found = new ArrayList<>();
        for (Task task : inScope) {
            if (!waitForTasks.contains(task.address())) {
                Leaf known = before.get(task.address());
                found.add(new Leaf(task, known == null ? least : Math.max(least, known.given)));
            }
        }
        return found;
    }

    int count() {
        return leaves.size();
    }

    /// The one whose turn it is: that had least so far.
    Task next() {
        turn = leaves.getFirst();
        for (Leaf leaf : leaves) {
            turn = leaf.given < turn.given ? leaf : turn;
        }
        turns++;
        return turn.task;
    }

    /// Gives the one whose turn it is this time.
    void give(long nanos) {
        if (turn != null) {
            least = turn.given;
            turn.given += nanos;
        }
    }

    /// Leaves out the one whose turn it is until the next listing: it does not wait any more.
    void drop() {
        leaves.remove(turn);
    }

    /// How often it was somebody's turn.
    int turns() {
        return turns;
    }

    /// All that share the time.
    List<Task> leaves() {
        return leaves.stream().map(leaf -> leaf.task).toList();
    }

    /// All tasks of the loop.
    List<Task> all() {
        return ofLoop;
    }
}
