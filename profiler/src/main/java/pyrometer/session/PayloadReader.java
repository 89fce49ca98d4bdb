package pyrometer.session;

/// Takes apart what [PayloadWriter] put together. Every read is bounded by what is there.
final class PayloadReader {
    private static final int LONGEST_VARINT = 10;

    private final byte[] bytes;
    private final int end;
    private int at;

    PayloadReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int remaining() {
        return end - at;
    }

    int u8() throws Malformed {
        if (at == end) {
            throw new Malformed("ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    long varint() throws Malformed {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            int next = u8();
            value |= (next & 0x7FL) << (7 * i);
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number of more than ten bytes");
    }

    long signed() throws Malformed {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /// A number from 0 up to and including `most`.
    int number(String what, int most) throws Malformed {
        long value = varint();
        if (value < 0 || value > most) {
            throw new Malformed(what + " " + Long.toUnsignedString(value) + ", the most is " + most);
        }
        return (int) value;
    }

    /// How many follow, of which each takes at least `bytesEach`.
    int count(String what, int bytesEach) throws Malformed {
        return number(what, remaining() / bytesEach);
    }

    int signedInt(String what) throws Malformed {
        long value = signed();
        if (value != (int) value) {
            throw new Malformed(what + " " + value);
        }
        return (int) value;
    }

    /// A part of so many bytes; this reader goes on behind it.
    PayloadReader part(int length) throws Malformed {
        if (length > remaining()) {
            throw new Malformed("ends too early");
        }
        at += length;
        return new PayloadReader(bytes, at - length, at);
    }

    /// A part whose length comes first.
    PayloadReader part() throws Malformed {
        return part(count("a length", 1));
    }

    String text() throws Malformed {
        int length = count("the length of a text", 1);
        if (length > PayloadWriter.LONGEST_TEXT) {
            throw new Malformed("a text of " + length + " bytes");
        }
        PayloadReader part = part(length);
        StringBuilder text = new StringBuilder(length);
        while (part.remaining() > 0) {
            text.appendCodePoint(part.character());
        }
        return text.toString();
    }

    private int character() throws Malformed {
        int first = u8();
        if (first < 0x80) {
            return first;
        }
        int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        int value = first & (0x3F >>> more);
        for (int i = 0; i < more; i++) {
            int next = u8();
            if ((next & 0xC0) != 0x80) {
                throw new Malformed("a text that is not UTF-8");
            }
            value = value << 6 | (next & 0x3F);
        }
        int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
        if (first < 0xC0 || value < least || value > Character.MAX_CODE_POINT || first > 0xF4) {
            throw new Malformed("a text that is not UTF-8");
        }
        return value;
    }

    void requireEnd() throws Malformed {
        if (remaining() > 0) {
            throw new Malformed(remaining() + " bytes too many");
        }
    }
}
