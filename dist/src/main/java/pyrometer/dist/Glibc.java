package pyrometer.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The C library that the native files of an image need at least: its minor version, as in `2.17`.
final class Glibc {
    /// How a file for the linker names the version of a function that it asks for.
    private static final Pattern NEEDED = Pattern.compile("\0GLIBC_2\\.([0-9]{1,3})(\\.[0-9]+)?\0");

    private Glibc() {}

    static int minorNeededBy(Image image) throws IOException {
        int newest = 0;
        for (Path file : Folders.files(image.folder())) {
            if (file.toString().endsWith(".so") || file.endsWith("bin/java")) {
                Matcher matcher = NEEDED.matcher(Files.readString(file, ISO_8859_1));
                for (int from = 0; matcher.find(from); from = matcher.end() - 1) {
                    newest = Math.max(newest, Integer.parseInt(matcher.group(1)));
                }
            }
        }
        if (newest == 0) {
            throw new IOException(
                    "the image in " + image.folder() + " needs no glibc; wheels for musl are another kind");
        }
        return newest;
    }
}
