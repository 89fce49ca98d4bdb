package pyrometer.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The section table, with the names it refers to.
final class Sections {
    private static final int ENTRY_SIZE = 64;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_NOBITS = 8;
    private static final int SHN_XINDEX = 0xffff;

    /// Linked files have about 40.
    private static final long MAX_COUNT = 65536;

    private static final long MAX_NAMES = 1 << 20;

    private final ElfFile file;
    private final ByteBuffer table;
    private final ByteBuffer names;

    private Sections(ElfFile file, ByteBuffer table, ByteBuffer names) {
        this.file = file;
        this.table = table;
        this.names = names;
    }

    /// @param header the ELF header
    static Sections parse(ElfFile file, ByteBuffer header) throws IOException {
        long offset = header.getLong(0x28);
        ByteBuffer none = ByteBuffer.allocate(0);
        if (offset == 0) {
            return new Sections(file, none, none);
        }
        int entrySize = Short.toUnsignedInt(header.getShort(0x3a));
        long count = Short.toUnsignedInt(header.getShort(0x3c));
        long namesIndex = Short.toUnsignedInt(header.getShort(0x3e));
        if (entrySize != ENTRY_SIZE) {
            throw file.bytes().malformed("section entries of %d bytes".formatted(entrySize));
        }
        // More sections than 16 bits can count: the first entry has the numbers.
        if (count == 0 || namesIndex == SHN_XINDEX) {
            ByteBuffer first = file.bytes().read("section table", offset, ENTRY_SIZE);
            count = count == 0 ? first.getLong(0x20) : count;
            namesIndex = namesIndex == SHN_XINDEX ? Integer.toUnsignedLong(first.getInt(0x28)) : namesIndex;
        }
        if (count < 0 || count > MAX_COUNT || namesIndex >= count) {
            throw file.bytes().malformed("%d sections, names in section %d".formatted(count, namesIndex));
        }
        ByteBuffer table = file.bytes().read("section table", offset, count * ENTRY_SIZE);
        int namesEntry = (int) namesIndex * ENTRY_SIZE;
        long namesSize = table.getLong(namesEntry + 0x20);
        if (namesSize > MAX_NAMES) {
            throw file.bytes().malformed("%d bytes of section names".formatted(namesSize));
        }
        ByteBuffer names = file.bytes().read("section names", table.getLong(namesEntry + 0x18), namesSize);
        return new Sections(file, table, names);
    }

    Optional<Section> named(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (int entry = 0; entry < table.limit(); entry += ENTRY_SIZE) {
            int at = table.getInt(entry);
            if (at >= 0 && at < names.limit() - wanted.length && Symbols.isNamed(names, at, wanted)) {
                return Optional.of(section(name, entry));
            }
        }
        return Optional.empty();
    }

    /// The symbol table and the strings it uses, in this order; nothing if there is none.
    Optional<Section[]> symbolTable() throws IOException {
        for (int entry = 0; entry < table.limit(); entry += ENTRY_SIZE) {
            if (table.getInt(entry + 4) == SHT_SYMTAB) {
                long strings = Integer.toUnsignedLong(table.getInt(entry + 0x28));
                if (strings >= table.limit() / ENTRY_SIZE) {
                    throw file.bytes().malformed("symbol names in section %d".formatted(strings));
                }
                return Optional.of(
                        new Section[] {section(".symtab", entry), section(".strtab", (int) strings * ENTRY_SIZE)});
            }
        }
        return Optional.empty();
    }

    private Section section(String name, int entry) {
        return new Section(
                name,
                table.getLong(entry + 0x10),
                table.getLong(entry + 0x18),
                table.getLong(entry + 0x20),
                table.getInt(entry + 4) != SHT_NOBITS);
    }
}
