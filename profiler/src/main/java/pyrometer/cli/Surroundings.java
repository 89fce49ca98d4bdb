package pyrometer.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.function.IntPredicate;

/// What Pyrometer was started in: everything the command line interface knows of the process it runs in.
///
/// @param environment as the program will see it
/// @param out standard output; it belongs to the program until the program has ended
/// @param err standard error
/// @param isTerminal whether a file descriptor is a terminal
record Surroundings(Map<String, String> environment, PrintStream out, PrintStream err, IntPredicate isTerminal) {
    Surroundings {
        environment = Map.copyOf(environment);
    }

    /// The value of a variable; empty if it is not set.
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
