package pyrometer.cpython;

import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Small integers of a target.
public final class PyInts {
    private final PyObjects objects;

    public PyInts(Layout layout, MemoryReader memory) {
        this.objects = new PyObjects(memory, layout);
    }

    /// Whether an object is the integer 0.
    public boolean isZero(long object) throws UnreadableMemory {
        return object != 0 && objects.typeName(objects.type(object)).equals("int") && objects.smallInt(object) == 0;
    }
}
