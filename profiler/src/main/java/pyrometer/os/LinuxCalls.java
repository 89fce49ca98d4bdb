package pyrometer.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/// The Linux calls Pyrometer makes. The only class that crosses into native code.
///
/// Calls that can fail return minus `errno`, as the kernel does: see [Errno]. None allocates after its first
/// calls.
@SuppressWarnings("restricted")
public final class LinuxCalls {
    private static final long CLOCK_MONOTONIC = 1;
    private static final long TIMER_ABSTIME = 1;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final long SIG_DFL = 0;
    private static final long SIG_IGN = 1;
    private static final int SIGINFO_SIZE = 128;
    private static final int RUSAGE_SIZE = 144;

    // posix_spawnattr_t begins alike in glibc and musl: flags, process group, and two sigset_t of 128 bytes. All
    // zero
    // is what posix_spawnattr_init makes of it.
    private static final int SPAWN_ATTRIBUTES_SIZE = 336;
    private static final int SPAWN_DEFAULTED = 8;
    private static final int SPAWN_BLOCKED = 136;
    private static final int POSIX_SPAWN_SETSIGDEF = 4;
    private static final int POSIX_SPAWN_SETSIGMASK = 8;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// One for all functions: linking another costs a short run more than starting its program does. On x86-64
    /// and aarch64 the first six integers and pointers are passed in registers, where a function finds an `int`
    /// in
    /// the low half and takes no notice of what is beyond its parameters. A result that is an `int` is in the low
    /// half too.
    private static final FunctionDescriptor SIGNATURE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /// `ssize_t process_vm_readv(pid_t, const struct iovec *local, unsigned long, const struct iovec *remote,
    /// unsigned long, unsigned long flags)`
    private static final MethodHandle PROCESS_VM_READV = function("process_vm_readv");

    /// The same without `errno`, the capture of which allocates at each call.
    private static final MethodHandle PROCESS_VM_READV_PLAIN = plainFunction("process_vm_readv");

    /// `int clock_nanosleep(clockid_t, int flags, const struct timespec *, struct timespec *)`
    private static final MethodHandle CLOCK_NANOSLEEP = plainFunction("clock_nanosleep");

    /// `int prctl(int option, unsigned long, unsigned long, unsigned long, unsigned long)`
    private static final MethodHandle PRCTL = function("prctl");

    /// `int posix_spawnp(pid_t *, const char *file, const posix_spawn_file_actions_t *, const posix_spawnattr_t
    /// *,
    /// char *const argv[], char *const envp[])`
    private static final MethodHandle POSIX_SPAWNP = function("posix_spawnp");

    /// `int waitid(idtype_t, id_t, siginfo_t *, int options)`
    private static final MethodHandle WAITID = function("waitid");

    /// `pid_t wait4(pid_t, int *status, int options, struct rusage *)`
    private static final MethodHandle WAIT4 = function("wait4");

    /// `int fcntl(int fd, int command, int)`
    private static final MethodHandle FCNTL = function("fcntl");

    /// `int isatty(int fd)`
    private static final MethodHandle ISATTY = function("isatty");

    /// `sighandler_t signal(int signum, sighandler_t)`
    private static final MethodHandle SIGNAL = function("signal");

    /// `int kill(pid_t, int)`
    private static final MethodHandle KILL = function("kill");

    private static final long DO_NOTHING =
            LINKER.defaultLookup().findOrThrow("abs").address();

    private final MemorySegment callState = Arena.ofAuto().allocate(CALL_STATE);
    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    /// An instance holds the buffers of its calls: one per thread that calls.
    public LinuxCalls() {}

    /// Links the functions, which the first instance would otherwise do.
    public static void link() {
        new LinuxCalls().isTerminal(0);
    }

