package pyrometer.elf;

/// A named part of the file, as the linker left it. A stripped program may have none.
///
/// @param address where it begins in memory, before the load bias
/// @param offset where it begins in the file, if it is there at all: see `inFile`
/// @param inFile whether the file holds its bytes; not so for `.bss`
public record Section(String name, long address, long offset, long size, boolean inFile) {}
