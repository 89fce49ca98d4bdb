package pyrometer.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A terminal with somebody before it.
public final class Terminal {
    public static final String CONTROL_C = "\u0003";

    /// Runs a command in a pseudo terminal of its own: prints what it prints, types what it is told to when a text
    /// appears, and ends with its status.
    private static final String SCRIPT = """
            import os, pty, signal, sys, time
            signal.alarm(90)
            count = int(sys.argv[1])
            steps = sys.argv[2:2 + 3 * count]
            command = sys.argv[2 + 3 * count:]
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(command[0], command)
            seen = b''
            while True:
                try:
                    data = os.read(terminal, 4096)
                except OSError:
                    break
                if not data:
                    break
                seen += data
                if steps and steps[0].encode() in seen:
                    time.sleep(float(steps[1]))
                    os.write(terminal, steps[2].encode())
                    seen = seen[seen.index(steps[0].encode()) + len(steps[0]):]
                    steps = steps[3:]
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
            status = os.waitpid(pid, 0)[1]
            sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
            """;

    /// What somebody types.
    ///
    /// @param seconds to wait after the text has appeared
    public record Step(String text, double seconds, String keys) {
        public Step(String text, String keys) {
            this(text, 0, keys);
        }
    }

    private Terminal() {}

    /// @return the status, and all that the terminal showed as standard output
    public static Pyrometer.Result run(Path folder, List<Step> steps, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(Interpreters.newest().executable().toString(), "-c", SCRIPT, Integer.toString(steps.size())));
        for (Step step : steps) {
            words.addAll(List.of(step.text, Double.toString(step.seconds), step.keys));
        }
        words.addAll(command);
        return Pyrometer.runCommand(folder, "", words);
    }
}
