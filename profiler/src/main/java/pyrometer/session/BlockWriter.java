package pyrometer.session;

import java.util.zip.Deflater;

/// Makes blocks of payloads. Used by one thread.
final class BlockWriter implements AutoCloseable {
    /// Shorter payloads do not get any shorter.
    private static final int WORTH_DEFLATING = 64;

    private final Deflater deflater;
    private final boolean plain;

    private BlockWriter(int level, boolean plain) {
        this.deflater = new Deflater(level, true);
        this.plain = plain;
    }

    /// @param level from 1, fast, to 9, small
    static BlockWriter deflating(int level) {
        return new BlockWriter(level, false);
    }

    static BlockWriter plain() {
        return new BlockWriter(Deflater.NO_COMPRESSION, true);
    }

    /// Appends the payload as a block.
    void add(BlockKind kind, PayloadWriter payload, PayloadWriter out) {
        if (payload.size() > BlockHeader.LONGEST) {
            throw new IllegalStateException(kind + " of " + payload.size() + " bytes do not fit into a block");
        }
        if (plain || payload.size() < WORTH_DEFLATING || !addDeflated(kind, payload, out)) {
            int checksum = BlockHeader.checksum(payload.bytes(), 0, payload.size());
            new BlockHeader(kind.code(), BlockHeader.PLAIN, payload.size(), payload.size(), checksum).write(out);
            out.append(payload);
        }
    }

    /// @return whether that made it shorter
    private boolean addDeflated(BlockKind kind, PayloadWriter payload, PayloadWriter out) {
        int start = out.size();
        int room = BlockHeader.SIZE + payload.size();
        int body = out.reserve(room) + BlockHeader.SIZE;
        deflater.reset();
        deflater.setInput(payload.bytes(), 0, payload.size());
        deflater.finish();
        int stored = deflater.deflate(out.bytes(), body, payload.size());
        if (!deflater.finished() || stored >= payload.size()) {
            return false;
        }
        int checksum = BlockHeader.checksum(out.bytes(), body, stored);
        new BlockHeader(kind.code(), BlockHeader.DEFLATED, stored, payload.size(), checksum).write(out);
        if (out.size() != start + BlockHeader.SIZE) {
            throw new IllegalStateException("a header of another size");
        }
        out.skip(stored); // It is there already.
        return true;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
