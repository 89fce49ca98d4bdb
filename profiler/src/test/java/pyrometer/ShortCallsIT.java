package pyrometer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import pyrometer.process.CannotStart;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.PythonTarget;

/// C functions that return before a look at them is over: the worst case for a copy that is made while the
/// target runs.
class ShortCallsIT {
    private static final Path SCRIPT = PythonTarget.programs().resolve("short_calls.py");

    @OnEachInterpreter
    void callsShorterThanALookAreNotMistakenForOneAnother(Interpreter python) throws CannotStart, IOException {
        Session session = Profiled.run(
                List.of(python.executable().toString(), SCRIPT.toString(), "3"), Duration.ofNanos(200_000));

        List<String> source = Files.readAllLines(SCRIPT);
        Map<String, Integer> wrong = new TreeMap<>();
        int looks = 0;
        int named = 0;
        for (Runs runs = session.runs(session.threads().getFirst()); runs.next(); ) {
            looks++;
            if (isCall(session, runs.stack())) {
                named++;
                String name = ((Frame.C) frame(session, runs.stack())).qualifiedName();
                String line = source.get(session.stacks().line(session.stacks().parent(runs.stack())) - 1);
                if (!List.of(line.replaceFirst(".*  # ", "").split(",")).contains(name)) {
                    wrong.merge(name + " in " + line.strip(), 1, Integer::sum);
                }
            }
        }
        int wrongs = wrong.values().stream().mapToInt(Integer::intValue).sum();
        String result = "%s: %d looks, %d named, %d unnamed, %d wrong %s"
                .formatted(python, looks, named, session.quality().unnamedCalls(), wrongs, wrong);
        System.out.println("short C calls of " + result);
        assertTrue(named > looks / 5, result);
        assertTrue(wrongs <= looks / 1000, result);
    }

    /// Whether the stack ends with a C function that was called by `calls`.
    private static boolean isCall(Session session, int stack) {
        if (stack == StackTrie.EMPTY || !(frame(session, stack) instanceof Frame.C)) {
            return false;
        }
        int caller = session.stacks().parent(stack);
        return caller != StackTrie.EMPTY
                && frame(session, caller) instanceof Frame.Python python
                && python.name().equals("calls");
    }

    private static Frame frame(Session session, int stack) {
        return session.frames().get(session.stacks().frame(stack));
    }
}
