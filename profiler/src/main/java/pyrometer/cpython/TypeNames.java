package pyrometer.cpython;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// The types of a target's objects that were met so far, by their addresses. CPython frees types and puts
/// others in their place: what is remembered of one counts only as long as its flags and the address of
/// its name are the same.
public final class TypeNames {
    /// @param name `__name__`
    /// @param isMetaclass whether its instances are classes
    /// @param isHeap whether it was made by a class statement, or the like, rather than in C
    /// @param isCell whether it is the type of the cells that hold the variables of closures
    public record Type(String name, boolean isMetaclass, boolean isHeap, boolean isCell) {}

    private static final int TP_NAME = 24;
    private static final int TP_FLAGS = 168;
    private static final long TYPE_SUBCLASS = 1L << 31;
    private static final long HEAP_TYPE = 1L << 9;

    private final PyObjects objects;
    private final Map<Long, Remembered> types = new HashMap<>();

    private record Remembered(long name, long flags, Type type) {}

    public TypeNames(Layout layout, MemoryReader memory) {
        this.objects = new PyObjects(memory, layout);
    }

    /// The type object at this address.
    ///
    /// @throws UnreadableMemory if there is none
    public Type at(long address) throws UnreadableMemory {
        MemorySegment fields = objects.memory().read(address + TP_NAME, TP_FLAGS + Long.BYTES - TP_NAME);
        long nameAddress = fields.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        long flags = fields.get(ValueLayout.JAVA_LONG_UNALIGNED, TP_FLAGS - TP_NAME);
        Remembered known = types.get(address);
        if (known != null && known.name() == nameAddress && known.flags() == flags) {
            return known.type();
        }
        String name = objects.typeName(address);
        Type type = new Type(name, (flags & TYPE_SUBCLASS) != 0, (flags & HEAP_TYPE) != 0, name.equals("cell"));
        types.put(address, new Remembered(nameAddress, flags, type));
        return type;
    }

    /// Forgets all types: something that was read by what is remembered was not there.
    public void forget() {
        types.clear();
    }
}
