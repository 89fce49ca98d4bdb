package pyrometer.process;

import java.nio.file.Path;
import java.util.Optional;
import pyrometer.elf.ElfFile;

/// A file with CPython in it: the interpreter itself, or the shared library that it, or a program that embeds Python,
/// loads.
///
/// @param path as it was opened, which for a process can be a path below `/proc`
/// @param elf open for as long as the [PythonBinaries] that found it
/// @param runtime the address of `_PyRuntime` in the file; add the load bias for that in a process
/// @param version nothing if the file does not tell
/// @param isFreeThreaded built without the GIL
/// @param isDebug built to check its reference counts, as `python3-dbg` is
public record PythonBinary(
        Path path,
        ElfFile elf,
        long runtime,
        Optional<PythonVersion> version,
        boolean isFreeThreaded,
        boolean isDebug) {}
