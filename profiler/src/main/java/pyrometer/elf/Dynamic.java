package pyrometer.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What the dynamic linker needs to know of a file (`PT_DYNAMIC`): its libraries, and its symbols behind a hash table.
final class Dynamic {
    private static final long DT_NULL = 0;
    private static final long DT_NEEDED = 1;
    private static final long DT_HASH = 4;
    private static final long DT_STRTAB = 5;
    private static final long DT_SYMTAB = 6;
    private static final long DT_STRSZ = 10;
    private static final long DT_SONAME = 14;
    private static final long DT_RPATH = 15;
    private static final long DT_RUNPATH = 29;
    private static final long DT_GNU_HASH = 0x6ffffef5L;

    private static final int ENTRY_SIZE = 16;
    private static final int SYMBOL_SIZE = 24;

    /// The real tables have about 30 entries.
    private static final int MAX_ENTRIES = 4096;

    private static final int MAX_STRING = 4096;

    /// The real chains have a handful of symbols.
    private static final int MAX_CHAIN = 16 * 1024;

    private record Entry(long tag, long value) {}

    private final ElfFile file;
    private final List<Entry> entries;

    private Dynamic(ElfFile file, List<Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /// @param place where the table is; null for a static program, which has none
    static Dynamic parse(ElfFile file, @Nullable Segment place) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (place == null) {
            return new Dynamic(file, entries);
        }
        long length = Math.min(place.fileSize() / ENTRY_SIZE, MAX_ENTRIES) * ENTRY_SIZE;
        ByteBuffer table = file.bytes().read("dynamic table", place.offset(), length);
        while (table.hasRemaining()) {
            var entry = new Entry(table.getLong(), table.getLong());
            if (entry.tag == DT_NULL) {
                break;
            }
            entries.add(entry);
        }
        return new Dynamic(file, entries);
    }

