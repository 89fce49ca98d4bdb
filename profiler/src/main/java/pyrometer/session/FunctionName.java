package pyrometer.session;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// A function as people write it: `name`, `Class.name`, `module.name`, `package.module.Class.name`, or the `file:line`
/// of its definition, where the file may begin at any folder.
///
/// @param text as it was written
public record FunctionName(String text) {
    private static final int MOST_SUGGESTIONS = 5;

    /// Whether the frame is an activation of a function that the name stands for.
    public boolean matches(Frame frame) {
        return switch (frame) {
            case Frame.C c -> isName(c.qualifiedName(), "");
            case Frame.Python python ->
                isPosition(python)
                        || isName(python.qualifiedName(), module(python.file()))
                        || isName(python.name(), module(python.file()))
                        || (python.className() != null
                                && isName(python.className() + "." + python.name(), module(python.file())));
        };
    }

    /// What to say to somebody who wrote a name that stands for none of the frames.
    ///
    /// @param hottestFirst all the frames there are
    public String suggestions(List<Frame> hottestFirst) {
        Set<String> near = new LinkedHashSet<>();
        hottestFirst.stream()
                .flatMap(frame -> Stream.of(label(frame), simpleName(frame))
                        .filter(this::isNear)
                        .limit(1)
                        .map(_ -> label(frame)))
                .distinct()
                .sorted(Comparator.comparingInt(label -> Spelling.distance(text, label)))
                .limit(MOST_SUGGESTIONS)
                .forEach(near::add);
        if (!near.isEmpty()) {
            return "near to it are: " + String.join(", ", near);
        }
        List<String> hottest = hottestFirst.stream()
                .filter(frame -> frame instanceof Frame.Python)
                .map(FunctionName::label)
                .distinct()
                .limit(MOST_SUGGESTIONS)
                .toList();
        return hottest.isEmpty() ? "no function was" : "most time was spent in: " + String.join(", ", hottest);
    }

    /// How to name the function so that it is found again: `Class.name`, as far as the class is known.
    public static String label(Frame frame) {
        return switch (frame) {
            case Frame.C c -> c.qualifiedName();
            case Frame.Python python ->
                python.className() == null ? python.name() : python.className() + "." + python.name();
        };
    }

    private static String simpleName(Frame frame) {
        String label = label(frame);
        return label.substring(label.lastIndexOf('.') + 1);
    }

    private boolean isNear(String label) {
        return Spelling.distance(text, label) <= label.length() / 2 // a suggestion may be further off than a guess
                || (text.length() > 2 && label.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
    }

    private boolean isPosition(Frame.Python python) {
        int colon = text.lastIndexOf(':');
        return colon > 0
                && text.substring(colon + 1).equals(String.valueOf(python.firstLine()))
                && endsWithParts(python.file(), text.substring(0, colon), '/');
    }

    /// Whether the text is this name, alone or with the module before it, of which packages may be left out.
    private boolean isName(String name, String module) {
        if (text.equals(name)) {
            return true;
        }
        int rest = text.length() - name.length() - 1;
        return rest > 0
                && text.endsWith(name)
                && text.charAt(rest) == '.'
                && endsWithParts(module, text.substring(0, rest), '.');
    }

    private static boolean endsWithParts(String whole, String end, char separator) {
        return whole.endsWith(end)
                && (whole.length() == end.length() || whole.charAt(whole.length() - end.length() - 1) == separator);
    }

    /// The dotted name of the module in a file, with all folders as if they were packages.
    private static String module(String file) {
        String path = file.endsWith(".py") ? file.substring(0, file.length() - 3) : file;
        path = path.endsWith("/__init__") ? path.substring(0, path.length() - "/__init__".length()) : path;
        return path.replace('/', '.');
    }
}
