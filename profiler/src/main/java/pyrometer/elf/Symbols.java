package pyrometer.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/// The symbol table that `strip` removes (`.symtab`): no hash, so it is searched from its start to its end.
final class Symbols {
    static final int ENTRY_SIZE = 24;

    private static final int SHN_UNDEF = 0;
    private static final int SHN_LORESERVE = 0xff00;

    private static final int BLOCK = 64 * 1024 / ENTRY_SIZE * ENTRY_SIZE;

    /// Larger than the names in any interpreter; a debug build of CPython has about 1 MB.
    private static final long MAX_NAMES = 64 << 20;

    private Symbols() {}

    static OptionalLong search(ElfFile file, Section symbols, Section names, byte[] name) throws IOException {
        if (names.size() > MAX_NAMES) {
            throw file.bytes().malformed("%d bytes of symbol names".formatted(names.size()));
        }
        ByteBuffer strings = file.bytes().read("symbol names", names.offset(), names.size());
        long end = symbols.size() / ENTRY_SIZE * ENTRY_SIZE;
        for (long at = 0; at < end; at += BLOCK) {
            ByteBuffer block = file.bytes().read("symbols", symbols.offset() + at, Math.min(BLOCK, end - at));
            for (int entry = 0; entry < block.limit(); entry += ENTRY_SIZE) {
                int nameOffset = block.getInt(entry);
                if (nameOffset > 0
                        && nameOffset < strings.limit() - name.length
                        && isNamed(strings, nameOffset, name)
                        && address(block, entry).isPresent()) {
                    return address(block, entry);
                }
            }
        }
        return OptionalLong.empty();
    }

    /// Whether the zero-terminated string at `at` is the name.
    static boolean isNamed(ByteBuffer strings, int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (strings.get(at + i) != name[i]) {
                return false;
            }
        }
        return strings.get(at + name.length) == 0;
    }

    /// Where the symbol is, if this file is the one that defines it.
    static OptionalLong address(ByteBuffer symbols, int entry) {
        int section = Short.toUnsignedInt(symbols.getShort(entry + 6));
        if (section == SHN_UNDEF || section >= SHN_LORESERVE) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(symbols.getLong(entry + 8));
    }
}
