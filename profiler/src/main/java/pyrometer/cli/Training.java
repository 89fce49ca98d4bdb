package pyrometer.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import pyrometer.os.LinuxCalls;

/// What the JVM watches to make its cache (JEP 514): several command lines, one after the other, as their users give
/// them. What they load, link and compile is then at hand when Pyrometer starts.
public final class Training {
    /// Stands between two command lines.
    private static final String THEN = "---";

    private Training() {}

    /// @param args command lines
    public static void main(String[] args) {
        int worst = 0;
        for (List<String> line : lines(args)) {
            worst = Math.max(worst, new CommandLine(Map.of(), surroundings(), Stages.real()).run(line));
        }
        System.exit(worst);
    }

    private static List<List<String>> lines(String[] words) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(new ArrayList<>());
        for (String word : words) {
            if (word.equals(THEN)) {
                lines.add(new ArrayList<>());
            } else {
                lines.getLast().add(word);
            }
        }
        return lines;
    }

    private static Surroundings surroundings() {
        return new Surroundings(
                System.getenv(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(System.err, false, StandardCharsets.UTF_8),
                fileDescriptor -> new LinuxCalls().isTerminal(fileDescriptor),
                Path.of("").toAbsolutePath(),
                "pyrometer");
    }
}
