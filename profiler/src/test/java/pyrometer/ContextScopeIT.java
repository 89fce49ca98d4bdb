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

    @OnEachInterpreter
    void whatWorkerThreadsDoIsSeenInTheTaskThatWaitsForThem(Interpreter python) {
        try (PythonTarget target = PythonTarget.start(python, "scoped_threads.py", Pyrometer.script(), "enabled")) {
            List<String> lines = target.remainingLines();

            assertEquals("", target.errors());
            for (int task = 0; task < 6; task++) {
                String work = "work_" + task;
                String path = task + " mine>in_thread>" + work;
                assertAbout("all of " + work, task + " mine", lines);
                assertAbout("churn_" + task, path + ">churn_" + task, lines);
                assertAbout("pause_" + task, path + ">pause_" + task, lines);
                String others = task + " .*(churn|pause)_[^" + task + "].*";
                assertTrue(lines.stream().noneMatch(line -> line.matches(others)), lines::toString);
            }
        }
    }

    private static void assertAbout(String told, String path, List<String> lines) {
        double expected = number(lines, "told " + told + " ");
        assertEquals(expected, number(lines, path + " "), 0.08, () -> path + " in " + lines);
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
