package pyrometer.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The Linux calls Pyrometer makes. The only class that crosses into native code.
///
/// Calls that can fail return minus `errno`, as the kernel does: see [Errno]. None allocates after its first
/// calls.
@SuppressWarnings("restricted")
public final class LinuxCalls {
    private static final int CLOCK_MONOTONIC = 1;
    private static final int TIMER_ABSTIME = 1;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int RUSAGE_CHILDREN = -1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// `ssize_t process_vm_readv(pid_t, const struct iovec *local, unsigned long, const struct iovec *remote,
    /// unsigned
    /// long, unsigned long flags)`
    private static final MethodHandle PROCESS_VM_READV = capturing(
            "process_vm_readv",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /// `int clock_nanosleep(clockid_t, int flags, const struct timespec *, struct timespec *)`
    private static final MethodHandle CLOCK_NANOSLEEP =
            plain("clock_nanosleep", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    /// `int prctl(int option, unsigned long, unsigned long, unsigned long, unsigned long)`
    private static final MethodHandle PRCTL =
            plain("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /// `int getrusage(int who, struct rusage *)`
    private static final MethodHandle GETRUSAGE =
            plain("getrusage", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    /// `int isatty(int fd)`
    private static final MethodHandle ISATTY = plain("isatty", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /// `sighandler_t signal(int signum, sighandler_t)`
    private static final MethodHandle SIGNAL = plain("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));

    private static final long DO_NOTHING =
            LINKER.defaultLookup().findOrThrow("abs").address();

    /// `int kill(pid_t, int)`
    private static final MethodHandle KILL = capturing("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final MemorySegment callState = Arena.ofAuto().allocate(CALL_STATE);
    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    /// An instance holds the buffers of its calls: one per thread that calls.
    public LinuxCalls() {}

    /// Copies the remote ranges, one behind the other, into the local one.
    ///
    /// @param remote an array of `struct iovec`
    /// @param local one `struct iovec`
    /// @return the bytes copied: fewer than asked for when a range is not readable; or minus `errno`
    public long processVmReadv(int pid, MemorySegment local, MemorySegment remote, int remoteCount) {
        try {
            long copied = (long) PROCESS_VM_READV.invokeExact(
                    callState, pid, local.address(), 1L, remote.address(), (long) remoteCount, 0L);
            return copied >= 0 ? copied : -(long) (int) ERRNO.get(callState, 0L);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Sleeps until the monotonic clock, as [System#nanoTime()] reads it, has reached `nanoTime`. May wake early.
    public void sleepUntil(long nanoTime) {
        timespec.set(JAVA_LONG, 0, nanoTime / NANOS_PER_SECOND);
        timespec.set(JAVA_LONG, 8, nanoTime % NANOS_PER_SECOND);
        try {
            int ignored = (int) CLOCK_NANOSLEEP.invokeExact(CLOCK_MONOTONIC, TIMER_ABSTIME, timespec.address(), 0L);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Lets the calling thread wake within `nanos` of the time it asked for, rather than the usual 50
    /// microseconds.
    public void setTimerSlack(long nanos) {
        try {
            int ignored = (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, nanos, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// User and system time of all children that have ended and been waited for, in nanoseconds.
    public long childrenCpuNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(144, 8);
            int failed = (int) GETRUSAGE.invokeExact(RUSAGE_CHILDREN, usage);
            if (failed != 0) {
                throw new IllegalStateException("getrusage failed");
            }
            long seconds = usage.get(JAVA_LONG, 0) + usage.get(JAVA_LONG, 16);
            long micros = usage.get(JAVA_LONG, 8) + usage.get(JAVA_LONG, 24);
            return seconds * NANOS_PER_SECOND + micros * 1000;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Whether the file descriptor is a terminal.
    public boolean isTerminal(int fd) {
        try {
            return (int) ISATTY.invokeExact(fd) == 1;
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Makes this process take no notice of a signal, and leaves it at its default in programs started
    /// afterwards:
    /// there a handler is undone, while ignoring (`SIG_IGN`) would be inherited. The handler is `abs` of the C
    /// library: it takes an `int`, as a handler does, and does nothing.
    public void ignoreSignal(int signal) {
        try {
            long ignored = (long) SIGNAL.invokeExact(signal, DO_NOTHING);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    /// Sends a signal.
    ///
    /// @return 0, or minus `errno`
    public int kill(int pid, int signal) {
        try {
            int failed = (int) KILL.invokeExact(callState, pid, signal);
            return failed == 0 ? 0 : -(int) ERRNO.get(callState, 0L);
        } catch (Throwable t) {
            throw neverThrown(t);
        }
    }

    private static MethodHandle plain(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature);
    }

    private static MethodHandle capturing(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), signature, Linker.Option.captureCallState("errno"));
    }

    private static AssertionError neverThrown(Throwable t) {
        return new AssertionError("a native call threw", t);
    }
}
