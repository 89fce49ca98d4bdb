package pyrometer.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Chooses the Python that runs a script: the one asked for, else `PYROMETER_PYTHON`, else the active virtual
/// environment, else the one that Pyrometer is installed for, else `python3` and then `python` on the PATH.
public final class PythonFinder {
    private final Map<String, String> environment;
    private final Optional<Path> own;

    public PythonFinder(Map<String, String> environment) {
        this(environment, Optional.empty());
    }

    /// @param own of the Python environment whose command we are, if we are one's
    public PythonFinder(Map<String, String> environment, Optional<Path> own) {
        this.environment = environment;
        this.own = own;
    }

    /// @param asked a path or a name, if the user gave one
    public Path find(Optional<String> asked) throws CannotStart {
        if (asked.isPresent()) {
            return require(asked.get(), "--python");
        }
        String configured = variable("PYROMETER_PYTHON");
        if (!configured.isEmpty()) {
            return require(configured, "PYROMETER_PYTHON");
        }
        String virtualEnvironment = variable("VIRTUAL_ENV");
        if (!virtualEnvironment.isEmpty()) {
            return require(virtualEnvironment + "/bin/python", "VIRTUAL_ENV");
        }
        if (own.isPresent()) {
            return own.get();
        }
        for (String name : new String[] {"python3", "python"}) {
            Optional<Path> found = onPath(name);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new CannotStart(
                "there is no python3 on the PATH; install Python, or name one: --python /path/to/python3");
    }

    /// A program by its path or name, with the reason why not.
    private Path require(String program, String origin) throws CannotStart {
        String name = program.startsWith("~/") ? variable("HOME") + program.substring(1) : program;
        if (name.indexOf('/') < 0) {
            Optional<Path> found = onPath(name);
            if (found.isPresent()) {
                return found.get();
            }
            throw new CannotStart("%s: there is no program %s on the PATH; give the path of a Python interpreter"
                    .formatted(origin, program));
        }
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw new CannotStart(
                    "%s: %s cannot be a path in this locale; try LC_ALL=C.UTF-8".formatted(origin, program));
        }
        if (Files.isDirectory(path)) {
            throw new CannotStart(
                    "%s: %s is a folder; name the program in it, as %s/bin/python".formatted(origin, name, name));
        }
        if (!Files.exists(path)) {
            throw new CannotStart("%s: there is no %s; give the path of a Python interpreter".formatted(origin, name));
        }
        if (!Files.isExecutable(path)) {
            throw new CannotStart(
                    "%s: %s is not executable; give the path of a Python interpreter".formatted(origin, name));
        }
        return path;
    }

    private Optional<Path> onPath(String name) {
        for (String folder : variable("PATH").split(":")) {
            try {
                Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                    return Optional.of(candidate);
                }
            } catch (InvalidPathException e) {
                // A folder that our locale cannot express; the others remain.
            }
        }
        return Optional.empty();
    }

    private String variable(String name) {
        String value = environment.get(name);
        return value == null ? "" : value;
    }
}
