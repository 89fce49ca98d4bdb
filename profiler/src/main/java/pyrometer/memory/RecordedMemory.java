package pyrometer.memory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Memory as it was when it was recorded: whole pages by their addresses. Everywhere else there is nothing.
///
/// The file format is compressed with gzip: the number of pages, then for each its address and its bytes, all in
/// network byte order.
public final class RecordedMemory implements Memory {
    public static final int PAGE = 4096;

    private final Map<Long, byte[]> pages = new TreeMap<>();

    /// @param pages by their addresses, which are multiples of [#PAGE]
    public RecordedMemory(Map<Long, byte[]> pages) {
        pages.forEach((address, bytes) -> {
            if (address % PAGE != 0 || bytes.length != PAGE) {
                throw new IllegalArgumentException("no page: %d bytes at 0x%x".formatted(bytes.length, address));
            }
            this.pages.put(address, bytes.clone());
        });
    }

    public static RecordedMemory load(InputStream file) throws IOException {
        Map<Long, byte[]> pages = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                long address = in.readLong();
                byte[] bytes = new byte[PAGE];
                in.readFully(bytes);
                pages.put(address, bytes);
            }
        }
        return new RecordedMemory(pages);
    }

    public void save(OutputStream file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(file)))) {
            out.writeInt(pages.size());
            for (var page : pages.entrySet()) {
                out.writeLong(page.getKey());
                out.write(page.getValue());
            }
        }
    }

    /// One that can be changed while this one stays as it is.
    public RecordedMemory copy() {
        return new RecordedMemory(pages);
    }

    /// The addresses of the pages.
    public SortedSet<Long> pages() {
        return new TreeSet<>(pages.keySet());
    }

    /// Writes one byte.
    public void set(long address, byte value) {
        byte[] page = pages.get(pageOf(address));
        if (page == null) {
            throw new IllegalArgumentException("nothing is recorded at 0x%x".formatted(address));
        }
        page[(int) (address - pageOf(address))] = value;
    }

    @Override
    public int read(Ranges ranges) {
        for (int i = 0; i < ranges.count(); i++) {
            if (!has(ranges.address(i), ranges.length(i))) {
                return copy(ranges, i);
            }
        }
        return copy(ranges, ranges.count());
    }

    /// The address of the page in which an address lies.
    static long pageOf(long address) {
        return address & -PAGE;
    }

    private boolean has(long address, long length) {
        for (long at = pageOf(address); at - (address + length) < 0; at += PAGE) {
            if (!pages.containsKey(at)) {
                return false;
            }
        }
        return true;
    }

    private int copy(Ranges ranges, int count) {
        if (count == 0) {
            return 0;
        }
        MemorySegment into = ranges.bytes();
        long offset = 0;
        for (int i = 0; i < count; i++) {
            long address = ranges.address(i);
            long end = address + ranges.length(i);
            while (address - end < 0) {
                long page = pageOf(address);
                int from = (int) (address - page);
                int length = (int) Math.min(PAGE - from, end - address);
                MemorySegment.copy(pages.get(page), from, into, ValueLayout.JAVA_BYTE, offset, length);
                address += length;
                offset += length;
            }
        }
        return count;
    }
}
