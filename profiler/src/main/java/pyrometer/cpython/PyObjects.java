package pyrometer.cpython;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;

/// Python objects of the built-in types, read whole: strings, lists, tuples, dictionaries, instances.
///
/// For what is read once. The target may change an object while it is read: each method checks what can be
/// checked
/// and throws [UnreadableMemory] otherwise.
final class PyObjects {
    static final int MAX_STRING = 1 << 20;
    static final int MAX_ITEMS = 1 << 20;

    static final int OB_TYPE = 8;
    private static final int OB_SIZE = 16;
    private static final int TP_NAME = 24;
    private static final int TP_DICTOFFSET = 288;
    private static final int MAX_TYPE_NAME = 4096;

    private final MemoryReader memory;
    private final PythonVersion version;
    private final int asciiData;
    private final int compactData;
    private final int tupleItems;

    PyObjects(MemoryReader memory, Layout layout) {
        this.memory = memory;
        this.version = layout.version();
        this.asciiData = layout.offset("PyUnicodeObject.ascii");
        this.compactData = layout.offset("PyUnicodeObject.compact");
        this.tupleItems = layout.offset("PyTupleObject.ob_item");
    }

    MemoryReader memory() {
        return memory;
    }

    /// A `str`. Lone surrogates come out as `?`.
    String string(long address) throws UnreadableMemory {
        long length = memory.readLong(address + 16);
        int state = memory.readInt(address + 32);
        int kind = (state >> 2) & 7;
        boolean compact = (state >> 5 & 1) == 1;
        boolean ascii = (state >> 6 & 1) == 1;
        if (length < 0 || length > MAX_STRING || (kind != 1 && kind != 2 && kind != 4)) {
            throw new UnreadableMemory("no string at 0x%x: length %d, kind %d".formatted(address, length, kind));
        }
        long data;
        if (!compact) {
            data = memory.readLong(address + compactData); // made by a legacy API, up to 3.11
        } else {
            data = address + (ascii ? asciiData : compactData);
        }
        byte[] bytes = memory.readBytes(data, length * kind);
        return switch (kind) {
            case 1 -> new String(bytes, StandardCharsets.ISO_8859_1);
            case 2 -> new String(bytes, StandardCharsets.UTF_16LE);
            default -> utf32(bytes);
        };
    }

