package pyrometer.cpython;

import java.util.List;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.AsyncioTasks.Task;
import pyrometer.cpython.PyObjects.Entry;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Tasks of asyncio that are written in Python, `asyncio.tasks._PyTask`: as some derive from, to have of a newer Python
/// what the one in C has not, or that can be changed.
final class PythonTasks {
    private PythonTasks() {}

    /// One task as it is now.
    ///
    /// @return null if it is done
    /// @throws UnreadableMemory if it is none
    static @Nullable Task read(long address, MemoryReader from, Layout layout) throws UnreadableMemory {
        PyObjects objects = new PyObjects(from, layout);
        List<Entry> attributes = objects.attributes(address);
        if (objects.lookUp(attributes, "_state") != 0) {
            return null; // Until it is done, it has that of its class.
        }
        long[] callbacks = objects.list(attribute(objects, attributes, "_callbacks"));
        return new Task(
                address,
                objects.type(address),
                attribute(objects, attributes, "_loop"),
                attribute(objects, attributes, "_coro"),
                attribute(objects, attributes, "_context"),
                callbacks.length == 0 ? 0 : callbacks[0]);
    }

    /// What is called when a task is done: pairs with a context.
    static long[] callbacks(long address, PyObjects objects) throws UnreadableMemory {
        return objects.list(attribute(objects, objects.attributes(address), "_callbacks"));
    }

    private static long attribute(PyObjects objects, List<Entry> attributes, String name) throws UnreadableMemory {
        long value = objects.lookUp(attributes, name);
        if (value == 0) {
            throw new UnreadableMemory("a task without " + name);
        }
        return value;
    }
}
