package pyrometer.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A terminal with somebody before it.
public final class Terminal {
    private static final String CONTROL_C = """
            import os, pty, signal, sys, time
            signal.alarm(90)
            word, wait = sys.argv[1].encode(), float(sys.argv[2])
            pid, terminal = pty.fork()
            if pid == 0:
                os.execvp(sys.argv[3], sys.argv[3:])
            seen, pressed = b'', False
            while True:
                try:
                    data = os.read(terminal, 4096)
                except OSError:
                    break
                if not data:
                    break
                seen += data
                if word in seen and not pressed:
                    pressed = True
                    time.sleep(wait)
                    os.write(terminal, b'\\x03')
            sys.stdout.buffer.write(seen)
            sys.stdout.flush()
            status = os.waitpid(pid, 0)[1]
            sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
            """;

    private Terminal() {}

    /// Runs a command in a terminal of its own, and presses Ctrl-C so many seconds after it shows the word.
    ///
    /// @return its status, and all that the terminal showed as standard output
    public static Pyrometer.Result pressControlC(Path folder, String word, double seconds, List<String> command)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Interpreters.newest().executable().toString(), "-c", CONTROL_C, word, Double.toString(seconds)));
        words.addAll(command);
        return Pyrometer.runCommand(folder, "", words);
    }
}
