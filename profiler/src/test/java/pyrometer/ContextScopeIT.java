package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.PythonTarget;

/// Whether a recording of one async context holds what that context does and awaits, and nothing else.
class ContextScopeIT {
    @OnEachInterpreter
    void waitsAndWorkOfOneContextAreSeenWhereTheyAreAwaited(Interpreter python) {
        try (PythonTarget target = PythonTarget.start(python, "scoped.py", Pyrometer.script(), "enabled")) {
            List<String> lines = target.remainingLines();

            assertEquals("", target.errors());
            assertSeconds(lines, "nap", "mine > nap > sleep > [await]");
            assertSeconds(lines, "computed", "mine > computed > spin");
            assertSeconds(lines, "gathered", "mine > gathered > child > nap > sleep > [await]");
            assertSeconds(lines, "iterated", "mine > iterated > ticks > nap > sleep > [await]");
            assertTrue(lines.stream().noneMatch(line -> line.contains("stranger")), lines::toString);
            if (!python.minor().equals("3.8")) {
                double told = number(lines, "told handed_over ");
                assertEquals(told, number(lines, "mine > handed_over > to_thread "), 0.06, lines::toString);
                assertTrue(number(lines, "mine > handed_over > to_thread > spin ") > 0.1, lines::toString);
            }
        }
    }

    @OnEachInterpreter
    void allTimeBelongsToTheContextThatWaitsInStrictMode(Interpreter python) {
        try (PythonTarget target = PythonTarget.start(python, "scoped.py", Pyrometer.script(), "strict")) {
            List<String> lines = target.remainingLines();

            assertSeconds(lines, "nap", "mine > nap > sleep > [await]");
            assertTrue(lines.stream().noneMatch(line -> line.contains("stranger")), lines::toString);
        }
    }

    private static void assertSeconds(List<String> lines, String part, String path) {
        double told = number(lines, "told " + part + " ");
        assertEquals(told, number(lines, path + " "), 0.06 + 0.05 * told, () -> path + " in " + lines);
    }

    private static double number(List<String> lines, String before) {
        return lines.stream()
                .filter(line -> line.startsWith(before)
                        && line.substring(before.length()).matches("[0-9.e-]+"))
                .mapToDouble(line -> Double.parseDouble(line.substring(before.length())))
                .sum();
    }
}
