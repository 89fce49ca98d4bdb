package pyrometer.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that another program runs: the first line names it.
final class Scripts {
    private static final int LONGEST_LINE = 256;

    private Scripts() {}

    /// The program after `#!`; empty if the file does not begin so.
    static String interpreterOf(Path file) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(LONGEST_LINE);
        } catch (IOException e) {
            return "";
        }
        String text = new String(start, StandardCharsets.UTF_8);
        if (!text.startsWith("#!")) {
            return "";
        }
        int end = text.indexOf('\n');
        String line = (end < 0 ? text.substring(2) : text.substring(2, end)).strip();
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }
}
