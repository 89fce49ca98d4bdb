package pyrometer.render;

import java.util.Optional;
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
        return name(tree.function(node), tree.className(node));
    }

    static String name(Function function, Optional<String> className) {
        String label = function.label();
        return printable(className.map(type -> type + "." + label).orElse(label));
    }

    /// `file:line` of where the function is defined, as far as there is such a place.
    static String position(Function function, CodePaths paths) {
        return switch (function) {
            case Function.Python python ->
                printable(paths.shorten(python.file()) + (python.firstLine() == 0 ? "" : ":" + python.firstLine()));
            case Function.C _ -> BUILT_IN;
            case Function.Synthetic _ -> "";
        };
    }

    /// `file:line` of where the function is defined, as far as there is such a place.
    static String position(CallTree tree, int node, CodePaths paths) {
        return tree.function(node) instanceof Function.Synthetic
                ? printable(shortFile(tree, node, paths))
                : position(tree.function(node), paths);
    }

    /// The short path of the function's file; `[self]` and its like have that of the function whose time they are.
    static String shortFile(CallTree tree, int node, CodePaths paths) {
        return switch (tree.function(node)) {
            case Function.Python python -> paths.shorten(python.file());
            case Function.C _ -> BUILT_IN;
            case Function.Synthetic synthetic ->
                switch (synthetic) {
                    case SELF, AWAIT, OUT_OF_CONTEXT -> shortFileOfCaller(tree, node, paths);
                    case THREAD, OUTSIDE -> "";
                };
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
