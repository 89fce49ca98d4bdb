package pyrometer.cpython;

/// What a call site calls.
///
/// @param name qualified as Python does it: `sleep`, `list.sort`, `dict.fromkeys`; empty where the kind has no name
record Callable(Kind kind, String name) {
    enum Kind {
        /// A function or method that is written in C: what a profiler inside the process sees as a C call.
        C_FUNCTION,
        /// A class being called, by its name.
        TYPE,
        /// Any other object that can be called, as `partial.__call__`.
        INSTANCE,
        /// An operator or `with`, as `int.__pow__` or `lock.__enter__`.
        OPERATOR,
        /// Python code: it has, or is about to get, or has just had its own frame. The time is the caller's own.
        PYTHON_FUNCTION,
        /// Nothing that can be called: the call is over, or has not begun.
        NONE
    }

    static final Callable PYTHON_FUNCTION = new Callable(Kind.PYTHON_FUNCTION, "");
    static final Callable NONE = new Callable(Kind.NONE, "");
}
