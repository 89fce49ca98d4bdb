package pyrometer.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What Pyrometer does around a program, as a program of its own for tests: starts it, waits, writes how it ended to a
/// file, and ends with its status.
final class RunAndReport {
    private RunAndReport() {}

    /// @param args the file, then the command
    public static void main(String[] args) throws Exception {
        List<String> command = Arrays.asList(args).subList(1, args.length);
        Exit exit = LaunchedProgram.start(command, Map.of()).awaitExit();
        Files.writeString(Path.of(args[0]), exit.status() + " " + exit.cpuNanos());
        System.exit(exit.status());
    }
}
