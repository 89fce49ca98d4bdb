package pyrometer.cpython;

import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Looks up context variables in the contexts of a target: the immutable tree that each `Context` refers to.
public final class ContextVars {
    private static final int OB_TYPE = 8;
    private static final int OB_SIZE = 16;
    private static final int CTX_VARS = 24;
    private static final int H_ROOT = 16;
    private static final int VAR_HASH = 56;

    /// `a_array` of an array node.
    private static final int CHILDREN = 16;

    /// `b_bitmap` of a bitmap node.
    private static final int BITMAP = 24;

    /// `b_array` of a bitmap node, `c_array` of a collision node: keys and values in turn.
    private static final int PAIRS = 32;

    private static final int BITS_PER_LEVEL = 5;

    /// A hash of 32 bits has no more levels, and one of collisions.
    private static final int MAX_LEVELS = 8;

    private static final int MAX_COLLISIONS = 1024;

    private final MemoryReader memory;
    private final TypeNames types;
    private final int threadContext;

    public ContextVars(Layout layout, MemoryReader memory, TypeNames types) {
        this.memory = memory;
        this.types = types;
        this.threadContext = layout.offset("PyThreadState.context");
    }

    /// The context that a thread is in now, or 0.
    ///
    /// @param from what reads it
    public long of(long thread, MemoryReader from) throws UnreadableMemory {
        return from.readLong(thread + threadContext);
    }

    /// The value that a variable has in a context.
    ///
    /// @return its address, or 0 if it has none
    public long value(long context, long variable) throws UnreadableMemory {
        long map = context == 0 ? 0 : memory.readLong(context + CTX_VARS);
        if (map == 0) {
            return 0;
        }
        int hash = hash(variable);
        long node = memory.readLong(map + H_ROOT);
        for (int level = 0; level < MAX_LEVELS && node != 0; level++) {
            int index = level * BITS_PER_LEVEL < Integer.SIZE ? (hash >>> (level * BITS_PER_LEVEL)) & 31 : 0;
            switch (types.at(memory.readLong(node + OB_TYPE)).name()) {
                case "hamt_array_node" -> node = memory.readLong(node + CHILDREN + (long) index * Long.BYTES);
                case "hamt_bitmap_node" -> {
                    int bitmap = memory.readInt(node + BITMAP);
                    if (((bitmap >>> index) & 1) == 0) {
                        return 0;
                    }
                    long pair = node + PAIRS + 2L * Long.BYTES * Integer.bitCount(bitmap & ((1 << index) - 1));
                    long key = memory.readLong(pair);
                    long value = memory.readLong(pair + Long.BYTES);
                    if (key != 0) {
                        return key == variable ? value : 0;
                    }
                    node = value;
                }
                case "hamt_collision_node" -> {
                    return valueAmongCollisions(node, variable);
                }
                default -> throw new UnreadableMemory("no node of a context at 0x%x".formatted(node));
            }
        }
        return 0;
    }

    private long valueAmongCollisions(long node, long variable) throws UnreadableMemory {
        long count = memory.readLong(node + OB_SIZE) / 2;
        if (count < 0 || count > MAX_COLLISIONS) {
            throw new UnreadableMemory("%d collisions at 0x%x".formatted(count, node));
        }
        for (long i = 0; i < count; i++) {
            long pair = node + PAIRS + i * 2 * Long.BYTES;
            if (memory.readLong(pair) == variable) {
                return memory.readLong(pair + Long.BYTES);
            }
        }
        return 0;
    }

    /// As the tree takes it: 64 bits folded into 32.
    private int hash(long variable) throws UnreadableMemory {
        long hash = memory.readLong(variable + VAR_HASH);
        int folded = (int) hash ^ (int) (hash >> 32);
        return folded == -1 ? -2 : folded;
    }
}
