package pyrometer.session;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// One block as it was read, and the room to read the next into. Used by one thread.
final class Block {
    /// What was found at a place of a file.
    enum Found {
        WHOLE,
        /// The block was changed after it was written.
        DAMAGED,
        /// No block begins there.
        NOTHING,
        /// The file ends within the block.
        CUT_OFF
    }

    /// Read along with the header: as a rule that is the whole block of a journal.
    private static final int READ_AHEAD = 4096;

    private byte[] stored = new byte[READ_AHEAD];
    private byte[] inflated = {};
    private byte[] payload = {};
    private int from;
    private int length;
    private int kind;
    private long next;

    /// @param inflater used by one thread at a time
    Found read(ByteSource source, long position, Inflater inflater) throws IOException {
        int read = source.read(position, stored, stored.length);
        if (read < BlockHeader.SIZE) {
            return Found.CUT_OFF;
        }
        BlockHeader header = BlockHeader.parse(stored, 0);
        if (header == null) {
            return Found.NOTHING;
        }
        kind = header.kind();
        next = position + BlockHeader.SIZE + header.stored();
        if (next > source.size()) {
            return Found.CUT_OFF;
        }
        int size = BlockHeader.SIZE + header.stored();
        if (size > read) {
            stored = size > stored.length ? new byte[Math.max(size, 2 * stored.length)] : stored;
            if (source.read(position, stored, size) < size) {
                return Found.CUT_OFF;
            }
        }
        if (BlockHeader.checksum(stored, BlockHeader.SIZE, header.stored()) != header.checksum()) {
            return Found.DAMAGED;
        }
        length = header.length();
        if (header.coding() == BlockHeader.PLAIN) {
            payload = stored;
            from = BlockHeader.SIZE;
            return Found.WHOLE;
        }
        return inflate(header, inflater) ? Found.WHOLE : Found.DAMAGED;
    }

    /// Inflates as much as the header says, and not a byte more.
    private boolean inflate(BlockHeader header, Inflater inflater) {
        if (inflated.length < length) {
            inflated = new byte[Math.max(length, Math.min(2 * inflated.length, BlockHeader.LONGEST))];
        }
        payload = inflated;
        from = 0;
        inflater.reset();
        inflater.setInput(stored, BlockHeader.SIZE, header.stored());
        try {
            int count = 0;
            while (count < length) {
                int more = inflater.inflate(inflated, count, length - count);
                if (more == 0) {
                    return false;
                }
                count += more;
            }
            return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
        } catch (DataFormatException e) {
            return false;
        }
    }

    /// Nothing if it is one that this version does not know.
    Optional<BlockKind> kind() {
        return BlockKind.of(kind);
    }

    /// Where the next block begins.
    long next() {
        return next;
    }

    PayloadReader reader() {
        return new PayloadReader(payload, from, from + length);
    }

    byte[] copyOfPayload() {
        return Arrays.copyOfRange(payload, from, from + length);
    }
}