    /// Copies the remote ranges, one behind the other, into the local one.
    ///
    /// @param remote an array of `struct iovec`
    /// @param local one `struct iovec`
    /// @return the bytes copied: fewer than asked for when a range is not readable; or minus `errno`
    public long processVmReadv(int pid, MemorySegment local, MemorySegment remote, int remoteCount) {
        try {
            long copied = (long) PROCESS_VM_READV_PLAIN.invokeExact(
                    (long) pid, local.address(), 1L, remote.address(), (long) remoteCount, 0L);
            if (copied >= 0) {
                return copied;
            }
            copied = (long) PROCESS_VM_READV.invokeExact( // again, for the reason
                    callState, (long) pid, local.address(), 1L, remote.address(), (long) remoteCount, 0L);
            return copied >= 0 ? copied : -errno();
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Sleeps until the monotonic clock, as [System#nanoTime()] reads it, has reached `nanoTime`. May wake early.
    public void sleepUntil(long nanoTime) {
        timespec.set(JAVA_LONG, 0, nanoTime / NANOS_PER_SECOND);
        timespec.set(JAVA_LONG, 8, nanoTime % NANOS_PER_SECOND);
        try {
            long ignored =
                    (long) CLOCK_NANOSLEEP.invokeExact(CLOCK_MONOTONIC, TIMER_ABSTIME, timespec.address(), 0L, 0L, 0L);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Lets the calling thread wake within `nanos` of the time it asked for, rather than the usual 50
    /// microseconds.
    public void setTimerSlack(long nanos) {
        call(PRCTL, PR_SET_TIMERSLACK, nanos, 0, 0);
    }

    /// Starts a program as a child. It has our descriptors but for those marked by [#closeOnExec], and ignores
    /// the
    /// signals that we ignore.
    ///
    /// @param program a path, or a name on the PATH
    /// @param environment entries `NAME=value`
    /// @param blocked its signal mask: bit n - 1 for signal n
    /// @param defaulted signals that do what they do by default, likewise; the C library would leave its own two
    ///     ignored
    /// @return its process id, or minus `errno`
    public int posixSpawn(
            String program, List<String> arguments, List<byte[]> environment, long blocked, long defaulted) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pid = arena.allocate(JAVA_INT);
            MemorySegment attributes = arena.allocate(SPAWN_ATTRIBUTES_SIZE, 8);
            attributes.set(JAVA_SHORT, 0, (short) (POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
            attributes.set(JAVA_LONG, SPAWN_DEFAULTED, defaulted);
            attributes.set(JAVA_LONG, SPAWN_BLOCKED, blocked);
            List<byte[]> words =
                    arguments.stream().map(word -> word.getBytes(UTF_8)).toList();
            int failed = (int) call(
                    POSIX_SPAWNP,
                    pid.address(),
                    arena.allocateFrom(program).address(),
                    0,
                    attributes.address(),
                    pointers(arena, words).address(),
                    pointers(arena, environment).address());
            return failed == 0 ? pid.get(JAVA_INT, 0) : -failed;
        }
    }

    /// A `char *[]` that ends with a null pointer.
    private static MemorySegment pointers(Arena arena, List<byte[]> texts) {
        MemorySegment pointers = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            byte[] text = texts.get(i);
            MemorySegment copy = arena.allocate(text.length + 1L);
            MemorySegment.copy(text, 0, copy, JAVA_BYTE, 0, text.length);
            pointers.setAtIndex(ADDRESS, i, copy);
        }
        return pointers;
    }

    /// Waits until a child has ended, and leaves it to be reaped: until then no other process has its number.
    ///
    /// @return 0, or minus `errno`
    public int awaitEnd(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            long info = arena.allocate(SIGINFO_SIZE, 8).address();
            int failed;
            do {
                failed = (int) call(WAITID, P_PID, pid, info, WEXITED | WNOWAIT);
            } while (failed != 0 && errno() == Errno.EINTR);
            return failed == 0 ? 0 : -errno();
        }
    }

    /// How a child ended.
    ///
    /// @param waitStatus as `wait` tells it: the signal that killed it, or else its exit status in the second
    /// byte
    /// @param cpuNanos user and system time, with that of the children that it has waited for
    public record Reaped(int waitStatus, long cpuNanos) {}

    /// Takes leave of a child that has ended.
    public Reaped reap(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment usage = arena.allocate(RUSAGE_SIZE, 8);
            int reaped = (int) call(WAIT4, pid, status.address(), 0, usage.address());
            if (reaped != pid) {
                throw new IllegalStateException("wait4 of %d failed: errno %d".formatted(pid, errno()));
            }
            long seconds = usage.get(JAVA_LONG, 0) + usage.get(JAVA_LONG, 16);
            long micros = usage.get(JAVA_LONG, 8) + usage.get(JAVA_LONG, 24);
            return new Reaped(status.get(JAVA_INT, 0), seconds * NANOS_PER_SECOND + micros * 1000);
        }
    }

    /// Keeps a descriptor from the programs that are started afterwards. One that is not open is as well.
    public void closeOnExec(int fd) {
        call(FCNTL, fd, F_SETFD, FD_CLOEXEC, 0);
    }

    /// Whether the file descriptor is a terminal.
    public boolean isTerminal(int fd) {
        return (int) call(ISATTY, fd, 0, 0, 0) == 1;
    }

    /// Makes this process take no notice of a signal, and leaves it at its default in programs started
    /// afterwards:
    /// there a handler is undone, while ignoring (`SIG_IGN`) would be inherited. The handler is `abs` of the C
    /// library: it takes an `int`, as a handler does, and does nothing.
    public void disregardSignal(int signal) {
        call(SIGNAL, signal, DO_NOTHING, 0, 0);
    }

    /// Ignores a signal, here and in programs started afterwards.
    public void ignoreSignal(int signal) {
        call(SIGNAL, signal, SIG_IGN, 0, 0);
    }

    /// Lets a signal do what it does by default.
    public void resetSignal(int signal) {
        call(SIGNAL, signal, SIG_DFL, 0, 0);
    }

    /// Sends a signal.
    ///
    /// @return 0, or minus `errno`
    public int kill(int pid, int signal) {
        int failed = (int) call(KILL, pid, signal, 0, 0);
        return failed == 0 ? 0 : -errno();
    }

    private long call(MethodHandle function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0, 0);
    }

    private long call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) function.invokeExact(callState, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Of the last call that failed.
    private int errno() {
        return (int) ERRNO.get(callState, 0L);
    }

    private static MethodHandle function(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), SIGNATURE, Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle plainFunction(String name) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), SIGNATURE);
    }

    private static AssertionError neverThrown(Throwable t) {
        return new AssertionError("a native call threw", t);
    }
}
