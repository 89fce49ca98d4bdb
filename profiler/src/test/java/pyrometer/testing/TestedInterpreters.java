package pyrometer.testing;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import pyrometer.testing.Interpreters.Interpreter;

/// Says at the end of a test run which interpreters it really used, and which versions were not there to be used.
public final class TestedInterpreters implements TestExecutionListener {
    private static final Map<String, Set<String>> USED = new ConcurrentHashMap<>();

    static void used(Interpreter interpreter) {
        USED.computeIfAbsent(interpreter.minor(), _ -> ConcurrentHashMap.newKeySet())
                .add(interpreter.executable().toString());
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (USED.isEmpty()) {
            return;
        }
        System.out.println("Tested on CPython:");
        for (String minor : Interpreters.SUPPORTED) {
            Set<String> executables = new TreeSet<>(USED.getOrDefault(minor, Set.of()));
            String state = Interpreters.of(minor).isEmpty() ? "NOT ON THIS MACHINE" : "not used";
            System.out.printf("  %-5s %s%n", minor, executables.isEmpty() ? state : String.join(", ", executables));
        }
    }
}
