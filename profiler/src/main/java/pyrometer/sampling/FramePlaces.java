package pyrometer.sampling;

import java.util.Arrays;

/// Finds a frame's place in columns that grow and shrink at their end.
final class FramePlaces {
    private final FrameColumns columns;

    /// Open addressing from address to place + 1. What has been cut off the columns stays until the next
    /// [#rebuild].
    private int[] slots = new int[1024];

    private int used;

    FramePlaces(FrameColumns columns) {
        this.columns = columns;
    }

    /// @return -1 if the frame is not there
    int find(long address) {
        for (int slot = first(address); slots[slot] != 0; slot = next(slot)) {
            if (isAt(slots[slot] - 1, address)) {
                return slots[slot] - 1;
            }
        }
        return -1;
    }

    /// Adds the frame at the end of the columns.
    void addLast() {
        if (2 * ++used > slots.length) {
            rebuild();
        } else {
            put(columns.count - 1);
        }
    }

    private void rebuild() {
        if (4 * columns.count > slots.length) { // a power of two, as ever
            slots = new int[8 * Integer.highestOneBit(columns.count)];
        } else {
            Arrays.fill(slots, 0);
        }
        used = columns.count;
        for (int i = 0; i < used; i++) {
            put(i);
        }
    }

    private void put(int place) {
        int slot = first(columns.addresses[place]);
        while (slots[slot] != 0) {
            slot = next(slot);
        }
        slots[slot] = place + 1;
    }

    private boolean isAt(int place, long address) {
        return place < columns.count && columns.addresses[place] == address;
    }

    private int first(long address) {
        return (int) ((((address >>> 3) * 0x9E3779B97F4A7C15L) >>> 24) & (slots.length - 1));
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
