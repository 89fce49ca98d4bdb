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

    /// The number of the system call `futex`, in which threads wait for locks.
    private static final int FUTEX = System.getProperty("os.arch", "").equals("aarch64") ? 98 : 202;

    private final int pid;
    private final int tid;
    private final ByteBuffer text = ByteBuffer.allocateDirect(1024);

    /// Null until the first look, and when no file can be opened.
    private @Nullable FileChannel file;

    private boolean readsStat;

    /// What the last look found the thread to wait for.
    private long lock;

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

    /// The address of the lock that the last look found the thread to wait for; 0 if it waited for something else, or
    /// `/proc` does not tell.
    public long lock() {
        return lock;
    }

    public Activity look() {
        lock = 0;
        if (isOver || (file == null && !open())) {
            return Activity.UNKNOWN;
        }
        if (!readsStat) {
            int length = read();
            if (length > 0) {
                if (text.get(0) == 'r') {
                    return Activity.RUNNING;
                }
                lock = lock(length);
                return Activity.WAITING;
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

    /// From `202 0x7f0123456780 0x189 ...`: the number of the call and its arguments.
    private long lock(int length) {
        int at = 0;
        int call = 0;
        while (at < length && text.get(at) >= '0' && text.get(at) <= '9') {
            call = 10 * call + text.get(at++) - '0';
        }
        if (call != FUTEX || at + 3 > length || text.get(at + 1) != '0' || text.get(at + 2) != 'x') {
            return 0;
        }
        long address = 0;
        for (at += 3; at < length && text.get(at) != ' '; at++) {
            address = address << 4 | Character.digit(text.get(at), 16);
        }
        return address;
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
