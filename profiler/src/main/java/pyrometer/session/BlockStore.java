package pyrometer.session;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Inflater;

/// Where the blocks of a session's samples are: in a file, in memory, or first the one and then the
/// other.
///
/// A place is a position in the file, or one in memory, which is marked by a bit.
final class BlockStore implements Closeable {
    private static final long IN_MEMORY = 1L << 62;
    private static final int PART_SHIFT = 31;

    private final ByteSource file;
    private final List<byte[]> parts = new ArrayList<>();
    private final Inflater inflater = new Inflater(true);

    BlockStore(ByteSource file) {
        this.file = file;
    }

    static BlockStore inMemory() {
        return new BlockStore(ByteSource.of(new byte[0]));
    }

    /// Keeps a copy of the blocks in memory.
    ///
    /// @return the place of the first one; the others follow
    synchronized long keep(PayloadWriter blocks) {
        parts.add(Arrays.copyOf(blocks.bytes(), blocks.size()));
        return IN_MEMORY | (long) (parts.size() - 1) << PART_SHIFT;
    }

    /// Reads a block that is known to be there.
    ///
    /// @throws UncheckedIOException if it is not as it was any more
    synchronized void load(long place, Block into) {
        try {
            Block.Found found = (place & IN_MEMORY) == 0
                    ? into.read(file, place, inflater)
                    : into.read(
                            ByteSource.of(parts.get((int) ((place & ~IN_MEMORY) >>> PART_SHIFT))),
                            place & ((1L << PART_SHIFT) - 1),
                            inflater);
            if (found != Block.Found.WHOLE) {
                throw new IOException("the session file was changed while it was in use");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What was kept in memory is free to go; a file is not read again.
    @Override
    public synchronized void close() throws IOException {
        inflater.end();
        parts.clear();
        file.close();
    }
}
