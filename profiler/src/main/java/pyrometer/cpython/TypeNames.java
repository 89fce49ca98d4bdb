package pyrometer.cpython;

import java.util.HashMap;
import java.util.Map;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// The types of a target's objects that were met so far, by their addresses.
public final class TypeNames {
    /// @param name `__name__`
    /// @param isMetaclass whether its instances are classes
    /// @param isHeap whether it was made by a class statement, or the like, rather than in C
    /// @param isCell whether it is the type of the cells that hold the variables of closures
    public record Type(String name, boolean isMetaclass, boolean isHeap, boolean isCell) {}

    private static final int TP_FLAGS = 168;
    private static final long TYPE_SUBCLASS = 1L << 31;
    private static final long HEAP_TYPE = 1L << 9;

    private final PyObjects objects;
    private final Map<Long, Type> types = new HashMap<>();

    public TypeNames(Layout layout, MemoryReader memory) {
        this.objects = new PyObjects(memory, layout);
    }

    /// The type object at this address.
    ///
    /// @throws UnreadableMemory if there is none
    public Type at(long address) throws UnreadableMemory {
        Type known = types.get(address);
        if (known != null) {
            return known;
        }
        long flags = objects.memory().readLong(address + TP_FLAGS);
        String name = objects.typeName(address);
        Type type = new Type(name, (flags & TYPE_SUBCLASS) != 0, (flags & HEAP_TYPE) != 0, name.equals("cell"));
        types.put(address, type);
        return type;
    }
}
