package pyrometer.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;
import pyrometer.session.Spelling;
import pyrometer.session.StackTrie;
import pyrometer.tree.Function;

/// Finds the function that a user means by `name`, `Class.name`, `module.name` or `file:line`, the line being any that
/// the function was seen at.
final class FunctionFinder {
    private static final Pattern PLACE = Pattern.compile("(.+):(\\d{1,9})");
    private static final int MOST_NAMED = 5;

    private final CodePaths paths;

    /// Each function with its dotted names, the last part of each being its own, and with the lines it was seen at.
    private final Map<Function, Known> functions = new LinkedHashMap<>();

    private record Known(Set<List<String>> names, Set<Integer> lines) {
        Known() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    /// @param wanted which functions to look among
    FunctionFinder(Session session, CodePaths paths, Predicate<Function> wanted) {
        this.paths = paths;
        List<Frame> frames = session.frames();
        StackTrie stacks = session.stacks();
        for (Frame frame : frames) {
            Function function = function(frame);
            if (wanted.test(function)) {
                functions.computeIfAbsent(function, _ -> new Known()).names.addAll(names(frame));
            }
        }
        for (int stack = StackTrie.EMPTY + 1; stack < stacks.size(); stack++) {
            Known known = functions.get(function(frames.get(stacks.frame(stack))));
            if (known != null) {
                known.lines.add(stacks.line(stack));
            }
        }
    }

    /// @throws UnusableOption if there is no such function or more than one
    Function find(String text) throws UnusableOption {
        Matcher place = PLACE.matcher(text);
        List<Function> found =
                place.matches() ? at(place.group(1), Integer.parseInt(place.group(2))) : named(parts(text));
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw new UnusableOption("function: this recording has no '" + CallText.printable(text) + "'" + near(text));
        }
        throw new UnusableOption("function: '" + CallText.printable(text) + "' is " + found.size() + " functions: "
                + list(found) + "; name one as module.name or file:line");
    }

    private static Function function(Frame frame) {
        return switch (frame) {
            case Frame.Python python -> new Function.Python(python.name(), python.file(), python.firstLine());
            case Frame.C c -> new Function.C(c.qualifiedName());
        };
    }

    private Set<List<String>> names(Frame frame) {
        return switch (frame) {
            case Frame.C c -> Set.of(parts(c.qualifiedName()));
            case Frame.Python python -> {
                List<String> module = module(paths.shorten(python.file()));
                Set<List<String>> names = new LinkedHashSet<>();
                names.add(join(module, List.of(python.name())));
                names.add(join(module, parts(python.qualifiedName().replace("<locals>.", ""))));
                if (python.className() != null) {
                    names.add(join(module, List.of(python.className(), python.name())));
                }
                yield names;
            }
        };
    }

    private static List<String> module(String file) {
        String path = file.endsWith(".py") ? file.substring(0, file.length() - ".py".length()) : file;
        List<String> parts = new ArrayList<>(Stream.of(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals(".."))
                .toList());
        if (parts.size() > 1 && parts.getLast().equals("__init__")) {
            parts.removeLast();
        }
        return parts;
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<String> parts(String dotted) {
        return List.of(dotted.split("\\."));
    }

    private List<Function> named(List<String> name) {
        return functions.entrySet().stream()
                .filter(each -> isNamed(each.getValue(), name))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isNamed(Known known, List<String> wanted) {
        return known.names.stream().anyMatch(name -> {
            int more = name.size() - wanted.size();
            return more >= 0 && name.subList(more, name.size()).equals(wanted);
        });
    }

    private List<Function> at(String file, int line) {
        List<Function> beginHere = new ArrayList<>();
        List<Function> passHere = new ArrayList<>();
        functions.forEach((function, known) -> {
            if (function instanceof Function.Python python && isFile(python.file(), file)) {
                if (python.firstLine() == line) {
                    beginHere.add(function);
                } else if (known.lines.contains(line)) {
                    passHere.add(function);
                }
            }
        });
        return beginHere.isEmpty() ? passHere : beginHere;
    }

    private boolean isFile(String path, String wanted) {
        return path.equals(wanted)
                || path.endsWith("/" + wanted)
                || paths.shorten(path).equals(wanted);
    }

    private String near(String text) {
        String wanted = text.substring(Math.max(text.lastIndexOf('.'), text.lastIndexOf('/')) + 1);
        List<Function> near = functions.keySet().stream()
                .filter(function -> Spelling.isNear(wanted, function.label())
                        || function.label().contains(wanted))
                .sorted(Comparator.comparingInt((Function function) -> Spelling.distance(wanted, function.label()))
                        .thenComparing(Function::label))
                .toList();
        return near.isEmpty() ? "; -p flat=true lists the functions it has" : "; did you mean " + list(near) + "?";
    }

    private String list(List<Function> some) {
        String named = some.stream().limit(MOST_NAMED).map(this::describe).collect(Collectors.joining(", "));
        return some.size() > MOST_NAMED ? named + " ..." : named;
    }

    private String describe(Function function) {
        String place = CallText.position(function, paths);
        return CallText.printable(function.label() + (place.isEmpty() ? "" : " (" + place + ")"));
    }
}
