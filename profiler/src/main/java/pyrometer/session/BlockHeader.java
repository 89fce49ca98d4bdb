package pyrometer.session;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// What comes before the payload of a block. All numbers have their lowest byte first.
///
/// ```
/// u16 0x7950  u8 kind  u8 coding  u32 stored bytes  u32 payload bytes  u32 CRC of the stored  u32 CRC of these 16
/// ```
///
/// @param kind a code of [BlockKind], or one that is not known
/// @param coding [#PLAIN] or [#DEFLATED]
/// @param stored the length of what follows
/// @param length the length of the payload
/// @param checksum CRC-32 of what follows
record BlockHeader(int kind, int coding, int stored, int length, int checksum) {
    static final int SIZE = 20;
    static final int PLAIN = 0;
    static final int DEFLATED = 1;

    /// The most that a payload has, and that is stored of it.
    static final int LONGEST = 1 << 24;

    private static final int MARKER = 0x7950;
    private static final int CHECKED = SIZE - Integer.BYTES;

    void write(PayloadWriter out) {
        int start = out.size();
        out.u16(MARKER);
        out.u8(kind);
        out.u8(coding);
        out.u32(stored);
        out.u32(length);
        out.u32(checksum);
        out.u32(checksum(out.bytes(), start, CHECKED));
    }

    /// @return nothing if there is no header at that place
    static @Nullable BlockHeader parse(byte[] bytes, int at) {
        if (((bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8) != MARKER
                || u32(bytes, at + CHECKED) != checksum(bytes, at, CHECKED)) {
            return null;
        }
        BlockHeader header = new BlockHeader(
                bytes[at + 2] & 0xFF,
                bytes[at + 3] & 0xFF,
                u32(bytes, at + 4),
                u32(bytes, at + 8),
                u32(bytes, at + 12));
        boolean possible = header.coding == PLAIN ? header.stored == header.length : header.coding == DEFLATED;
        return possible && isLength(header.stored) && isLength(header.length) ? header : null;
    }

    static int checksum(byte[] bytes, int from, int count) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, count);
        return (int) crc.getValue();
    }

    private static boolean isLength(int length) {
        return length >= 0 && length <= LONGEST;
    }

    private static int u32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }
}
