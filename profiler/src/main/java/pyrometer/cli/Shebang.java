package pyrometer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a script on the PATH wants to be started: the first line of the file.
sealed interface Shebang {
    /// By a Python.
    ///
    /// @param interpreter a path, or the name of a command
    /// @param flags such as `-sE`
    record Python(String interpreter, List<String> flags) implements Shebang {}

    /// By something else, or not at all, being a program of the machine.
    record Foreign(String what) implements Shebang {}

    /// It does not say.
    record None() implements Shebang {}

    /// Lines of pip and of the kernel are shorter.
    int MAX_HEAD_BYTES = 4096;

    /// What pip writes where the interpreter's path is too long for the kernel: a line that is both shell and Python.
    Pattern SHELL_TRAMPOLINE = Pattern.compile("'''exec' \"?([^\"]+?)\"? \"\\$0\" \"\\$@\"");

    static Shebang of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(MAX_HEAD_BYTES);
        }
        return parse(new String(head, StandardCharsets.UTF_8));
    }

    static Shebang parse(String head) {
        if (head.startsWith("\u007fELF")) {
            return new Foreign("a machine program");
        }
        if (!head.startsWith("#!")) {
            return new None();
        }
        List<String> lines = head.lines().limit(2).toList();
        List<String> words = new ArrayList<>(
                Arrays.asList(lines.getFirst().substring(2).strip().split("\\s+")));
        if (baseName(words.getFirst()).equals("env")) {
            words.removeFirst();
            words.removeIf(word -> word.equals("-S") || word.contains("="));
        }
        if (words.isEmpty()) {
            return new None();
        }
        if (baseName(words.getFirst()).startsWith("python")) {
            return new Python(words.getFirst(), List.copyOf(words.subList(1, words.size())));
        }
        return trampoline(lines).orElseGet(() -> new Foreign("a script for " + words.getFirst()));
    }

    private static Optional<Shebang> trampoline(List<String> lines) {
        Matcher matcher = SHELL_TRAMPOLINE.matcher(lines.size() > 1 ? lines.get(1) : "");
        return matcher.matches() ? Optional.of(new Python(matcher.group(1), List.of())) : Optional.empty();
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
