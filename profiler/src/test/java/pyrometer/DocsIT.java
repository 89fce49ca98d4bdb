package pyrometer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Consumers;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;

/// The snippets of the guide and of the README, run as their reader would: those of a page in one folder, one after the
/// other.
///
/// A block with a file's name is that file. Commands of `console` blocks, scripts without a name and what a workflow
/// runs have to succeed. A comment that begins with `check` is a shell script that tries what the page shows before it.
class DocsIT {
    private static final Path REPOSITORY = Interpreters.repository();
    private static final Pattern PIECE = Pattern.compile(
            "^```(\\S+) *(\\S*)\\n(.*?)^```$|^<!-- check\\n(.*?)^-->$", Pattern.DOTALL | Pattern.MULTILINE);

    /// `diff --fail-if` says with it that something got slower, which on a busy machine may be so.
    private static final int SLOWER = 3;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicNode> the_snippets_of_the_guide_work() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("pyrometer"), Path.of(Pyrometer.script()));
        List<Path> pages;
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("docs"))) {
            pages = Stream.concat(Stream.of(REPOSITORY.resolve("README.md")), files.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
        return pages.stream()
                .map(page -> DynamicContainer.dynamicContainer(
                        REPOSITORY.relativize(page).toString(), tests(page).stream()));
    }

    private List<DynamicTest> tests(Path page) {
        try {
            String name = REPOSITORY.relativize(page).toString().replace('/', '-');
            Path place = Files.createDirectory(folder.resolve(name));
            Files.createSymbolicLink(place.resolve("examples"), REPOSITORY.resolve("examples"));
            List<DynamicTest> tests = new ArrayList<>();
            Matcher piece = PIECE.matcher(Files.readString(page));
            while (piece.find()) {
                if (piece.group(4) != null) {
                    tests.add(succeeds("check after " + tests.size(), place, piece.group(4), Set.of(0)));
                } else {
                    addBlock(piece.group(1), piece.group(2), piece.group(3), place, tests);
                }
            }
            return tests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addBlock(String kind, String name, String text, Path place, List<DynamicTest> tests) {
        if (!name.isEmpty()) {
            tests.add(DynamicTest.dynamicTest(name, () -> Files.writeString(place.resolve(name), text)));
            return;
        }
        switch (kind) {
            case "console" ->
                text.lines()
                        .filter(line -> line.startsWith("$ "))
                        .map(line -> succeeds(line, place, line.substring(2), Set.of(0)))
                        .forEach(tests::add);
            case "yaml" ->
                text.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("- run: "))
                        .map(line -> succeeds(line, place, line.substring("- run: ".length()), Set.of(0, SLOWER)))
                        .forEach(tests::add);
            case "ipython" ->
                tests.add(succeeds(text.lines().findFirst().orElseThrow(), place, ipython(text), Set.of(0)));
            case "python" ->
                tests.add(succeeds(text.lines().findFirst().orElseThrow(), place, python(text), Set.of(0)));
            default -> throw new AssertionError("a block of " + kind + " that nothing runs");
        }
    }

    private static String python(String text) {
        return "cat > snippet.py <<'SNIPPET'\n" + text + "SNIPPET\npython snippet.py\n";
    }

    private static String ipython(String text) {
        return "cat > snippet.ipy <<'SNIPPET'\n" + text
                + "SNIPPET\npython -m IPython --no-banner --ext=pyrometer snippet.ipy\n";
    }

    private DynamicTest succeeds(String name, Path place, String script, Set<Integer> statuses) {
        return DynamicTest.dynamicTest(name, () -> {
            Path python = Consumers.file("frameworks-3.14/bin/python");
            String path = folder.resolve("bin") + ":" + python.getParent() + ":" + System.getenv("PATH");
            Pyrometer.Result result = Pyrometer.runCommand(
                    place,
                    "",
                    List.of(
                            "env",
                            "PATH=" + path,
                            "PYTHONPATH=" + REPOSITORY.resolve("client"),
                            "PYROMETER_DATA_HOME=" + place.resolve("kept"),
                            "sh",
                            "-euc",
                            script));
            assertTrue(statuses.contains(result.status()), () -> result.status() + "\n" + result.out() + result.err());
        });
    }
}