    private static String utf32(byte[] bytes) throws UnreadableMemory {
        StringBuilder text = new StringBuilder(bytes.length / 4);
        for (int i = 0; i < bytes.length; i += 4) {
            int point = (bytes[i] & 0xff)
                    | (bytes[i + 1] & 0xff) << 8
                    | (bytes[i + 2] & 0xff) << 16
                    | (bytes[i + 3] & 0xff) << 24;
            if (!Character.isValidCodePoint(point)) {
                throw new UnreadableMemory("no character: 0x%x".formatted(point));
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    /// The content of a `bytes`.
    byte[] bytes(long address) throws UnreadableMemory {
        long size = memory.readLong(address + OB_SIZE);
        return memory.readBytes(address + 32, size);
    }

    /// The addresses of a tuple's items.
    long[] tuple(long address) throws UnreadableMemory {
        return words(address + tupleItems, memory.readLong(address + OB_SIZE));
    }

    /// The addresses of a list's items.
    long[] list(long address) throws UnreadableMemory {
        return words(memory.readLong(address + 24), memory.readLong(address + OB_SIZE));
    }

    private long[] words(long address, long count) throws UnreadableMemory {
        if (count < 0 || count > MAX_ITEMS) {
            throw new UnreadableMemory("%d items at 0x%x".formatted(count, address));
        }
        return memory.read(address, count * Long.BYTES).toArray(java.lang.foreign.ValueLayout.JAVA_LONG);
    }

    long type(long object) throws UnreadableMemory {
        return memory.readLong(object + OB_TYPE);
    }

    /// `type.__name__`: what stands behind the last dot of `tp_name`.
    String typeName(long type) throws UnreadableMemory {
        byte[] name = memory.readCString(memory.readLong(type + TP_NAME), MAX_TYPE_NAME);
        String full = new String(name, StandardCharsets.UTF_8);
        return full.substring(full.lastIndexOf('.') + 1);
    }

    /// An `int` that fits 60 bits and is not negative.
    long smallInt(long address) throws UnreadableMemory {
        long tag = memory.readLong(address + OB_SIZE);
        long digits = version.isAtLeast(3, 12) ? tag >>> 3 : tag;
        if (digits < 0 || digits > 3) {
            throw new UnreadableMemory("no int at 0x%x: %d digits".formatted(address, digits));
        }
        long value = 0;
        for (int i = (int) digits - 1; i >= 0; i--) {
            value = value << 30 | memory.readInt(address + 24 + 4L * i);
        }
        return value;
    }

    /// One entry of a dictionary.
    record Entry(long key, long value) {}

    /// The entries of a dict, in the order of insertion.
    List<Entry> dict(long address) throws UnreadableMemory {
        return entries(memory.readLong(address + 32), memory.readLong(address + 40));
    }

    /// The value under a string key.
    ///
    /// @return its address, or 0 if there is no such key
    long lookUp(List<Entry> entries, String key) throws UnreadableMemory {
        for (Entry entry : entries) {
            if (isString(entry.key(), key)) {
                return entry.value();
            }
        }
        return 0;
    }

    boolean isString(long address, String expected) throws UnreadableMemory {
        return memory.readLong(address + 16) == expected.length()
                && string(address).equals(expected);
    }

    /// The attributes of an instance of a class written in Python.
    List<Entry> attributes(long object) throws UnreadableMemory {
        long type = type(object);
        if (!version.isAtLeast(3, 11)) {
            long dictOffset = memory.readLong(type + TP_DICTOFFSET);
            if (dictOffset <= 0 || dictOffset > MAX_STRING) {
                throw new UnreadableMemory("no attributes at 0x%x".formatted(object));
            }
            return dict(memory.readLong(object + dictOffset));
        }
        // Since 3.11 the values of most instances lie apart from any dict, in the order of the keys of their
        // class.
        long keys = memory.readLong(type + (version.minor() == 11 ? 872 : 880));
        if (version.isAtLeast(3, 13)) {
            long dict = memory.readLong(object - 24);
            if (dict != 0) {
                return dict(dict);
            }
            return entries(keys, object + memory.readLong(type + 32));
        }
        if (version.isAtLeast(3, 12)) {
            long tagged = memory.readLong(object - 24);
            return (tagged & 1) == 1 ? entries(keys, tagged + 1) : dict(tagged);
        }
        long values = memory.readLong(object - 32);
        return values != 0 ? entries(keys, values) : dict(memory.readLong(object - 24));
    }

    private List<Entry> entries(long keys, long values) throws UnreadableMemory {
        long count = memory.readLong(keys + (version.isAtLeast(3, 11) ? 24 : 32));
        if (count < 0 || count > MAX_ITEMS) {
            throw new UnreadableMemory("%d entries at 0x%x".formatted(count, keys));
        }
        long start;
        boolean general = true;
        if (version.isAtLeast(3, 11)) {
            int log2IndexBytes = memory.readByte(keys + 9);
            if (log2IndexBytes > 30) {
                throw new UnreadableMemory("2^%d bytes of indices at 0x%x".formatted(log2IndexBytes, keys));
            }
            general = memory.readByte(keys + 10) == 0;
            start = keys + 32 + (1L << log2IndexBytes);
        } else {
            long size = memory.readLong(keys + 8);
            if (size < 0 || size > MAX_ITEMS) {
                throw new UnreadableMemory("%d slots at 0x%x".formatted(size, keys));
            }
            start = keys + 40 + size * (size <= 0xff ? 1 : size <= 0xffff ? 2 : 4);
        }
        int width = general ? 3 : 2;
        long[] words = words(start, count * width);
        long[] split = values == 0 ? null : words(values + (version.isAtLeast(3, 13) ? 8 : 0), count);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long key = words[i * width + width - 2];
            long value = split == null ? words[i * width + width - 1] : split[i];
            if (key != 0 && value != 0) {
                entries.add(new Entry(key, value));
            }
        }
        return entries;
    }
}
