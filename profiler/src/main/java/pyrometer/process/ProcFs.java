package pyrometer.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;

/// Files of `/proc/PID`, with the two answers that every reader must expect as exceptions of their own.
final class ProcFs {
    private ProcFs() {}

    static Path path(int pid, String file) {
        return Path.of("/proc/" + pid + "/" + file);
    }

    /// @throws TargetGone if the process has ended
    /// @throws TargetRefused if the file is not for us
    static byte[] read(int pid, String file) {
        try {
            return Files.readAllBytes(path(pid, file));
        } catch (IOException e) {
            throw failure(pid, e);
        }
    }

    static String readText(int pid, String file) {
        return new String(read(pid, file), StandardCharsets.UTF_8);
    }

    /// Where a link such as `exe` points. A process that has ended has none, until it has been waited for.
    ///
    /// @throws TargetGone if the process has ended
    /// @throws TargetRefused if the link is not for us
    static Path readLink(int pid, String file) {
        try {
            return Files.readSymbolicLink(path(pid, file));
        } catch (NoSuchFileException e) {
            throw new TargetGone(pid);
        } catch (IOException e) {
            throw failure(pid, e);
        }
    }

    static RuntimeException failure(int pid, IOException e) {
        if (!Files.exists(Path.of("/proc/" + pid))) {
            return new TargetGone(pid);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("No such process")) {
            return new TargetGone(pid);
        }
        if (e instanceof AccessDeniedException || message.contains("Operation not permitted")) {
            return new TargetRefused(pid);
        }
        return new UncheckedIOException(e);
    }

    /// The value of a line `Name:\tvalue` of a `status` file; empty if there is no such line.
    static String field(String status, String name) {
        int at = status.startsWith(name + ":") ? 0 : status.indexOf("\n" + name + ":") + 1;
        if (at == 0 && !status.startsWith(name + ":")) {
            return "";
        }
        int from = at + name.length() + 1;
        int end = status.indexOf('\n', from);
        return status.substring(from, end < 0 ? status.length() : end).strip();
    }
}
