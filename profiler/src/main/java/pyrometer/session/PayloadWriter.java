package pyrometer.session;

import java.util.Arrays;

/// Bytes that are put together: numbers of few bytes where they are small, and texts. Reused, so that it
/// need not grow.
final class PayloadWriter {
    /// What of a text is kept, in bytes.
    static final int LONGEST_TEXT = 1 << 20;

    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    /// Valid until the next change, up to [#size].
    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    /// Makes room for so many bytes more.
    ///
    /// @return where they begin
    int reserve(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, count), (int) Math.min(2L * size, 1 << 30)));
        }
        return size;
    }

    void bytes(byte[] from, int start, int count) {
        reserve(count);
        System.arraycopy(from, start, bytes, size, count);
        size += count;
    }

    /// Goes on behind bytes that were put into the reserved room.
    void skip(int count) {
        size += count;
    }

    void append(PayloadWriter other) {
        bytes(other.bytes, 0, other.size);
    }

    void u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void u16(int value) {
        u8(value);
        u8(value >>> 8);
    }

    void u32(int value) {
        u16(value);
        u16(value >>> 16);
    }

    /// Seven bits a byte, the lowest first, as if the number had no sign.
    void varint(long value) {
        reserve(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /// A number that may be negative: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4.
    void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    /// UTF-8, its length before it. A surrogate without its other half, which Python has for bytes it
    /// cannot decode, is written as if it were a character.
    void text(String text) {
        int length = 0;
        int kept = 0;
        while (kept < text.length()) {
            int next = utf8Length(text.codePointAt(kept));
            if (length + next > LONGEST_TEXT) {
                break;
            }
            length += next;
            kept += Character.charCount(text.codePointAt(kept));
        }
        varint(length);
        reserve(length);
        for (int i = 0; i < kept; i += Character.charCount(text.codePointAt(i))) {
            utf8(text.codePointAt(i));
        }
    }

    private static int utf8Length(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    private void utf8(int character) {
        switch (utf8Length(character)) {
            case 1 -> bytes[size++] = (byte) character;
            case 2 -> {
                bytes[size++] = (byte) (0xC0 | character >>> 6);
                bytes[size++] = continuation(character);
            }
            case 3 -> {
                bytes[size++] = (byte) (0xE0 | character >>> 12);
                bytes[size++] = continuation(character >>> 6);
                bytes[size++] = continuation(character);
            }
            default -> {
                bytes[size++] = (byte) (0xF0 | character >>> 18);
                bytes[size++] = continuation(character >>> 12);
                bytes[size++] = continuation(character >>> 6);
                bytes[size++] = continuation(character);
            }
        }
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
