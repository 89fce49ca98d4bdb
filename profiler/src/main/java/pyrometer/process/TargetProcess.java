package pyrometer.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import pyrometer.memory.RemoteMemory;
import pyrometer.memory.TargetGone;

/// A process, as `/proc` describes it now: each question is asked anew.
///
/// All questions throw [TargetGone] when it has ended and [TargetRefused] when its owner keeps it from
/// us.
public final class TargetProcess {
    private final int pid;
    private final long startTicks;

    private TargetProcess(int pid) {
        this.pid = pid;
        this.startTicks = readStartTicks(pid);
    }

    /// @throws TargetGone if there is no such process
    public static TargetProcess of(int pid) {
        return new TargetProcess(pid);
    }

    public int pid() {
        return pid;
    }

    /// Whether it still runs: it has not ended, nor has its number gone to another process.
    public boolean isAlive() {
        try {
            String stat = ProcFs.readText(pid, "stat");
            char state = ThreadStat.state(stat);
            return ThreadStat.startTicks(stat) == startTicks && state != 'Z' && state != 'X';
        } catch (TargetGone e) {
            return false;
        }
    }

    /// When it started, in clock ticks (hundredths of a second) since the machine did. Tells two
    /// processes that had the same number apart.
    public long startTicks() {
        return startTicks;
    }

    /// The process that started it, or that took it over when that one ended.
    public int parentPid() {
        return ThreadStat.parentPid(ProcFs.readText(pid, "stat"));
    }

    /// How long all its threads ran until now, in steps of ten milliseconds.
    public Duration cpuTime() {
        return Duration.ofMillis(10 * ThreadStat.cpuTicks(ProcFs.readText(pid, "stat")));
    }

    /// The name of the machine, or an empty string if it is not told.
    public static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// A reader of its memory, for one thread.
    public RemoteMemory memory() {
        return new RemoteMemory(pid);
    }

    /// What is mapped into it, in the order of addresses. Empty when it has ended but was not waited for
    /// yet.
    public List<Mapping> mappings() {
        return Mapping.parse(ProcFs.read(pid, "maps"));
    }

    /// Paths under which we may be able to read the file of a mapping, the best first. The target may
    /// live in another file system tree (a container), and its file may have been replaced since.
    public List<Path> pathsOf(Mapping mapping) {
        List<Path> paths = new ArrayList<>();
        String root = "/proc/" + pid + "/root";
        if (!mapping.deleted()) {
            addPath(paths, root + mapping.path());
        } else if (Files.exists(Path.of(root)) && existsAs(root + mapping.path() + " (deleted)")) {
            // The file is really called so.
            addPath(paths, root + mapping.path() + " (deleted)");
        }
        // Both open the very file that is mapped, by whatever name; the first asks for more privileges.
        String range = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
        paths.add(ProcFs.path(pid, "map_files/" + range));
        if (isExecutable(mapping)) {
            paths.add(ProcFs.path(pid, "exe"));
        }
        return paths;
    }

    /// The program that it runs, as it sees the path.
    public Path executable() {
        Path link = ProcFs.readLink(pid, "exe");
        String path = link.toString();
        return path.endsWith(" (deleted)") ? Path.of(path.substring(0, path.length() - 10)) : link;
    }

    public Path workingDirectory() {
        return ProcFs.readLink(pid, "cwd");
    }

    /// The arguments it was started with, the program first. Empty while it is being started and after
    /// its end.
    public List<String> commandLine() {
        byte[] bytes = ProcFs.read(pid, "cmdline");
        List<String> arguments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                arguments.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            arguments.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
        }
        return arguments;
    }

    /// The processes it has started that still run.
    public List<Integer> children() {
        List<Integer> children = new ArrayList<>();
        for (int tid : threadIds()) {
            try {
                addNumbers(children, ProcFs.readText(pid, "task/" + tid + "/children"));
            } catch (UncheckedIOException e) {
                // The thread has ended; its children are another thread's now.
            }
        }
        return children;
    }

    /// The numbers of its threads, as this side sees them.
    public int[] threadIds() {
        String[] names = new File("/proc/" + pid + "/task").list();
        if (names == null) {
            throw new TargetGone(pid);
        }
        int[] tids = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            tids[i] = Integer.parseInt(names[i]);
        }
        return tids;
    }

    /// The number of a thread as the target itself sees it, which in a container is another one; nothing
    /// if the thread has ended.
    public OptionalInt nativeThreadId(int tid) {
        try {
            String inner = ProcFs.field(ProcFs.readText(pid, "task/" + tid + "/status"), "NSpid");
            int last = Math.max(inner.lastIndexOf('\t'), inner.lastIndexOf(' '));
            return inner.isEmpty() ? OptionalInt.of(tid) : OptionalInt.of(Integer.parseInt(inner.substring(last + 1)));
        } catch (UncheckedIOException | TargetGone e) {
            return OptionalInt.empty();
        }
    }

    /// Whether it counts its processes and threads by itself, as in a container.
    public boolean hasOwnThreadIds() {
        OptionalInt inner = nativeThreadId(pid);
        return inner.isPresent() && inner.getAsInt() != pid;
    }

    /// The thread with the number that the target knows it by; nothing if it has ended.
    public OptionalInt threadWithNativeId(int nativeId) {
        for (int tid : threadIds()) {
            OptionalInt inner = nativeThreadId(tid);
            if (inner.isPresent() && inner.getAsInt() == nativeId) {
                return OptionalInt.of(tid);
            }
        }
        return OptionalInt.empty();
    }

    /// What the thread calls itself towards the operating system, at most 15 bytes; nothing if it has
    /// ended.
    public Optional<String> threadName(int tid) {
        try {
            return Optional.of(ProcFs.readText(pid, "task/" + tid + "/comm").stripTrailing());
        } catch (UncheckedIOException | TargetGone e) {
            return Optional.empty();
        }
    }

    /// A watcher of whether a thread runs.
    public ThreadClock clock(int tid) {
        return new ThreadClock(pid, tid);
    }

    private boolean isExecutable(Mapping mapping) {
        try {
            return Files.readSymbolicLink(ProcFs.path(pid, "exe"))
                    .toString()
                    .equals(mapping.deleted() ? mapping.path() + " (deleted)" : mapping.path());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean existsAs(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// Adds the path, unless our locale cannot express it: then only the ways without a name are left.
    private static void addPath(List<Path> paths, String path) {
        try {
            paths.add(Path.of(path));
        } catch (InvalidPathException e) {
            // See above.
        }
    }

    private static void addNumbers(List<Integer> numbers, String text) {
        for (String number : text.split(" ")) {
            if (!number.isBlank()) {
                numbers.add(Integer.valueOf(number.strip()));
            }
        }
    }

    private static long readStartTicks(int pid) {
        return ThreadStat.startTicks(ProcFs.readText(pid, "stat"));
    }
}
