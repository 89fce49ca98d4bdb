package pyrometer.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A shared library of one page, made by hand: one segment at address 0x10000, a dynamic table, two symbols, and a
/// section table with `.PyRuntime` and `.bss`.
final class TinyElf {
    static final long BASE = 0x10000;
    static final long RUNTIME = BASE + 0x800;
    static final long HIDDEN = BASE + 0x810;
    static final byte[] COOKIE = "xdebugpy".getBytes(StandardCharsets.US_ASCII);

    /// Which hash table leads to the exported symbol.
    enum Hash {
        GNU,
        SYSTEM_V,
        NONE
    }

    private static final int SIZE = 4096;
    private static final int DYNAMIC = 0x100;
    private static final int HASH = 0x200;
    private static final int SYMBOLS = 0x300;
    private static final int STRINGS = 0x400;
    private static final int LOCAL_SYMBOLS = 0x500;
    private static final int SECTIONS = 0xa00;

    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final StringBuilder strings = new StringBuilder("\0");

    static byte[] build(Hash hash) {
        return new TinyElf().write(hash);
    }

    private byte[] write(Hash hash) {
        header();
        segment(0, 1, 0, SIZE);
        segment(1, 2, DYNAMIC, 0x100);

        int runtime = string("_PyRuntime");
        int undefined = string("elsewhere");
        int hidden = string("hidden");
        int needed = string("libpython3.12.so.1.0");
        int soname = string("libtiny.so");
        int runPath = string("$ORIGIN/../lib");

        symbol(SYMBOLS + 24, undefined, 0, 0);
        symbol(SYMBOLS + 48, runtime, 1, RUNTIME);
        symbol(LOCAL_SYMBOLS + 24, hidden, 1, HIDDEN);
        bytes.put(0x800, COOKIE);

        int dynamic = DYNAMIC;
        long[][] entries = {
            {1, needed},
            {14, soname},
            {29, runPath},
            {5, BASE + STRINGS},
            {6, BASE + SYMBOLS},
            {10, strings.length()},
            {hash == Hash.GNU ? 0x6ffffef5L : hash == Hash.SYSTEM_V ? 4 : 99, BASE + HASH},
            {0, 0}
        };
        for (long[] entry : entries) {
            bytes.putLong(dynamic, entry[0]).putLong(dynamic + 8, entry[1]);
            dynamic += 16;
        }
        if (hash == Hash.GNU) {
            // One bucket, symbols from number 2, a filter that lets all through; the last of its chain has bit 0 set.
            bytes.putInt(HASH, 1).putInt(HASH + 4, 2).putInt(HASH + 8, 1).putInt(HASH + 12, 5);
            bytes.putLong(HASH + 16, -1).putInt(HASH + 24, 2).putInt(HASH + 28, gnuHash("_PyRuntime") | 1);
        } else {
            // One bucket that leads to the undefined symbol 1 and from there to symbol 2.
            bytes.putInt(HASH, 1).putInt(HASH + 4, 3).putInt(HASH + 8, 1);
            bytes.putInt(HASH + 16, 2).putInt(HASH + 20, 0);
        }

        int sectionNames = string(".shstrtab");
        section(1, string(".PyRuntime"), 1, RUNTIME, 0x800, 16, 0);
        section(2, string(".bss"), 8, BASE + SIZE, SIZE, 1 << 30, 0);
        section(3, string(".symtab"), 2, 0, LOCAL_SYMBOLS, 48, 4);
        section(4, sectionNames, 3, 0, STRINGS, strings.length(), 0);
        bytes.put(STRINGS, strings.toString().getBytes(StandardCharsets.US_ASCII));
        return bytes.array();
    }

    private void header() {
        bytes.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        bytes.putShort(0x10, (short) 3).putShort(0x12, (short) 62);
        bytes.putLong(0x20, 64).putLong(0x28, SECTIONS);
        bytes.putShort(0x36, (short) 56).putShort(0x38, (short) 2);
        bytes.putShort(0x3a, (short) 64).putShort(0x3c, (short) 5).putShort(0x3e, (short) 4);
    }

    private void segment(int index, int type, long offset, long size) {
        int at = 64 + 56 * index;
        bytes.putInt(at, type).putLong(at + 8, offset).putLong(at + 16, BASE + offset);
        bytes.putLong(at + 32, size).putLong(at + 40, size);
    }

    private void symbol(int at, int name, int section, long address) {
        bytes.putInt(at, name).putShort(at + 6, (short) section).putLong(at + 8, address);
    }

    private void section(int index, int name, int type, long address, long offset, long size, int link) {
        int at = SECTIONS + 64 * index;
        bytes.putInt(at, name).putInt(at + 4, type).putLong(at + 0x10, address);
        bytes.putLong(at + 0x18, offset).putLong(at + 0x20, size).putInt(at + 0x28, link);
    }

    private int string(String value) {
        int at = strings.length();
        strings.append(value).append('\0');
        return at;
    }

    private static int gnuHash(String name) {
        int hash = 5381;
        for (int i = 0; i < name.length(); i++) {
            hash = 33 * hash + name.charAt(i);
        }
        return hash;
    }
}
