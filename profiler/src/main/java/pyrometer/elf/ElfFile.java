package pyrometer.elf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A program or shared library for 64-bit Linux on x86-64 or aarch64.
///
/// Reads only the pieces an answer needs: a symbol takes about ten small reads through the hash table of the dynamic
/// linker. Addresses are as the file gives them; add the [load bias][#loadBias] for those in a process. Whatever the
/// file says is checked against its size: a damaged one gives [MalformedElf].
///
/// Open until closed. Used by one thread.
public final class ElfFile implements Closeable {
    private static final int HEADER_SIZE = 64;
    private static final int SEGMENT_ENTRY_SIZE = 56;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int EM_X86_64 = 62;
    private static final int EM_AARCH64 = 183;

    private final ElfBytes bytes;
    private final ByteBuffer header;
    private final List<Segment> segments = new ArrayList<>();
    private @Nullable Segment dynamicTable;
    private @Nullable Dynamic dynamic;
    private @Nullable Sections sections;

    private ElfFile(ElfBytes bytes) throws IOException {
        this.bytes = bytes;
        this.header = readHeader(bytes);
        int entrySize = Short.toUnsignedInt(header.getShort(0x36));
        int count = Short.toUnsignedInt(header.getShort(0x38));
        if (count > 0 && entrySize != SEGMENT_ENTRY_SIZE) {
            throw bytes.malformed("segment entries of %d bytes".formatted(entrySize));
        }
        ByteBuffer table = bytes.read("segment table", header.getLong(0x20), (long) count * SEGMENT_ENTRY_SIZE);
        for (int entry = 0; entry < table.limit(); entry += SEGMENT_ENTRY_SIZE) {
            int type = table.getInt(entry);
            if (type == PT_LOAD) {
                segments.add(segment(table, entry));
            } else if (type == PT_DYNAMIC) {
                dynamicTable = segment(table, entry);
            }
        }
    }

    /// @throws NotElf if it is something else
    /// @throws MalformedElf if it is damaged
    public static ElfFile open(Path path) throws IOException {
        ElfBytes bytes = new ElfBytes(path);
        try {
            return new ElfFile(bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    public Path path() {
        return bytes.path();
    }

    /// The address of a symbol that this file defines for others. Takes no longer where there is no such symbol.
    public OptionalLong exported(String name) throws IOException {
        return dynamic().symbol(name.getBytes(StandardCharsets.UTF_8));
    }

    /// The address of a symbol that this file defines: exported, or local where the file is not stripped.
    public OptionalLong symbol(String name) throws IOException {
        OptionalLong exported = exported(name);
        if (exported.isPresent()) {
            return exported;
        }
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        Optional<Section[]> table = sections().symbolTable();
        return table.isEmpty() ? OptionalLong.empty() : Symbols.search(this, table.get()[0], table.get()[1], wanted);
    }

    public Optional<Section> section(String name) throws IOException {
        return sections().named(name);
    }

    /// What the loader maps, in the order of addresses.
    public List<Segment> segments() {
        return List.copyOf(segments);
    }

    /// The libraries it asks for: `libc.so.6`.
    public List<String> needed() throws IOException {
        return dynamic().needed();
    }

    /// Where it wants its libraries looked for: folders with colons between, `$ORIGIN` for its own.
    public Optional<String> runPath() throws IOException {
        return dynamic().runPath();
    }

    /// What it calls itself as a library: `libpython3.12.so.1.0`.
    public Optional<String> soname() throws IOException {
        return dynamic().soname();
    }

    /// The bytes that the file gives an address; nothing if it has none, as for what starts as zeroes.
    public Optional<ByteBuffer> data(long address, int length) throws IOException {
        for (Segment segment : segments) {
            if (segment.holds(address, length)) {
                return Optional.of(bytes.read("data", segment.offset() + (address - segment.address()), length));
            }
        }
        return Optional.empty();
    }

    /// All bytes of a section that the file holds, at most `limit` of them.
    public ByteBuffer data(Section section, int limit) throws IOException {
        return bytes.read(section.name(), section.offset(), section.inFile() ? Math.min(section.size(), limit) : 0);
    }

    /// What a process adds to the addresses of this file, given where it has mapped a part of it. Ask with the part
    /// that is lowest in the file: where two segments share a page, a higher one can be either.
    ///
    /// @param start the address of the part in the process
    /// @param length its size in bytes
    /// @param offset where it begins in the file
    /// @return nothing if no segment lies there: it is mapped as plain data, or is another file
    public OptionalLong loadBias(long start, long length, long offset) {
        for (Segment segment : segments) {
            if (segment.offset() < offset + length && offset < segment.offset() + segment.fileSize()) {
                return OptionalLong.of((start - offset) - (segment.address() - segment.offset()));
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    ElfBytes bytes() {
        return bytes;
    }

    /// The bytes at an address, where the file is damaged if it has none.
    ByteBuffer require(String what, long address, long length) throws IOException {
        for (Segment segment : segments) {
            if (segment.holds(address, length)) {
                return bytes.read(what, segment.offset() + (address - segment.address()), length);
            }
        }
        throw bytes.malformed("%s: %d bytes at address 0x%x are in no segment".formatted(what, length, address));
    }

    private Dynamic dynamic() throws IOException {
        Dynamic known = dynamic;
        if (known == null) {
            known = Dynamic.parse(this, dynamicTable);
            dynamic = known;
        }
        return known;
    }

    private Sections sections() throws IOException {
        Sections known = sections;
        if (known == null) {
            known = Sections.parse(this, header);
            sections = known;
        }
        return known;
    }

    private Segment segment(ByteBuffer table, int entry) throws MalformedElf {
        var segment = new Segment(
                table.getLong(entry + 0x08),
                table.getLong(entry + 0x10),
                table.getLong(entry + 0x20),
                table.getLong(entry + 0x28));
        if (segment.offset() < 0
                || segment.fileSize() < 0
                || segment.memorySize() < 0
                || segment.address() < 0
                || segment.fileSize() > bytes.size()
                || segment.offset() > bytes.size() - segment.fileSize()) {
            throw bytes.malformed("a segment of %d bytes at 0x%x, the file has %d"
                    .formatted(segment.fileSize(), segment.offset(), bytes.size()));
        }
        return segment;
    }

    private static ByteBuffer readHeader(ElfBytes bytes) throws IOException {
        ByteBuffer start = bytes.read("header", 0, Math.min(HEADER_SIZE, bytes.size()));
        if (start.limit() < 4 || start.getInt(0) != 0x464c457f) {
            throw new NotElf(bytes.path() + " is not an ELF program or library");
        }
        if (start.limit() < HEADER_SIZE) {
            throw bytes.malformed("it ends within the header");
        }
        int machine = Short.toUnsignedInt(start.getShort(0x12));
        boolean wide = start.get(4) == 2;
        boolean littleEndian = start.get(5) == 1;
        if (!wide || !littleEndian || (machine != EM_X86_64 && machine != EM_AARCH64)) {
            throw new NotElf(
                    "%s is for another kind of machine (%s-bit, ELF machine %d); Pyrometer knows x86-64 and aarch64"
                            .formatted(bytes.path(), wide ? "64" : "32", machine));
        }
        return start;
    }
}
