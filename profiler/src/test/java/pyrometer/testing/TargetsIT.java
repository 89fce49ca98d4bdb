package pyrometer.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.testing.Interpreters.Interpreter;

/// Each program of `targets/` runs on each interpreter, and keeps what can be told of its promises from outside.
class TargetsIT {
    @ParameterizedTest(name = "CPython {0}: {1}")
    @MethodSource("runs")
    void runsToItsEndWithoutComplaint(Interpreter python, String commandLine) {
        List<String> words = Arrays.asList(commandLine.split(" "));
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);

        try (PythonTarget target = PythonTarget.start(python, words.getFirst(), arguments)) {
            target.remainingLines();

            assertEquals(0, target.exitStatus());
            assertEquals("", target.errors());
        }
    }

    @ParameterizedTest(name = "CPython {0}: {1}")
    @MethodSource("ends")
    void endsAsItWasTold(Interpreter python, String kind, int status) {
        try (PythonTarget target = PythonTarget.start(python, "exits.py", kind, "0.01")) {
            assertEquals(status, target.exitStatus());
        }
    }

    @OnEachInterpreter
    void printsNativeSharesThatAddUpToAllOfTheTime(Interpreter python) {
        try (PythonTarget target = PythonTarget.start(python, "phases_mix.py", "1")) {
            double sum = target.remainingLines().stream()
                    .filter(line -> line.startsWith("share "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();

            assertTrue(sum > 0.98 && sum < 1.01, () -> "sum of the shares: " + sum);
        }
    }

    static Stream<Arguments> runs() {
        List<String> commandLines = List.of(
                "await_chains.py",
                "awaits.py",
                "busy_two_to_one.py 0.05",
                "churn.py 0.05",
                "c_calls.py 0.4",
                "classes.py 0.05",
                "coroutines.py 0.1",
                "deep.py 100000 0.05",
                "distortion.py 1",
                "empty_c_thread.py 0",
                "exec_eval.py 0.05",
                "fork.py 0.05",
                "generators.py 0.05",
                "imports_slow.py",
                "names.py 0.05",
                "reused_code.py 0",
                "sleeps.py 0",
                "stale_code.py 0.05",
                "subinterpreters.py 0.05",
                "threads_200.py 0.05",
                "tracebackhide.py 0.05",
                "two_busy_threads.py 0.05",
                "two_phases.py 0.05 0.05");
        return Interpreters.all().stream()
                .flatMap(python -> commandLines.stream().map(commandLine -> arguments(python, commandLine)));
    }

    static Stream<Arguments> ends() {
        return Interpreters.all().stream()
                .flatMap(python -> Stream.of(
                        arguments(python, "return", 0),
                        arguments(python, "exit_3", 3),
                        arguments(python, "exit_message", 1),
                        arguments(python, "uncaught", 1),
                        arguments(python, "os_exit_7", 7),
                        arguments(python, "os_exit_9_from_a_thread", 9),
                        arguments(python, "sigint", 130),
                        arguments(python, "abort", 134),
                        arguments(python, "sigkill", 137),
                        arguments(python, "segfault", 139),
                        arguments(python, "sigterm", 143)));
    }
}
