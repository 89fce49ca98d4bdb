package pyrometer.render;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Values as Python's `marshal` writes them in version 2, which every Python 3 reads.
final class Marshal {
    private static final int DIGIT_BITS = 15;

    private final DataOutputStream out;

    Marshal(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    /// Begins a dictionary; its keys and values follow in turns.
    void startDict() throws IOException {
        out.write('{');
    }

    void endDict() throws IOException {
        out.write('0');
    }

    /// Begins a tuple of `size` values, which follow.
    void tuple(int size) throws IOException {
        out.write('(');
        littleEndian(size);
    }

    void integer(long value) throws IOException {
        if (value == (int) value) {
            out.write('i');
            littleEndian((int) value);
            return;
        }
        long rest = Math.absExact(value);
        int digits = (Long.SIZE - Long.numberOfLeadingZeros(rest) + DIGIT_BITS - 1) / DIGIT_BITS;
        out.write('l');
        littleEndian(value < 0 ? -digits : digits);
        for (int i = 0; i < digits; i++, rest >>>= DIGIT_BITS) {
            out.writeShort(Short.reverseBytes((short) (rest & 0x7fff)));
        }
    }

    void real(double value) throws IOException {
        out.write('g');
        out.writeLong(Long.reverseBytes(Double.doubleToLongBits(value)));
    }

    /// A string. Half of a surrogate pair, by which Python keeps a byte of a file name that is no text, stays what it
    /// is: UTF-8 with `surrogatepass`.
    void string(String text) throws IOException {
        byte[] utf8 = new byte[3 * text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x80) {
                utf8[size++] = (byte) c;
            } else {
                int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
                utf8[size++] = (byte) ((0xff00 >> (more + 1)) | (c >> (6 * more)));
                for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
                    utf8[size++] = (byte) (0x80 | ((c >> shift) & 0x3f));
                }
            }
        }
        out.write('u');
        littleEndian(size);
        out.write(utf8, 0, size);
    }

    private void littleEndian(int value) throws IOException {
        out.writeInt(Integer.reverseBytes(value));
    }

    void flush() throws IOException {
        out.flush();
    }
}
