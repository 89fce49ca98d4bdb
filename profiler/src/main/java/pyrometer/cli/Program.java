package pyrometer.cli;

import java.util.List;

/// The Python program on the command line, and the arguments that are its own.
sealed interface Program {
    /// `pyrometer script.py args`: a file, a folder or a zip file with `__main__.py`, or `-` for standard input.
    record Script(String path, List<String> arguments) implements Program {
        public Script {
            arguments = List.copyOf(arguments);
        }
    }

    /// `pyrometer --from-path command args`: a Python script on the PATH.
    record Command(String name, List<String> arguments) implements Program {
        public Command {
            arguments = List.copyOf(arguments);
        }
    }

    /// `pyrometer -m module args`.
    record Module(String name, List<String> arguments) implements Program {
        public Module {
            arguments = List.copyOf(arguments);
        }
    }

    /// `pyrometer -c code args`.
    record Code(String source, List<String> arguments) implements Program {
        public Code {
            arguments = List.copyOf(arguments);
        }
    }

    /// How a person would write it: for the header of the report.
    default String words() {
        return switch (this) {
            case Script(String path, List<String> arguments) -> join(path, arguments);
            case Command(String name, List<String> arguments) -> join(name, arguments);
            case Module(String name, List<String> arguments) -> join("-m " + name, arguments);
            case Code(String _, List<String> arguments) -> join("-c", arguments);
        };
    }

    private static String join(String first, List<String> rest) {
        return rest.isEmpty() ? first : first + " " + String.join(" ", rest);
    }
}
