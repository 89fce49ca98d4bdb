package pyrometer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import pyrometer.render.ReportFile;

/// Where a report goes. Whether it can go there is settled before the program runs; nothing is touched
/// until there is
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
        if (!Files.isRegularFile(file) || ReportFile.isFileDescriptor(file)) {
            return new WrittenInto(file);
        }
        try {
            // A link stays a link: what it leads to is replaced.
            Path target = file.toRealPath();
            Path folder = target.getParent();
            return folder != null && Files.isWritable(folder) ? new Replaced(target) : new WrittenInto(target);
        } catch (IOException e) {
            throw cannotWrite(name, ReportFile.reason(e));
        }
    }

    /// Writes the report.
    ///
    /// @throws IOException where it could not be written; a file that was there before is then unharmed
    default void write(ReportFile.Content content) throws IOException {
        switch (this) {
            case Stream(PrintStream stream, int _) -> {
                content.writeTo(stream);
                Output.flush(stream);
            }
            case Replaced(Path file) -> ReportFile.replace(file, content);
            case WrittenInto(Path file) -> ReportFile.writeInto(file, content);
        }
    }

    /// The file that the report goes to.
    default Optional<Path> path() {
        return switch (this) {
            case Stream _ -> Optional.empty();
            case Replaced(Path file) -> Optional.of(file);
            case WrittenInto(Path file) -> Optional.of(file);
        };
    }

    /// Where the report went, for the note on standard error; nothing where a person sees it anyway.
    default Optional<Path> note() {
        return switch (this) {
            case Stream _ -> Optional.empty();
            case Replaced(Path file) -> Optional.of(file);
            case WrittenInto _ -> Optional.empty();
        };
    }

    private static UnusableException cannotWrite(String name, String reason) {
        return new UnusableException("cannot write the report to " + name + ": " + reason);
    }
}
