package pyrometer.cli;

import java.nio.file.Path;
import java.util.Optional;

/// Finds the interpreter that is to run the program.
interface Pythons {
    /// @param named a path or a command's name, from `--python` or from the script itself
    Path find(Optional<String> named) throws UnusableException;
}
