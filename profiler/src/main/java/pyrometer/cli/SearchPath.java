package pyrometer.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folders of `PATH`, searched as the shell does.
final class SearchPath {
    private SearchPath() {}

    static Optional<Path> find(String command, Surroundings surroundings) {
        if (command.contains("/")) {
            return Optional.of(Path.of(command)).filter(SearchPath::isProgram);
        }
        for (String folder : surroundings.variable("PATH").split(":", -1)) {
            Path candidate = Path.of(folder).resolve(command);
            if (!command.isEmpty() && isProgram(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
