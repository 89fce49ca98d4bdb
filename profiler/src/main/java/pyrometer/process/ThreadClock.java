package pyrometer.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Tells at each look whether one thread runs: a single read of a file that is kept open, without
/// allocation.
///
/// `/proc/PID/task/TID/syscall` is asked, as it costs a third of what `stat` does: it says `running`, or
/// the number of
/// the system call that the thread waits in. It takes the permission to trace; `stat` is asked where that
/// is missing or
/// the kernel has no such file.
public final class ThreadClock implements Closeable {
    /// What the thread was doing.
    public enum Activity {
        /// On a CPU, or ready for one.
        RUNNING,
        /// Blocked in the kernel.
        WAITING,
        /// Not to be had: the thread has ended, or `/proc` does not tell.
        UNKNOWN
    }

    private final int pid;
    private final int tid;
    private final ByteBuffer text = ByteBuffer.allocateDirect(1024);

    /// Null until the first look, and when no file can be opened.
    private @Nullable FileChannel file;

    private boolean readsStat;

    /// There is nothing to read any more, and nothing to try again.
    private boolean isOver;

    ThreadClock(int pid, int tid) {
        this.pid = pid;
        this.tid = tid;
    }

    /// The thread that is watched.
    public int tid() {
        return tid;
    }

    /// Whether the thread is there no more.
    public boolean hasEnded() {
        return !Files.exists(ProcFs.path(pid, "task/" + tid));
    }

    public Activity look() {
        if (isOver || (file == null && !open())) {
            return Activity.UNKNOWN;
        }
        if (!readsStat) {
            int length = read();
            if (length > 0) {
                return text.get(0) == 'r' ? Activity.RUNNING : Activity.WAITING;
            }
            if (length == 0) {
                return Activity.UNKNOWN;
            }
            readsStat = true;
            close();
            if (!open()) {
                return Activity.UNKNOWN;
            }
        }
        return activityFromStat(read());
    }

    @Override
    public void close() {
        FileChannel open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Nothing was written, so nothing is lost.
            }
        }
    }

    private Activity activityFromStat(int length) {
        for (int i = length - 3; i >= 0; i--) {
            if (text.get(i) == ')') {
                return switch (text.get(i + 2)) {
                    case 'R' -> Activity.RUNNING;
                    case 'Z', 'X' -> Activity.UNKNOWN;
                    default -> Activity.WAITING;
                };
            }
        }
        return Activity.UNKNOWN;
    }

    private boolean open() {
        if (!readsStat) {
            file = openFile("syscall");
            readsStat = file == null;
        }
        if (readsStat) {
            file = openFile("stat");
        }
        isOver = file == null;
        return !isOver;
    }

    private @Nullable FileChannel openFile(String name) {
        try {
            return FileChannel.open(ProcFs.path(pid, "task/" + tid + "/" + name), StandardOpenOption.READ);
        } catch (IOException e) {
            return null; // The caller tries another file.
        }
    }

    /// @return the bytes read into [#text]; -1 where the file refuses
    private int read() {
        FileChannel open = file;
        if (open == null) {
            return -1;
        }
        try {
            text.clear();
            return Math.max(0, open.read(text, 0));
        } catch (IOException e) {
            return -1;
        }
    }
}
