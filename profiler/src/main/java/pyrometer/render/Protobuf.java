package pyrometer.render;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One message in the wire format of protocol buffers, field by field. A library would need generated code for the six
/// messages that a pprof file is made of; this is all that they need.
final class Protobuf {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;

    private byte[] bytes = new byte[256];
    private int size;

    /// A number. 0 is what a reader takes for a field that is not there, so it is not written.
    Protobuf number(int field, long value) {
        if (value != 0) {
            varint(field << 3 | VARINT);
            varint(value);
        }
        return this;
    }

    Protobuf text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, utf8, utf8.length);
    }

    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.bytes, value.size);
    }

    /// The numbers of another message that was made with [#item], as one field.
    Protobuf packed(int field, Protobuf items) {
        return items.size == 0 ? this : message(field, items);
    }

    /// A number without a field, as part of a packed one.
    Protobuf item(long value) {
        varint(value);
        return this;
    }

    /// Adds the fields of another message.
    void append(Protobuf fields) {
        append(fields.bytes, fields.size);
    }

    void clear() {
        size = 0;
    }

    /// What was written so far: the first [#size] of these.
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private Protobuf bytes(int field, byte[] value, int length) {
        varint(field << 3 | LENGTH);
        varint(length);
        append(value, length);
        return this;
    }

    private void append(byte[] value, int length) {
        reserve(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
    }
}
