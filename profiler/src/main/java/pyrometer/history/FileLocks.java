package pyrometer.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Locks that end with the process that holds them, however it ends. That is what tells a run that is being recorded
/// from one whose profiler was killed; a process number would not, across containers and after it was used again.
///
/// The system drops a process's locks of a file when the process closes any descriptor of that file. So no process may
/// ask about its own.
final class FileLocks {
    private FileLocks() {}

    /// Whether another process has locked the file, or it cannot be told.
    static boolean isHeld(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | OverlappingFileLockException e) {
            return true;
        }
    }
}
