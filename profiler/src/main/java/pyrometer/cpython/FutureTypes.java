package pyrometer.cpython;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Tells the futures and tasks of asyncio, and of what was derived from them, by their types.
public final class FutureTypes {
    /// What an object is.
    public enum Kind {
        /// `_asyncio.Task`
        TASK,
        /// `asyncio.tasks._PyTask`: a task that is written in Python
        PYTHON_TASK,
        /// `_asyncio.Future`, but no task
        FUTURE,
        OTHER
    }

    private static final int MAX_BASES = 32;
    private static final int MAX_NAME = 256;
    private static final int TP_NAME = 24;
    private static final int TP_BASE = 256;

    /// After so many answers from memory, types are looked at again: they may have been replaced by others.
    private static final int FORGET_AFTER = 1 << 16;

    private final MemoryReader memory;
    private final Map<Long, Kind> kinds = new HashMap<>();
    private int answers;

    /// The classes of tasks that are written in Python, of each interpreter.
    private final Set<Long> pythonTasks = new HashSet<>();

    public FutureTypes(MemoryReader memory) {
        this.memory = memory;
    }

    /// Tells of a class of tasks that is written in Python, as a name alone does not.
    void addPythonTask(long type) {
        if (pythonTasks.add(type)) {
            kinds.clear();
        }
    }

    /// Whether any such class is known.
    boolean hasPythonTasks() {
        return !pythonTasks.isEmpty();
    }

    /// What the instances of a type are.
    ///
    /// @throws UnreadableMemory if there is no such type
    public Kind kind(long type) throws UnreadableMemory {
        if (++answers == FORGET_AFTER) {
            answers = 0;
            kinds.clear();
        }
        Kind known = kinds.get(type);
        if (known == null) {
            known = look(type);
            kinds.put(type, known);
        }
        return known;
    }

    private Kind look(long type) throws UnreadableMemory {
        long base = type;
        for (int i = 0; i < MAX_BASES && base != 0; i++) {
            if (pythonTasks.contains(base)) {
                return Kind.PYTHON_TASK;
            }
            byte[] name = memory.readCString(memory.readLong(base + TP_NAME), MAX_NAME);
            switch (new String(name, StandardCharsets.UTF_8)) {
                case "_asyncio.Task" -> {
                    return Kind.TASK;
                }
                case "_asyncio.Future" -> {
                    return Kind.FUTURE;
                }
                default -> base = memory.readLong(base + TP_BASE);
            }
        }
        return Kind.OTHER;
    }
}
