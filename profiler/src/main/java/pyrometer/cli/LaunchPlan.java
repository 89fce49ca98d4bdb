package pyrometer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pyrometer.render.ReportFile;

/// The command that starts the program as its user would have, with everything checked that can be before.
record LaunchPlan(List<String> command) {
    private static final String MAIN = "__main__.py";

    LaunchPlan {
        command = List.copyOf(command);
    }

    /// @param pythons finds the interpreter: the one named, or else the one that `python3` means here
    static LaunchPlan of(Program program, Optional<String> named, Pythons pythons, Surroundings surroundings)
            throws UnusableException {
        return switch (program) {
            case Program.Script(String path, List<String> arguments) -> {
                requireScript(path);
                yield plan(pythons.find(named), script(path), arguments);
            }
            case Program.Module(String name, List<String> arguments) ->
                plan(pythons.find(named), List.of("-m", name), arguments);
            case Program.Code(String source, List<String> arguments) ->
                plan(pythons.find(named), List.of("-c", source), arguments);
            case Program.Command(String name, List<String> arguments) ->
                command(name, arguments, named, pythons, surroundings);
        };
    }

    private static LaunchPlan command(
            String name, List<String> arguments, Optional<String> named, Pythons pythons, Surroundings surroundings)
            throws UnusableException {
        Path file = SearchPath.find(name, surroundings)
                .orElseThrow(() -> new UnusableException("there is no command " + name + " on the PATH"));
        List<String> script = script(file.toString());
        return switch (shebang(file)) {
            case Shebang.None() -> plan(pythons.find(named), script, arguments);
            case Shebang.Foreign(String what) ->
                throw new UnusableException(file + " is not a Python script but " + what);
            case Shebang.Python(String interpreter, List<String> flags) -> {
                List<String> own = named.isPresent() ? List.of() : flags;
                yield plan(pythons.find(named.or(() -> Optional.of(interpreter))), join(own, script), arguments);
            }
        };
    }

    private static Shebang shebang(Path file) throws UnusableException {
        try {
            return Shebang.of(file);
        } catch (IOException e) {
            throw new UnusableException("cannot read " + file + ": " + ReportFile.reason(e));
        }
    }

    private static LaunchPlan plan(Path python, List<String> what, List<String> arguments) {
        return new LaunchPlan(join(List.of(python.toString()), join(what, arguments)));
    }

    /// A script whose name looks like an option has to be told apart for Python too.
    private static List<String> script(String path) {
        return path.startsWith("-") && !path.equals("-") ? List.of("--", path) : List.of(path);
    }

    private static void requireScript(String path) throws UnusableException {
        Path file = Path.of(path);
        if (path.equals("-")) {
            return; // Python reads the program from standard input.
        }
        if (path.isEmpty() || !Files.exists(file)) {
            throw new UnusableException("there is no program " + path
                    + (Subcommand.named(path).isPresent()
                            ? "; the command of that name comes before all options"
                            : "; a module is run with -m, a command on the PATH with --from-path"));
        }
        if (Files.isDirectory(file) && !Files.exists(file.resolve(MAIN))) {
            throw new UnusableException(path + " is a folder without " + MAIN + ", so Python cannot run it");
        }
        if (!Files.isReadable(file)) {
            throw new UnusableException("no permission to read the program " + path);
        }
    }

    private static List<String> join(List<String> first, List<String> rest) {
        List<String> joined = new ArrayList<>(first);
        joined.addAll(rest);
        return joined;
    }
}
