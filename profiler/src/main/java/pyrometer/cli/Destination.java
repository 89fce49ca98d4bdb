package pyrometer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/// Where a report goes. Whether it can go there is settled before the program runs; nothing is touched until there is
/// a report.
sealed interface Destination {
    int STDOUT = 1;
    int STDERR = 2;

    /// One of our own streams, by its file descriptor.
    record Stream(PrintStream stream, int descriptor) implements Destination {}

    /// A file that is replaced by a whole report at once.
    record Replaced(Path file) implements Destination {}

    /// Something that can be written but not replaced: a device, a named pipe, a file descriptor.
    record WrittenInto(Path file) implements Destination {}

    /// What writes the report.
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static Destination standardOutput(Surroundings surroundings) {
        return new Stream(surroundings.out(), STDOUT);
    }

    static Destination standardError(Surroundings surroundings) {
        return new Stream(surroundings.err(), STDERR);
    }

    /// The destination that `--outfile` names. `-` is standard output.
    static Destination file(String name, Surroundings surroundings) throws UnusableException {
        return switch (name) {
            case "-", "/dev/stdout" -> standardOutput(surroundings);
            case "/dev/stderr" -> standardError(surroundings);
            default -> file(Path.of(name).toAbsolutePath(), name);
        };
    }

    private static Destination file(Path file, String name) throws UnusableException {
        if (name.isEmpty()) {
            throw new UnusableException("cannot write the report to a file without a name");
        }
        if (Files.isDirectory(file)) {
            throw cannotWrite(name, "it is a folder");
        }
        if (Files.exists(file)) {
            return existing(file, name);
        }
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw cannotWrite(name, "there is no folder " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw cannotWrite(name, "no permission to write to the folder " + folder);
        }
        return Files.isSymbolicLink(file) ? new WrittenInto(file) : new Replaced(file);
    }

    private static Destination existing(Path file, String name) throws UnusableException {
        if (!Files.isWritable(file)) {
            throw cannotWrite(name, "no permission to write to it");
        }
        if (!Files.isRegularFile(file) || isFileDescriptor(file)) {
            return new WrittenInto(file);
        }
        try {
            // A link stays a link: what it leads to is replaced.
            Path target = file.toRealPath();
            Path folder = target.getParent();
            return folder != null && Files.isWritable(folder) ? new Replaced(target) : new WrittenInto(target);
        } catch (IOException e) {
            throw cannotWrite(name, reason(e));
        }
    }

    /// `/dev/fd/3`, and what the shell makes of `>(command)`.
    private static boolean isFileDescriptor(Path file) {
        return file.startsWith("/dev/fd") || file.startsWith("/proc");
    }

    /// Writes the report.
    ///
    /// @throws IOException where it could not be written; a file that was there before is then unharmed
    default void write(Content content) throws IOException {
        switch (this) {
            case Stream(PrintStream stream, int _) -> {
                content.writeTo(stream);
                stream.flush();
            }
            case Replaced(Path file) -> replace(file, content);
            case WrittenInto(Path file) -> writeInto(file, content);
        }
    }

    private static void writeInto(Path file, Content content) throws IOException {
        Set<StandardOpenOption> how = Files.isRegularFile(file) && !isFileDescriptor(file)
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try (OutputStream out = Files.newOutputStream(file, how.toArray(StandardOpenOption[]::new))) {
            content.writeTo(out);
        }
    }

    private static void replace(Path file, Content content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".pyrometer-"
                + ProcessHandle.current().pid() + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(beside)) {
                content.writeTo(out);
            }
            if (Files.exists(file)) {
                Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(file));
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /// Where the report went, for the note on standard error; nothing where a person sees it anyway.
    default Optional<Path> note() {
        return switch (this) {
            case Stream _ -> Optional.empty();
            case Replaced(Path file) -> Optional.of(file);
            case WrittenInto _ -> Optional.empty();
        };
    }

    /// An [IOException] in words; its message is often only the file's name.
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "no permission";
            case NoSuchFileException _ -> "it does not exist";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }

    private static UnusableException cannotWrite(String name, String reason) {
        return new UnusableException("cannot write the report to " + name + ": " + reason);
    }
}
