package pyrometer.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pyrometer.render.ReportFile;

/// Shows a page to the user, in the way that Python's `webbrowser` does: with the commands in `BROWSER`,
/// separated by
/// colons, `%s` standing for the address; else with `xdg-open` on a desktop.
final class Browser {
    private Browser() {}

    /// A file for a page that the user has not named, in a folder of its own that only its owner can look into.
    static Path newPage() throws UnusableException {
        try {
            return Files.createTempDirectory("pyrometer-").resolve("report.html");
        } catch (IOException e) {
            throw new UnusableException(
                    "cannot make a file for the page: " + ReportFile.reason(e) + "; name one with -o");
        }
    }

    /// Whether a page would end on a terminal, where it is of no use to anyone.
    static boolean isWanted(boolean isPage, Destination destination, Surroundings surroundings) {
        return isPage
                && destination instanceof Destination.Stream(PrintStream _, int descriptor)
                && surroundings.isTerminal().test(descriptor);
    }

    /// Shows the page, or says why not.
    static void open(Path page, Surroundings surroundings) {
        if (!show(page, surroundings)) {
            surroundings.say("no browser was found; the variable BROWSER can name one");
        }
    }

    /// Starts a browser; nothing comes back to the terminal from it.
    ///
    /// @return whether there is one
    static boolean show(Path page, Surroundings surroundings) {
        for (List<String> command : commands(page.toUri().toString(), surroundings)) {
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
                builder.environment().clear();
                builder.environment().putAll(surroundings.environment());
                builder.start();
                return true;
            } catch (IOException e) {
                // The next one.
            }
        }
        return false;
    }

    static List<List<String>> commands(String address, Surroundings surroundings) {
        List<List<String>> commands = new ArrayList<>();
        for (String named : surroundings.variable("BROWSER").split(":")) {
            if (!named.isBlank()) {
                List<String> words = new ArrayList<>();
                for (String word : named.strip().split("\\s+")) {
                    words.add(word.replace("%s", address));
                }
                if (!named.contains("%s")) {
                    words.add(address);
                }
                commands.add(words);
            }
        }
        boolean desktop = Optional.of(surroundings.variable("DISPLAY") + surroundings.variable("WAYLAND_DISPLAY"))
                .filter(display -> !display.isEmpty())
                .isPresent();
        if (desktop) {
            commands.add(List.of("xdg-open", address));
        }
        return commands;
    }
}