    List<String> needed() throws IOException {
        List<String> names = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.tag == DT_NEEDED) {
                names.add(string(entry.value));
            }
        }
        return names;
    }

    Optional<String> soname() throws IOException {
        OptionalLong name = value(DT_SONAME);
        return name.isEmpty() ? Optional.empty() : Optional.of(string(name.getAsLong()));
    }

    Optional<String> runPath() throws IOException {
        OptionalLong path = value(DT_RUNPATH);
        if (path.isEmpty()) {
            path = value(DT_RPATH);
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(string(path.getAsLong()));
    }

    OptionalLong symbol(byte[] name) throws IOException {
        OptionalLong gnuHash = value(DT_GNU_HASH);
        if (gnuHash.isPresent()) {
            return throughGnuHash(gnuHash.getAsLong(), name);
        }
        OptionalLong hash = value(DT_HASH);
        if (hash.isPresent()) {
            return throughHash(hash.getAsLong(), name);
        }
        return OptionalLong.empty();
    }

    /// [The GNU hash section](https://sourceware.org/legacy-ml/binutils/2006-10/msg00377.html): a Bloom filter, then
    /// for each bucket its first symbol, then for each symbol its hash, the last of a bucket with bit 0 set.
    private OptionalLong throughGnuHash(long table, byte[] name) throws IOException {
        ByteBuffer header = file.require("hash table", table, 16);
        long bucketCount = Integer.toUnsignedLong(header.getInt());
        long firstSymbol = Integer.toUnsignedLong(header.getInt());
        long bloomWords = Integer.toUnsignedLong(header.getInt());
        int bloomShift = header.getInt();
        if (bucketCount == 0 || bloomWords == 0) {
            return OptionalLong.empty();
        }
        int hash = gnuHash(name);
        long bloom = table + 16;
        long word = file.require("hash filter", bloom + 8 * ((hash >>> 6) % bloomWords), 8)
                .getLong();
        if ((word >>> hash & word >>> (hash >>> bloomShift) & 1) == 0) {
            return OptionalLong.empty();
        }

        long buckets = bloom + 8 * bloomWords;
        long chains = buckets + 4 * bucketCount;
        long bucket = Integer.toUnsignedLong(hash) % bucketCount;
        long symbol = Integer.toUnsignedLong(
                file.require("hash bucket", buckets + 4 * bucket, 4).getInt());
        if (symbol < firstSymbol) {
            return OptionalLong.empty();
        }
        for (int step = 0; step < MAX_CHAIN; step++) {
            int candidate = file.require("hash chain", chains + 4 * (symbol - firstSymbol), 4)
                    .getInt();
            if ((candidate | 1) == (hash | 1)) {
                OptionalLong address = addressIfNamed(symbol, name);
                if (address.isPresent()) {
                    return address;
                }
            }
            if ((candidate & 1) != 0) {
                return OptionalLong.empty();
            }
            symbol++;
        }
        throw file.bytes().malformed("more than " + MAX_CHAIN + " symbols with one hash");
    }

    /// The hash table of the System V ABI: buckets with first symbols, then for each symbol the next of its bucket.
    private OptionalLong throughHash(long table, byte[] name) throws IOException {
        ByteBuffer header = file.require("hash table", table, 8);
        long bucketCount = Integer.toUnsignedLong(header.getInt());
        if (bucketCount == 0) {
            return OptionalLong.empty();
        }
        long buckets = table + 8;
        long chains = buckets + 4 * bucketCount;
        long symbol = unsignedInt(buckets + 4 * (systemVHash(name) % bucketCount));
        for (int step = 0; step < MAX_CHAIN; step++) {
            if (symbol == 0) {
                return OptionalLong.empty();
            }
            OptionalLong address = addressIfNamed(symbol, name);
            if (address.isPresent()) {
                return address;
            }
            symbol = unsignedInt(chains + 4 * symbol);
        }
        throw file.bytes().malformed("more than " + MAX_CHAIN + " symbols with one hash");
    }

    private OptionalLong addressIfNamed(long symbol, byte[] name) throws IOException {
        ByteBuffer entry = file.require("symbol", require(DT_SYMTAB, "symbols") + SYMBOL_SIZE * symbol, SYMBOL_SIZE);
        long nameOffset = Integer.toUnsignedLong(entry.getInt(0));
        if (nameOffset + name.length >= require(DT_STRSZ, "string size")) {
            return OptionalLong.empty();
        }
        ByteBuffer found = file.require("symbol name", strings() + nameOffset, name.length + 1L);
        return Symbols.isNamed(found, 0, name) ? Symbols.address(entry, 0) : OptionalLong.empty();
    }

    private String string(long offset) throws IOException {
        long room = require(DT_STRSZ, "string size") - offset;
        if (offset < 0 || room <= 0) {
            throw file.bytes().malformed("a string at 0x%x is outside the strings".formatted(offset));
        }
        ByteBuffer bytes = file.require("string", strings() + offset, Math.min(room, MAX_STRING));
        byte[] text = new byte[bytes.limit()];
        bytes.get(text);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    private long strings() throws IOException {
        return require(DT_STRTAB, "strings");
    }

    private long require(long tag, String what) throws IOException {
        OptionalLong value = value(tag);
        if (value.isEmpty()) {
            throw file.bytes().malformed("the dynamic table names no " + what);
        }
        return value.getAsLong();
    }

    private OptionalLong value(long tag) {
        for (Entry entry : entries) {
            if (entry.tag == tag) {
                return OptionalLong.of(entry.value);
            }
        }
        return OptionalLong.empty();
    }

    private long unsignedInt(long address) throws IOException {
        return Integer.toUnsignedLong(file.require("hash table", address, 4).getInt());
    }

    private static int gnuHash(byte[] name) {
        int hash = 5381;
        for (byte b : name) {
            hash = 33 * hash + Byte.toUnsignedInt(b);
        }
        return hash;
    }

    private static long systemVHash(byte[] name) {
        long hash = 0;
        for (byte b : name) {
            hash = (hash << 4) + Byte.toUnsignedInt(b);
            long high = hash & 0xf0000000L;
            hash ^= high >>> 24;
            hash &= ~high;
        }
        return hash;
    }
}
