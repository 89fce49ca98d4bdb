package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;
import pyrometer.memory.RecordedMemory;

/// Recorded memory that can be damaged, where it hurts, and healed. It fails a reader that asks for too much.
final class HostileMemory implements Memory {
    /// More than any one read of a small program needs.
    private static final long MAX_READ = 64 << 20;

    /// What lengths, counts, offsets and pointers turn into.
    private static final long[] SPECIAL = {
        0,
        1,
        2,
        -1,
        -8,
        255,
        1 << 16,
        (1 << 20) - 1,
        1 << 24,
        Integer.MAX_VALUE,
        1L << 30,
        1L << 40,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 64,
        Long.MIN_VALUE,
        0x0101010101010101L
    };

    private record Piece(long address, long length) {}

    private record Damage(long address, byte old) {}

    private final RecordedMemory memory;
    private final Set<Piece> seen = new LinkedHashSet<>();
    private final List<Damage> damages = new ArrayList<>();
    private final Ranges word = new Ranges(Long.BYTES);
    private List<Piece> pieces = List.of();
    private boolean notes = true;
    private long reads;

    HostileMemory(RecordedMemory memory) {
        this.memory = memory.copy();
    }

    /// What was read until now is what will be damaged.
    void stopNoting() {
        notes = false;
        pieces = List.copyOf(seen);
    }

    /// How often it was read from.
    long reads() {
        return reads;
    }

    @Override
    public int read(Ranges ranges) {
        reads++;
        if (ranges.size() > MAX_READ) {
            throw new AssertionError("%d bytes in %d ranges".formatted(ranges.size(), ranges.count()));
        }
        int count = memory.read(ranges);
        for (int i = 0; notes && i < count; i++) {
            seen.add(new Piece(ranges.address(i), ranges.length(i)));
        }
        return count;
    }

    /// Changes a byte or a word of something that is read.
    void damage(Random random) {
        Piece piece = pieces.get(random.nextInt(pieces.size()));
        if (piece.length() < Long.BYTES || random.nextInt(4) == 0) {
            set(piece.address() + random.nextLong(piece.length()), (byte) random.nextInt());
            return;
        }
        long address = piece.address() + random.nextLong(piece.length() / Long.BYTES) * Long.BYTES;
        long value = switch (random.nextInt(4)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            // A loop, or a thing where another is expected.
            case 1 -> pieces.get(random.nextInt(pieces.size())).address();
            case 2 -> piece.address();
            default -> wordAt(address) + (random.nextInt(9) - 4) * 8L;
        };
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        for (int i = 0; i < bytes.length; i++) {
            set(address + i, bytes[i]);
        }
    }

    /// Takes all damage back.
    void heal() {
        for (Damage damage : damages.reversed()) {
            memory.set(damage.address(), damage.old());
        }
        damages.clear();
    }

    private void set(long address, byte value) {
        damages.add(new Damage(address, bytes(address, 1).get(ValueLayout.JAVA_BYTE, 0)));
        memory.set(address, value);
    }

    private long wordAt(long address) {
        return bytes(address, Long.BYTES).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    private MemorySegment bytes(long address, long length) {
        word.clear();
        word.add(address, length);
        if (memory.read(word) != 1) {
            throw new AssertionError("nothing is recorded at 0x%x".formatted(address));
        }
        return word.bytes();
    }
}
