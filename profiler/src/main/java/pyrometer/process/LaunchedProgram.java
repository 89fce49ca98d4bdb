package pyrometer.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    private final Process process;
    private final Signals signals;
    private final long startNanos;
    private final long cpuNanosBefore;

    private LaunchedProgram(Process process, Signals signals, long startNanos, long cpuNanosBefore) {
        this.process = process;
        this.signals = signals;
        this.startNanos = startNanos;
        this.cpuNanosBefore = cpuNanosBefore;
    }

    /// One program at a time: signals go to the one started last.
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
        calls.ignoreSignal(SIGQUIT);
        long cpuNanosBefore = calls.childrenCpuNanos();
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        environment.forEach((name, value) -> {
            if (value.isPresent()) {
                builder.environment().put(name, value.get());
            } else {
                builder.environment().remove(name);
            }
        });
        Process process;
        long startNanos = System.nanoTime();
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CannotStart(whyNot(command.getFirst(), e));
        }
        signals.passOnTo((int) process.pid());
        return new LaunchedProgram(process, signals, startNanos, cpuNanosBefore);
    }

    public int pid() {
        return (int) process.pid();
    }

    /// Just before it was started, by [System#nanoTime()].
    public long startNanos() {
        return startNanos;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /// Waits for its end. Signals that come later are dropped, so that the report survives what ended the program:
    /// who ends a whole group, as `timeout` does, sends to both of us.
    public Exit awaitExit() throws InterruptedException {
        int status = process.waitFor();
        long endNanos = System.nanoTime();
        signals.passOnTo(NOBODY);
        return new Exit(status, new LinuxCalls().childrenCpuNanos() - cpuNanosBefore, endNanos);
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

    private static String whyNot(String program, IOException e) {
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
        return "cannot start %s: %s".formatted(program, e.getMessage());
    }
}
