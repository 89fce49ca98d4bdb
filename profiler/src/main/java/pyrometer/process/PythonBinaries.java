package pyrometer.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import pyrometer.elf.ElfFile;
import pyrometer.elf.MalformedElf;
import pyrometer.elf.NotElf;
import pyrometer.elf.Section;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;

/// Finds the file that holds the interpreter's state, `_PyRuntime`, for a program or a process.
///
/// Each file is looked into once, so a process that is being started can be asked over and over: it may be a shell
/// first,
/// then Python without its library, then all of it. Asking about the program before it is started ([#inspect]) takes
/// that work out of the time when it already runs. Used by one thread.
public final class PythonBinaries implements Closeable {
    /// The first bytes of `_Py_DebugOffsets`, with which `_PyRuntime` begins since 3.13; then its version and whether
    /// the build has no GIL, as 64-bit numbers.
    private static final long DEBUG_OFFSETS_COOKIE = 0x79_70_67_75_62_65_64_78L; // "xdebugpy"

    private static final int MAX_RODATA = 32 << 20;

    /// A file that was looked into, with what tells it from a later content and from another file.
    ///
    /// Compared field by field: a record's own `equals` and `hashCode` cost 20 ms at their first use.
    private record Known(@Nullable Object deviceAndInode, long size, FileTime modified, Finding finding) {
        boolean isAbout(BasicFileAttributes file) {
            return size == file.size()
                    && modified.equals(file.lastModifiedTime())
                    && Objects.equals(deviceAndInode, file.fileKey());
        }
    }

    private final List<Known> known = new ArrayList<>();

    /// What a program is, told from its file and the libraries it names.
    public Finding inspect(Path executable) {
        try {
            Path program = executable.toRealPath();
            Finding finding = inspectFile(program);
            return finding instanceof Finding.NotPython ? inspectLibraries(program, finding) : finding;
        } catch (IOException e) {
            return new Finding.NotPython(reason(executable, e));
        }
    }

    /// What a process is at this moment.
    ///
    /// @throws pyrometer.memory.TargetGone if it has ended
    /// @throws TargetRefused if we may not look into it
    public Finding find(TargetProcess target) {
        List<Mapping> mappings = target.mappings();
        if (mappings.isEmpty() && !target.isAlive()) {
            throw new TargetGone(target.pid());
        }
        if (mappings.isEmpty()) {
            return new Finding.NotPython("a process without memory");
        }
        Path executable = target.executable();
        String program = executable.toString();
        Finding finding = new Finding.NotPython(program);
        Mapping previous = null;
        for (Mapping mapping : mappings) {
            boolean isFirstOfFile = previous == null || !mapping.isSameFileAs(previous);
            previous = mapping;
            if (isFirstOfFile && (mapping.path().equals(program) || isNamedLikePython(mapping))) {
                Finding candidate = inspectMapping(target, mapping);
                if (candidate instanceof Finding.Python) {
                    return candidate;
                }
                if (candidate instanceof Finding.OtherPython) {
                    finding = candidate;
                }
            }
        }
        return finding;
    }

    @Override
    public void close() throws IOException {
        for (Known file : known) {
            if (file.finding instanceof Finding.Python python) {
                python.binary().elf().close();
            }
        }
        known.clear();
    }

    private Finding inspectMapping(TargetProcess target, Mapping mapping) {
        IOException failure = new NoSuchFileException(mapping.path());
        for (Path path : target.pathsOf(mapping)) {
            try {
                return loaded(inspectFile(path), mapping);
            } catch (IOException e) {
                failure = e;
            }
        }
        return new Finding.NotPython(reason(Path.of("/proc/" + target.pid() + "/exe"), failure));
    }

    private static Finding loaded(Finding finding, Mapping mapping) {
        if (!(finding instanceof Finding.Python(PythonBinary binary, long _))) {
            return finding;
        }
        OptionalLong bias = binary.elf().loadBias(mapping.start(), mapping.length(), mapping.offset());
        return bias.isPresent()
                ? new Finding.Python(binary, bias.getAsLong())
                : new Finding.NotPython(mapping.path() + ", not mapped as a program");
    }

    private Finding inspectLibraries(Path program, Finding finding) throws IOException {
        List<String> libraries;
        List<Path> folders;
        try (ElfFile elf = ElfFile.open(program)) {
            libraries = elf.needed();
            folders = LibraryFolders.of(program, elf.runPath());
        }
        for (String library : libraries) {
            if (isNamedLikePython(library)) {
                for (Path folder : folders) {
                    Path file = folder.resolve(library);
                    if (Files.exists(file)) {
                        return inspectFile(file.toRealPath());
                    }
                }
            }
        }
        return finding;
    }

