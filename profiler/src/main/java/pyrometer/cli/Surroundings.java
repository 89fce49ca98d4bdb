package pyrometer.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntPredicate;

/// What Pyrometer was started in: everything the command line interface knows of the process it runs in.
///
/// @param environment as the program will see it
/// @param out standard output; it belongs to the program until the program has ended
/// @param err standard error
/// @param isTerminal whether a file descriptor is a terminal
/// @param folder the working directory
/// @param command what Pyrometer was called as: `pyrometer`, or a path
record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        IntPredicate isTerminal,
        Path folder,
        String command) {
    Surroundings {
        environment = Map.copyOf(environment);
    }

    /// The value of a variable; empty if it is not set.
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /// Tells the user something, in one line on standard error.
    void say(String message) {
        err.println("pyrometer: " + Printable.of(message));
        err.flush();
    }
}
