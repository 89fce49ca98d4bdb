package pyrometer.render;

import java.util.Optional;

/// What a report shows of each thread: its tree or a table.
///
/// @param flat whether a table of functions is shown rather than the tree
/// @param flatByTotal whether the table is sorted by the time that includes calls, rather than by that without
/// @param function the function to show callers and callees of, as the user named it
/// @param lines whether lines are shown: with the tree beside it, with `flat` instead of functions
/// @param foldRecursion whether a call of a function below itself is shown as a part of the outer call
/// @param shortMode whether the report has a line of dots around it instead of a header
public record View(
        boolean flat,
        boolean flatByTotal,
        Optional<String> function,
        boolean lines,
        boolean foldRecursion,
        boolean shortMode) {

    /// The tree and nothing else.
    public static final View TREE = new View(false, false, Optional.empty(), false, false, false);

    /// What the view consists of.
    enum Kind {
        TREE,
        FUNCTIONS,
        LINES,
        CALLERS_AND_CALLEES
    }

    Kind kind() {
        if (function.isPresent()) {
            return Kind.CALLERS_AND_CALLEES;
        }
        return flat ? lines ? Kind.LINES : Kind.FUNCTIONS : Kind.TREE;
    }

    void check(Options options) throws UnusableOption {
        if (kind() == Kind.TREE) {
            refuse(flatByTotal, "flat_time sorts the table of flat=true; without that it does nothing");
            return;
        }
        String table = flat ? "flat" : "function";
        refuse(flat && function.isPresent(), "flat and function are two different views: choose one");
        refuse(options.timeline(), "a timeline and " + table + " do not go together: a table adds all calls up");
        refuse(foldRecursion, "fold_recursion does nothing with " + table + ": each moment counts once there anyway");
        refuse(
                options.show().isPresent() && options.hide().isEmpty(),
                "show_regex does nothing with " + table + " without hide_regex: a table hides no library by itself");
        refuse(flatByTotal && kind() != Kind.FUNCTIONS, "flat_time is for the table of functions: lines have one time");
    }

    private static void refuse(boolean wrong, String reason) throws UnusableOption {
        if (wrong) {
            throw new UnusableOption(reason);
        }
    }

    View withFlat(boolean table) {
        return new View(table, flatByTotal, function, lines, foldRecursion, shortMode);
    }

    View withFlatByTotal(boolean total) {
        return new View(flat, total, function, lines, foldRecursion, shortMode);
    }

    View withFunction(Optional<String> name) {
        return new View(flat, flatByTotal, name, lines, foldRecursion, shortMode);
    }

    View withLines(boolean shown) {
        return new View(flat, flatByTotal, function, shown, foldRecursion, shortMode);
    }

    View withFoldedRecursion(boolean folded) {
        return new View(flat, flatByTotal, function, lines, folded, shortMode);
    }

    View withShortMode(boolean isShort) {
        return new View(flat, flatByTotal, function, lines, foldRecursion, isShort);
    }
}
