package pyrometer.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import pyrometer.os.Errno;
import pyrometer.os.LinuxCalls;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// A program that we started and that does not notice: it has our input, output, folder, environment and terminal, the
/// signals that are meant for it, and goes on if we are killed.
///
/// - Ctrl-C goes from the terminal to it and to us; what follows is for the program to decide, so we go on.
/// - SIGTERM and SIGHUP, and SIGINT where no terminal sends it, are passed on, and we wait for what it makes of them.
/// - Ctrl-\ is its own as well: the Java VM would print its threads in the middle of the program's output.
/// - Ctrl-Z stops both of us, and `fg` continues both, as they are one job of the shell.
///
/// A signal that we were started to ignore (`nohup`, `&` in a script) stays ignored in both.
public final class LaunchedProgram {
    private static final int NOT_YET = 0;
    private static final int NOBODY = -1;

    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;

    private final int pid;
    private final long startNanos;
    private final Future<Exit> end;

    private LaunchedProgram(int pid, long startNanos, Future<Exit> end) {
        this.pid = pid;
        this.startNanos = startNanos;
        this.end = end;
    }

    /// One program at a time: signals go to the one started last. It inherits the timer slack of the calling thread.
    ///
    /// @param command the program, by path or by a name on the PATH, and its arguments
    /// @param environment changes to our environment for it: a variable's value, or none to remove it
    public static LaunchedProgram start(List<String> command, Map<String, Optional<String>> environment)
            throws CannotStart {
        var calls = new LinuxCalls();
        var signals = new Signals();
        // Before the start, so that none can end us between; the program gets the defaults, as handlers are not
        // inherited.
        handle("INT", signals);
        handle("TERM", signals);
        handle("HUP", signals);
        calls.disregardSignal(SIGQUIT);
        Inheritance inheritance = Inheritance.ours();
        long startNanos = System.nanoTime();
        int pid = inheritance.start(calls, command, environment);
        if (pid < 0) {
            throw new CannotStart(whyNot(command.getFirst(), -pid));
        }
        signals.passOnTo(pid);
        FutureTask<Exit> end = new FutureTask<>(() -> awaitEnd(pid, signals));
        Thread.ofPlatform().daemon().name("end of the program").start(end);
        return new LaunchedProgram(pid, startNanos, end);
    }

    private static Exit awaitEnd(int pid, Signals signals) {
        var calls = new LinuxCalls();
        int failed = calls.awaitEnd(pid);
        long endNanos = System.nanoTime();
        if (failed != 0) {
            throw new IllegalStateException("waiting for process %d failed: errno %d".formatted(pid, -failed));
        }
        signals.passOnTo(NOBODY); // Reaping it makes its number free for another process.
        LinuxCalls.Reaped reaped = calls.reap(pid);
        return new Exit(reaped.waitStatus(), reaped.cpuNanos(), endNanos);
    }

    public int pid() {
        return pid;
    }

    /// Just before it was started, by [System#nanoTime()].
    public long startNanos() {
        return startNanos;
    }

    public boolean isRunning() {
        return !end.isDone();
    }

    /// Waits for its end. Signals that come later are dropped, so that the report survives what ended the program:
    /// who ends a whole group, as `timeout` does, sends to both of us.
    public Exit awaitExit() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot tell how the program ended", e.getCause());
        }
    }

    /// Receives our signals on a thread of the VM.
    private static final class Signals implements SignalHandler {
        private final LinuxCalls calls = new LinuxCalls();

        /// The program, or why there is none to send to.
        private int pid = NOT_YET;

        private @Nullable Signal early;

        @Override
        public synchronized void handle(Signal signal) {
            if (pid == NOT_YET) {
                early = signal;
            } else if (pid != NOBODY && (signal.getNumber() != SIGINT || !Terminal.sendsSignalsToUs())) {
                int ignored = calls.kill(pid, signal.getNumber()); // Fails only if it has just ended, which is as well.
            }
        }

        synchronized void passOnTo(int program) {
            pid = program;
            if (early != null) {
                handle(early);
                early = null;
            }
        }
    }

    private static void handle(String name, SignalHandler handler) {
        Signal.handle(new Signal(name), handler); // Leaves alone what is ignored.
    }

    private static String whyNot(String program, int error) {
        String reason = reason(error);
        if (!reason.isEmpty()) {
            return "cannot start %s: %s".formatted(program, reason);
        }
        if (!Files.isDirectory(Path.of("").toAbsolutePath())) {
            return "cannot start %s: the current folder does not exist any more; cd to another one".formatted(program);
        }
        if (program.indexOf('/') < 0) {
            return "cannot start %s: there is no such program on the PATH; give its path, or extend PATH"
                    .formatted(program);
        }
        Path path = Path.of(program);
        if (!Files.exists(path)) {
            return "cannot start %s: there is no such file; check the path".formatted(program);
        }
        if (Files.isDirectory(path)) {
            return "cannot start %s: it is a folder; name the program in it".formatted(program);
        }
        if (!Files.isExecutable(path)) {
            return "cannot start %s: it is not executable; try: chmod +x %s".formatted(program, program);
        }
        String interpreter = Scripts.interpreterOf(path);
        if (!interpreter.isEmpty() && !Files.isExecutable(Path.of(interpreter))) {
            return "cannot start %s: its first line asks for %s, which is not there; install it or correct the line"
                    .formatted(program, interpreter);
        }
        return "cannot start %s: the system refuses with error %d (errno)".formatted(program, error);
    }

    /// The errors that have nothing to do with where the program is; empty for others.
    private static String reason(int error) {
        return switch (error) {
            case Errno.E2BIG -> "its arguments and environment are too long; pass a long one in a file";
            case Errno.ENOEXEC -> "it is neither a program for this machine nor a script that begins with #!";
            case Errno.EAGAIN -> "there are too many processes; end some, or raise the limit (ulimit -u)";
            case Errno.ENOMEM -> "there is not enough memory; end other programs";
            default -> "";
        };
    }
}
