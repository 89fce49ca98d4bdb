package pyrometer.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import pyrometer.os.LinuxCalls;

/// What a program would have if it had been started in our place, while the JVM has changed much of it for itself: it
/// opens files without `O_CLOEXEC`, handles signals that were ignored, blocks some in its threads.
///
/// The launcher looks before it becomes the JVM and tells us in system properties. Without it descriptors above 2 are
/// not passed on, nor is that a signal was ignored which the JVM handles. That SIGCHLD was ignored never is.
///
/// @param descriptors the files that were open
/// @param ignored the signals that were ignored: bit n - 1 for signal n, as in `/proc/PID/status`
/// @param blocked the signals that were blocked, likewise
/// @param environment entries `NAME=value` of any bytes, in their order
record Inheritance(Set<Integer> descriptors, long ignored, long blocked, List<byte[]> environment) {
    private static final int SIGCHLD = 17;

    /// SIGQUIT, SIGUSR2, SIGPIPE, SIGXFSZ: those that the JVM handles even if they were ignored, and can do without.
    private static final int[] TAKEN_BY_THE_VM = {3, 12, 13, 25};

    /// Of this process.
    static Inheritance ours() {
        int self = (int) ProcessHandle.current().pid();
        // Of the first thread, which only waits for the JVM to end and has the signal mask that it began with.
        String status = ProcFs.readText(self, "status");
        return new Inheritance(
                descriptors(System.getProperty("pyrometer.descriptors", "0,1,2")),
                mask(System.getProperty("pyrometer.ignored", ProcFs.field(status, "SigIgn"))),
                mask(ProcFs.field(status, "SigBlk")),
                split(ProcFs.read(self, "environ")));
    }

    /// Starts a program with it.
    ///
    /// @return its process id, or minus `errno`
    int start(LinuxCalls calls, List<String> command, Map<String, Optional<String>> changes) {
        for (int signal : TAKEN_BY_THE_VM) {
            if (ignores(signal)) {
                calls.ignoreSignal(signal);
            }
        }
        List<byte[]> changed = changed(environment, changes);
        keepOurFiles(calls);
        calls.resetSignal(SIGCHLD); // Ignored, nobody could be told how the program ended.
        return calls.posixSpawn(command.getFirst(), command, changed, blocked, ~ignored);
    }

    boolean ignores(int signal) {
        return (ignored & 1L << (signal - 1)) != 0;
    }

    private void keepOurFiles(LinuxCalls calls) {
        String @Nullable [] open = new File("/proc/self/fd").list();
        if (open == null) {
            throw new IllegalStateException("cannot list /proc/self/fd");
        }
        for (String name : open) {
            int descriptor = Integer.parseInt(name);
            if (!descriptors.contains(descriptor)) {
                calls.closeOnExec(descriptor);
            }
        }
    }

    /// @param changes a variable's value, or none to remove it
    static List<byte[]> changed(List<byte[]> environment, Map<String, Optional<String>> changes) {
        List<byte[]> changed = new ArrayList<>(environment);
        changes.forEach((name, value) -> {
            byte[] start = (name + "=").getBytes(UTF_8);
            changed.removeIf(entry -> startsWith(entry, start));
            value.ifPresent(text -> changed.add((name + "=" + text).getBytes(UTF_8)));
        });
        return changed;
    }

    private static boolean startsWith(byte[] text, byte[] start) {
        return text.length >= start.length && Arrays.mismatch(text, 0, start.length, start, 0, start.length) < 0;
    }

    private static Set<Integer> descriptors(String list) {
        Set<Integer> descriptors = new HashSet<>();
        for (String number : list.split(",")) {
            if (!number.isEmpty()) {
                descriptors.add(Integer.parseInt(number));
            }
        }
        return descriptors;
    }

    private static long mask(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }

    /// @param environ entries that end with a zero byte each
    static List<byte[]> split(byte[] environ) {
        List<byte[]> entries = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < environ.length; at++) {
            if (environ[at] == 0) {
                entries.add(Arrays.copyOfRange(environ, from, at));
                from = at + 1;
            }
        }
        return entries;
    }
}