    private Finding inspectFile(Path path) throws IOException {
        var file = Files.readAttributes(path, BasicFileAttributes.class);
        for (Known before : known) {
            if (before.isAbout(file)) {
                return before.finding;
            }
        }
        Finding finding = lookInto(path);
        known.add(new Known(file.fileKey(), file.size(), file.lastModifiedTime(), finding));
        return finding;
    }

    private static Finding lookInto(Path path) throws IOException {
        ElfFile elf;
        try {
            elf = ElfFile.open(path);
        } catch (NotElf | MalformedElf e) {
            return new Finding.NotPython(reason(path, e));
        }
        Finding finding;
        try {
            finding = lookInto(path, elf);
        } catch (MalformedElf e) {
            finding = new Finding.NotPython(reason(path, e));
        }
        if (!(finding instanceof Finding.Python)) {
            elf.close();
        }
        return finding;
    }

    private static Finding lookInto(Path path, ElfFile elf) throws IOException {
        String name = elf.soname().orElse(fileName(path));
        if (name.startsWith("libpypy") || elf.exported("pypy_main_startup").isPresent()) {
            return new Finding.OtherPython("PyPy");
        }
        OptionalLong runtime = runtime(elf, name);
        if (runtime.isPresent()) {
            return new Finding.Python(binary(path, elf, name, runtime.getAsLong()), 0);
        }
        if (elf.exported("Py_IsInitialized").isPresent()
                && elf.exported("PyDict_Type").isPresent()) {
            Optional<PythonVersion> version = PythonVersion.ofFileName(name);
            return new Finding.OtherPython(
                    version.map(number -> "CPython " + number).orElse("an old CPython"));
        }
        return new Finding.NotPython(path.toString());
    }

    private static OptionalLong runtime(ElfFile elf, String name) throws IOException {
        OptionalLong exported = elf.exported("_PyRuntime");
        if (exported.isPresent()) {
            return exported;
        }
        Optional<Section> section = elf.section(".PyRuntime");
        if (section.isPresent()) {
            return OptionalLong.of(section.get().address());
        }
        // Before 3.10 there is no such section. Only here the long way: it takes milliseconds in a large program.
        return name.contains("python") ? elf.symbol("_PyRuntime") : OptionalLong.empty();
    }

    private static PythonBinary binary(Path path, ElfFile elf, String name, long runtime) throws IOException {
        boolean isDebug = elf.exported("_Py_NegativeRefcount").isPresent();
        Optional<ByteBuffer> offsets = elf.data(runtime, 24);
        if (offsets.isPresent() && offsets.get().getLong(0) == DEBUG_OFFSETS_COOKIE) {
            var version = new PythonVersion((int) offsets.get().getLong(8));
            boolean isFreeThreaded = offsets.get().getLong(16) != 0;
            return new PythonBinary(path, elf, runtime, plausible(version), isFreeThreaded, isDebug);
        }
        return new PythonBinary(path, elf, runtime, version(elf, name, path), false, isDebug);
    }

    private static Optional<PythonVersion> version(ElfFile elf, String name, Path path) throws IOException {
        OptionalLong constant = elf.exported("Py_Version"); // Since 3.11.
        if (constant.isPresent()) {
            Optional<ByteBuffer> hex = elf.data(constant.getAsLong(), 4);
            if (hex.isPresent()) {
                return plausible(new PythonVersion(hex.get().getInt(0)));
            }
        }
        Optional<PythonVersion> version = PythonVersion.ofFileName(name);
        if (version.isEmpty()) {
            version = PythonVersion.ofFileName(fileName(path));
        }
        return version.isPresent() ? version : versionAmongConstants(elf);
    }

    /// The constant `3.9.18` among all the others; nothing if two such constants differ.
    private static Optional<PythonVersion> versionAmongConstants(ElfFile elf) throws IOException {
        Optional<Section> section = elf.section(".rodata");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        return VersionText.findOnly(elf.data(section.get(), MAX_RODATA));
    }

    private static Optional<PythonVersion> plausible(PythonVersion version) {
        return version.isPlausible() ? Optional.of(version) : Optional.empty();
    }

    private static boolean isNamedLikePython(Mapping mapping) {
        return mapping.isFile() && isNamedLikePython(mapping.fileName());
    }

    private static boolean isNamedLikePython(String library) {
        return library.startsWith("libpython") || library.startsWith("libpypy");
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String reason(Path path, IOException e) {
        return e instanceof NotElf || e instanceof MalformedElf
                ? String.valueOf(e.getMessage())
                : path + " cannot be read: " + e;
    }
}
