package pyrometer.cpython;

import java.util.List;

/// The methods that operators call, by a small number.
final class Operators {
    /// By the oparg of `BINARY_OP`: plain ones, in place ones, and from 3.14 on subscription. An operation in place is
    /// named as the plain one: which of the two the type has cannot be seen.
    private static final List<String> BINARY = List.of(
            "__add__",
            "__and__",
            "__floordiv__",
            "__lshift__",
            "__matmul__",
            "__mul__",
            "__mod__",
            "__or__",
            "__pow__",
            "__rshift__",
            "__sub__",
            "__truediv__",
            "__xor__");

    private static final int SUBSCRIPT = 26;

    /// By the number of the comparison, as `Py_LT` to `Py_GE`.
    private static final List<String> COMPARE = List.of("__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__");

    /// Opargs of `COMPARE_OP` in 3.8: `in` and `not in`.
    private static final int IN = 6;

    private static final int NOT_IN = 7;

    private static final List<String> OTHERS =
            List.of("__contains__", "__getitem__", "__setitem__", "__delitem__", "__next__", "__iter__");

    static final int UNKNOWN = -1;

    private Operators() {}

    static String name(int number) {
        int others = number - BINARY.size() - COMPARE.size();
        return number < BINARY.size()
                ? BINARY.get(number)
                : others < 0 ? COMPARE.get(number - BINARY.size()) : OTHERS.get(others);
    }

    /// The number of the method.
    ///
    /// @param method its name, or how the oparg tells: `binary`, `compare`, `compare>>4`
    /// @return [#UNKNOWN] if the oparg says none of them
    static int number(String method, int oparg) {
        return switch (method) {
            case "binary" ->
                oparg == SUBSCRIPT ? number("__getitem__") : oparg < SUBSCRIPT ? oparg % BINARY.size() : UNKNOWN;
            case "compare" -> isMembership(method, oparg) ? number("__contains__") : comparison(oparg);
            case "compare>>4" -> comparison(oparg >>> 4);
            case "compare>>5" -> comparison(oparg >>> 5);
            default -> number(method);
        };
    }

    /// Whether this is 3.8's `in`: its container is the upper one of the operands.
    static boolean isMembership(String method, int oparg) {
        return method.equals("compare") && (oparg == IN || oparg == NOT_IN);
    }

    private static int comparison(int number) {
        return number < COMPARE.size() ? BINARY.size() + number : UNKNOWN;
    }

    private static int number(String name) {
        int binary = BINARY.indexOf(name);
        int other = OTHERS.indexOf(name);
        return binary >= 0 ? binary : other >= 0 ? BINARY.size() + COMPARE.size() + other : UNKNOWN;
    }
}
