package pyrometer.cli;

import java.util.ArrayList;
import java.util.List;

/// What the JVM watches to make its cache (JEP 514): several command lines, one after the other, as their users give
/// them. What they load, link and compile is then at hand when Pyrometer starts.
public final class Training {
    /// Stands between two command lines.
    private static final String THEN = "---";

    private Training() {}

    /// @param args command lines
    public static void main(String[] args) {
        for (List<String> line : lines(args)) {
            int status = Main.run(line);
            if (status != CommandLine.OK) {
                throw new IllegalStateException("status " + status + " of " + line);
            }
        }
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
}
