package pyrometer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pyrometer.os.LinuxCalls;

/// Where the process begins and ends.
public final class Main {
    private static final String NAME = "pyrometer";

    private Main() {}

    public static void main(String[] args) {
        // Takes a while, and most runs need it: meanwhile the command line is read.
        Thread.ofPlatform().daemon().name("native calls").start(LinuxCalls::link);
        int status = run(List.of(args));
        // Rather than exit, which first asks for a logger to tell it of: that takes milliseconds.
        Runtime.getRuntime().halt(status);
    }

    /// @return the exit status
    static int run(List<String> arguments) {
        Map<String, Optional<String>> changes =
                InheritedLocale.changes(Optional.ofNullable(System.getProperty("pyrometer.lc_all")));
        Surroundings surroundings = new Surroundings(
                InheritedLocale.restored(System.getenv(), changes),
                new Output(new FileOutputStream(FileDescriptor.out)),
                new Output(new FileOutputStream(FileDescriptor.err)),
                fileDescriptor -> new LinuxCalls().isTerminal(fileDescriptor),
                Path.of("").toAbsolutePath(),
                command(System.getProperty("pyrometer.command", NAME), System.getenv("PATH")));

        int status = new CommandLine(changes, surroundings, Stages.real()).run(arguments);

        surroundings.out().flush();
        surroundings.err().flush();
        return status;
    }

    /// The path by which the launcher was called; only its name, if the shell would find it by that.
    private static String command(String called, @Nullable String path) {
        String name = called.substring(called.lastIndexOf('/') + 1);
        String folder = called.substring(0, Math.max(0, called.lastIndexOf('/')));
        boolean isOnPath = path != null && List.of(path.split(":")).contains(folder);
        return isOnPath ? name : called;
    }
}
