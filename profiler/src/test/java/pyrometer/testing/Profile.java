package pyrometer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.Pyrometer.Result;

/// What `./pyrometer -r json` says of a program, with nothing hidden and nothing left out.
public record Profile(Json json, Result result) {
    private static final int MOST_RUNS = 5;
    private static final double MOST_LATE = 0.1;

    /// A call in the tree.
    ///
    /// @param caller null for the outermost
    public record Call(Json json, @Nullable Call caller) {
        /// The innermost first.
        public Stream<Call> callers() {
            return Stream.iterate(caller, Objects::nonNull, Call::caller);
        }

        public String function() {
            return json.get("function").text();
        }

        /// With the class before it, where there is one.
        public String name() {
            Json className = json.fields().get("class_name");
            return (className == null ? "" : className.text() + ".") + function();
        }

        public String file() {
            return json.get("file_path").text();
        }

        /// Whether it is Python code, rather than a C function or a node of the report's own.
        public boolean isPython() {
            return json.fields().containsKey("lines");
        }

        public double seconds() {
            return json.get("time").number();
        }

        /// What is left of its time when that of its callees is taken away.
        public double ownSeconds() {
            double callees = json.get("children").items().stream()
                    .mapToDouble(callee -> callee.get("time").number())
                    .sum();
            return seconds() - callees;
        }

        /// The seconds at each line, the hottest first.
        public Map<Integer, Double> lines() {
            Map<Integer, Double> lines = new LinkedHashMap<>();
            for (Json line : json.get("lines").items()) {
                lines.put((int) line.get("line").number(), line.get("time").number());
            }
            return lines;
        }

        /// The Python functions from the outermost to this, as `main > work`.
        public String path() {
            return Stream.concat(Stream.of(this), callers())
                    .filter(Call::isPython)
                    .map(Call::function)
                    .reduce((path, function) -> function + " > " + path)
                    .orElse("");
        }
    }

    /// The calls of a thread or of a part of it, each before its callees.
    public record Tree(List<Call> calls) {
        /// Only what the program in the file of this name did, as if it had been the only one.
        public Tree program(String file) {
            return calls.stream()
                    .filter(call ->
                            call.function().equals("<module>") && call.file().endsWith("/" + file))
                    .findFirst()
                    .map(module -> new Tree(callsOf(module.json())))
                    .orElseThrow(() -> new AssertionError(file + " was not seen"));
        }

        /// The seconds of all calls that are such, where a call within such a call does not count again.
        public double seconds(Predicate<Call> which) {
            return calls.stream()
                    .filter(which.and(call -> call.callers().noneMatch(which)))
                    .mapToDouble(Call::seconds)
                    .sum();
        }

        public double seconds(String function) {
            return seconds(call -> call.isPython() && call.function().equals(function));
        }

        /// The part of the whole tree's time.
        public double share(String function) {
            return seconds(function) / calls.getFirst().seconds();
        }

        /// The part of the whole tree's time of the calls at this path.
        public double shareOfPath(String path) {
            return seconds(call -> call.isPython() && call.path().equals(path))
                    / calls.getFirst().seconds();
        }

        public Optional<Call> call(String function) {
            return calls.stream()
                    .filter(call -> call.function().equals(function))
                    .findFirst();
        }

        /// Each path of Python functions and its seconds, for a test that fails.
        @Override
        public String toString() {
            return calls.stream()
                    .filter(Call::isPython)
                    .limit(40)
                    .map(call -> call.seconds() + " " + call.path() + "\n")
                    .collect(Collectors.joining());
        }
    }

    /// Runs a program of `targets/`.
    ///
    /// @param words the program and its arguments, with a space between two
    public static Profile of(Interpreter python, String words, String... options) {
        return of(python, target(words), options);
    }

    /// The same, for judging seconds. Where the machine kept the sampler from many of its looks, each of the others
    /// stands for much time: then the program is run again, a few times at most, and the last profile counts.
    public static Profile undisturbed(Interpreter python, List<String> program, String... options) {
        Profile profile = of(python, program, options);
        for (int i = 1; i < MOST_RUNS && profile.lateShare() > MOST_LATE; i++) {
            profile = of(python, program, options);
        }
        return profile;
    }

    public static Profile undisturbed(Interpreter python, String words, String... options) {
        return undisturbed(python, target(words), options);
    }

    private static List<String> target(String words) {
        List<String> program = new ArrayList<>(List.of(words.split(" ")));
        program.set(0, PythonTarget.programs().resolve(program.getFirst()).toString());
        return program;
    }

    /// The part of the looks that were due; samples are of each thread.
    private double lateShare() {
        double due = json.get("duration").number() / json.get("interval").number();
        return json.get("quality").get("late").number() / Math.max(1, due);
    }

    public static Profile of(Interpreter python, List<String> program, String... options) {
        TestedInterpreters.used(python);
        List<String> arguments =
                new ArrayList<>(List.of("--python", python.executable().toString()));
        arguments.addAll(List.of(options));
        return of(arguments, program);
    }

    /// Looks at a program that runs already.
    public static Profile attached(PythonTarget target, String... options) {
        List<String> arguments = new ArrayList<>(List.of("attach"));
        arguments.addAll(List.of(options));
        return of(arguments, List.of(Long.toString(target.pid())));
    }

    private static Profile of(List<String> options, List<String> program) {
        try {
            Path file = Files.createTempFile("profile", ".json");
            List<String> command = new ArrayList<>(List.of(Pyrometer.script()));
            command.addAll(options);
            command.addAll(List.of("-r", "json", "-o", file.toString(), "--show-all"));
            command.addAll(List.of("-p", "processor_options.filter_threshold=0"));
            command.addAll(program);
            Result result = Pyrometer.runCommand(PythonTarget.programs(), "", command);
            if (Files.size(file) == 0) {
                throw new AssertionError("no profile: " + result);
            }
            Profile profile = new Profile(Json.read(file), result);
            Files.delete(file);
            return profile;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The main thread's.
    public Tree main() {
        return new Tree(callsOf(json.get("root_frame")));
    }

    /// The thread's of this name.
    public Tree thread(String name) {
        return threads().stream()
                .filter(thread -> thread.get("name").text().equals(name))
                .findFirst()
                .map(thread -> new Tree(callsOf(thread.get("root_frame"))))
                .orElseThrow(() -> new AssertionError("no thread " + name + " but " + threadNames()));
    }

    /// Those of all threads; some may have the same name.
    public List<Tree> trees() {
        return threads().stream()
                .map(thread -> new Tree(callsOf(thread.get("root_frame"))))
                .toList();
    }

    /// How long the thread of this name was in a state: `running`, `waiting_for_gil` and so on.
    public double secondsIn(String state, String name) {
        return threads().stream()
                .filter(thread -> thread.get("name").text().equals(name))
                .mapToDouble(thread -> thread.get("state_times").get(state).number())
                .sum();
    }

    private List<Json> threads() {
        return json.get("threads").items();
    }

    public List<String> threadNames() {
        return threads().stream().map(thread -> thread.get("name").text()).toList();
    }

    private static List<Call> callsOf(Json root) {
        List<Call> calls = new ArrayList<>();
        Deque<Call> open = new ArrayDeque<>();
        if (!root.fields().isEmpty()) {
            open.push(new Call(root, null));
        }
        while (!open.isEmpty()) {
            Call call = open.pop();
            calls.add(call);
            for (Json callee : call.json().get("children").items().reversed()) {
                open.push(new Call(callee, call));
            }
        }
        return calls;
    }
}
