package pyrometer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the `pyproject.toml` with the section `[tool.pyrometer]`: the nearest in the working directory or above.
///
/// Whether it has one is asked of its text, so that the parser need not be loaded where it has none.
final class ProjectFile {
    static final String SECTION = "tool.pyrometer";

    private static final String NAME = "pyproject.toml";

    /// `tool.pyrometer`, or `pyrometer` at the start of a line behind `[tool]`.
    private static final Pattern MENTION =
            Pattern.compile("tool\\s*\\.\\s*[\"']?pyrometer\\b|(?ms)^\\s*\\[\\s*tool\\s*].*^\\s*[\"']?pyrometer\\b");

    /// The largest known ones have some 100 kB.
    private static final int MAX_BYTES = 4 << 20;

    private ProjectFile() {}

    /// The options that are configured for a program that is run in the folder.
    static List<Given> defaults(Path folder) throws UsageException {
        for (Path above = folder.toAbsolutePath(); above != null; above = above.getParent()) {
            Path file = above.resolve(NAME);
            String text = text(file);
            if (text != null && MENTION.matcher(text).find()) {
                return ProjectToml.read(text, file.toString());
            }
        }
        return List.of();
    }

    /// A file that is not there, or may not be read, is not for us.
    private static @Nullable String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }
}
