package pyrometer.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Writes reports to files: a file that can be replaced is, by a whole report at once.
public final class ReportFile {
    private static final AtomicLong TEMPORARY = new AtomicLong();

    private ReportFile() {}

    /// What writes the report.
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Writes to a file in whichever way it can be.
    ///
    /// @throws IOException where it could not be written; a file that was there before is then unharmed, if
    /// it
    /// could be
    /// replaced
    public static void write(Path file, Content content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder");
        }
        if (!Files.exists(file)) {
            if (Files.isSymbolicLink(file)) {
                writeInto(file, content);
            } else {
                replace(file, content);
            }
            return;
        }
        Path target = file.toRealPath(); // A link stays a link: what it leads to is replaced.
        Path folder = target.getParent();
        boolean canBeReplaced = Files.isRegularFile(target)
                && !isFileDescriptor(file)
                && Files.isWritable(target)
                && folder != null
                && Files.isWritable(folder);
        if (canBeReplaced) {
            replace(target, content);
        } else {
            writeInto(file, content);
        }
    }

    /// Puts a whole report into the file's place.
    public static void replace(Path file, Content content) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".pyrometer-"
                + ProcessHandle.current().pid() + "-" + TEMPORARY.incrementAndGet() + ".tmp");
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

    /// Writes into something that need not be a regular file: a device, a named pipe, a file descriptor.
    public static void writeInto(Path file, Content content) throws IOException {
        Set<StandardOpenOption> how = Files.isRegularFile(file) && !isFileDescriptor(file)
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try (OutputStream out = Files.newOutputStream(file, how.toArray(StandardOpenOption[]::new))) {
            content.writeTo(out);
        }
    }

    /// `/dev/fd/3`, and what the shell makes of `>(command)`.
    public static boolean isFileDescriptor(Path file) {
        return file.startsWith("/dev/fd") || file.startsWith("/proc");
    }

    /// An [IOException] in words; its message is often only the file's name.
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "no permission";
            case NoSuchFileException _ -> "it does not exist";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
