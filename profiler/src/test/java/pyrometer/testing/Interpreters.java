package pyrometer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The real CPython interpreters that this machine has, of the minor versions that Pyrometer supports.
///
/// They come from `.tools/python` (where `.ci/fetch-interpreters` unpacks them), from pyenv, and from the PATH.
public final class Interpreters {
    /// @param minor for example `3.12`
    public record Interpreter(String minor, Path executable) {
        @Override
        public String toString() {
            return minor;
        }
    }

    public static final List<String> SUPPORTED = List.of("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14");

    private static final Map<String, Interpreter> FOUND = find();

    private Interpreters() {}

    /// Prints what was found, for the summary of `./verify`.
    public static void main(String[] args) {
        for (String minor : SUPPORTED) {
            System.out.println(minor + "  "
                    + of(minor).map(found -> found.executable().toString()).orElse("missing"));
        }
    }

    /// All that were found, oldest first.
    public static List<Interpreter> all() {
        return List.copyOf(FOUND.values());
    }

    public static Optional<Interpreter> of(String minor) {
        return Optional.ofNullable(FOUND.get(minor));
    }

    public static Interpreter oldest() {
        return all().getFirst();
    }

    public static Interpreter newest() {
        return all().getLast();
    }

    /// The folder with `pyrometer` and `targets/`.
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("profiler"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /// Every build that was found, oldest first: with and without a libpython, with and without symbols.
    public static List<Interpreter> builds() {
        return SUPPORTED.stream().flatMap(Interpreters::buildsOf).toList();
    }

    private static Map<String, Interpreter> find() {
        Map<String, Interpreter> found = new TreeMap<>(Comparator.comparingInt(SUPPORTED::indexOf));
        for (String minor : SUPPORTED) {
            buildsOf(minor).findFirst().ifPresent(interpreter -> found.put(minor, interpreter));
        }
        return found;
    }

    private static Stream<Interpreter> buildsOf(String minor) {
        List<Path> folders = new ArrayList<>();
        folders.addAll(children(repository().resolve(".tools/python")));
        folders.addAll(children(Path.of(System.getProperty("user.home"), ".pyenv/versions")));
        folders.replaceAll(folder -> folder.resolve("bin"));
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            folders.add(Path.of(folder));
        }
        return folders.stream()
                .map(folder -> folder.resolve("python" + minor))
                .filter(candidate -> Files.isExecutable(candidate) && isElf(candidate))
                .map(executable -> new Interpreter(minor, realPath(executable)))
                .distinct();
    }

    /// Whether the file is a program itself, rather than a script that chooses one (as pyenv's shims are).
    private static boolean isElf(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            return magic.length == 4 && magic[0] == 0x7f && magic[1] == 'E' && magic[2] == 'L' && magic[3] == 'F';
        } catch (IOException e) {
            return false;
        }
    }

    private static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
