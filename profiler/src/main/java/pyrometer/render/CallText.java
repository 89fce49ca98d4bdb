package pyrometer.render;

import pyrometer.session.CodePaths;
import pyrometer.tree.CallTree;
import pyrometer.tree.Function;

/// How the nodes of a tree are called in reports.
final class CallText {
    /// Stands for the file of a function written in C.
    static final String BUILT_IN = "<built-in>";

    private CallText() {}

    /// `function`, or `Class.function` for a method.
    static String name(CallTree tree, int node) {
        String label = tree.function(node).label();
        return printable(tree.className(node).map(type -> type + "." + label).orElse(label));
    }

    /// `file:line` of where the function is defined, as far as there is such a place.
    static String position(CallTree tree, int node, CodePaths paths) {
        String file = shortFile(tree, node, paths);
        boolean hasLine = tree.function(node) instanceof Function.Python python && python.firstLine() != 0;
        return printable(hasLine ? file + ":" + ((Function.Python) tree.function(node)).firstLine() : file);
    }

    /// The short path of the function's file; `[self]` has that of the function it is the time of.
    static String shortFile(CallTree tree, int node, CodePaths paths) {
        return switch (tree.function(node)) {
            case Function.Python python -> paths.shorten(python.file());
            case Function.C _ -> BUILT_IN;
            case Function.Synthetic synthetic ->
                synthetic == Function.Synthetic.SELF ? shortFileOfCaller(tree, node, paths) : "";
        };
    }

    private static String shortFileOfCaller(CallTree tree, int node, CodePaths paths) {
        return switch (tree.function(tree.parent(node))) {
            case Function.Python python -> paths.shorten(python.file());
            case Function.C _ -> BUILT_IN;
            case Function.Synthetic _ -> "";
        };
    }

    /// The package or module that a file belongs to: the first part of its short path.
    static String library(String shortFile) {
        int end = 0;
        while (end < shortFile.length() && "/\\.".indexOf(shortFile.charAt(end)) < 0) {
            end++;
        }
        return shortFile.substring(0, end);
    }

    /// The text without what could move a terminal's cursor: names come from the program, and are not trusted.
    static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '\n') {
                safe.append("\\n");
            } else if (Character.isISOControl(c)) {
                safe.append(String.format("\\x%02x", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
