package pyrometer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The real pyinstrument, which reads what we write and writes what we read. A test that needs it is skipped where
/// there
/// is none, and says so.
public final class Pyinstrument {
    private static final Optional<Path> PYTHON = find();

    private Pyinstrument() {}

    /// Runs pyinstrument with a home of its own, where it keeps its reports.
    ///
    /// @return its standard output
    public static String run(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("env", "HOME=" + folder, "XDG_DATA_HOME=" + folder, python().toString(), "-m", "pyinstrument"));
        command.addAll(List.of(arguments));
        Pyrometer.Result result = Pyrometer.runCommand(folder, "", command);
        if (result.status() != 0) {
            throw new AssertionError(command + ": " + result.status() + "\n" + result.err());
        }
        return result.out();
    }

    /// The tree of the session in the file as pyinstrument draws it, without header and hint.
    public static String tree(Path folder, Path session, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--load", session.toString(), "-r", "text", "--no-color", "--unicode"));
        arguments.addAll(List.of(options));
        return run(folder, arguments.toArray(String[]::new))
                .lines()
                .dropWhile(line -> !line.matches("\\d.*"))
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static Path python() {
        if (PYTHON.isEmpty()) {
            String reason = "skipped: no pyinstrument in .tools/consumers/python or .tools/peers/*";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        return PYTHON.get();
    }

    private static Optional<Path> find() {
        Path tools = Interpreters.repository().resolve(".tools");
        List<Path> candidates = new ArrayList<>(List.of(tools.resolve("consumers/python")));
        Path peers = tools.resolve("peers");
        if (Files.isDirectory(peers)) {
            try (Stream<Path> children = Files.list(peers)) {
                children.sorted().forEach(candidates::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return candidates.stream()
                .map(folder -> folder.resolve("bin/python"))
                .filter(Files::isExecutable)
                .filter(Pyinstrument::hasPyinstrument)
                .findFirst();
    }

    private static boolean hasPyinstrument(Path python) {
        try {
            return Pyrometer.runCommand(
                                    Path.of("").toAbsolutePath(),
                                    "",
                                    List.of(python.toString(), "-c", "import pyinstrument"))
                            .status()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
