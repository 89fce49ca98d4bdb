package pyrometer.elf;

/// A part of the file that the loader maps (`PT_LOAD`).
///
/// @param offset where it begins in the file
/// @param address where it begins in memory, before the load bias
/// @param fileSize how much of it the file holds; the rest of `memorySize` starts as zeroes
public record Segment(long offset, long address, long fileSize, long memorySize) {
    /// Whether the file holds all bytes of the range.
    boolean holds(long from, long length) {
        return from >= address && from - address <= fileSize - length;
    }
}
