package pyrometer.session;

import org.jspecify.annotations.Nullable;

/// What one level of a stack was executing. Frames are interned in a session: equal frames have one index.
public sealed interface Frame {
    /// Ends a stack that another profiler recorded while its coroutine waited. Not a function: it has no file.
    Python AWAIT = new Python("[await]", "[await]", "", 0, null, false);

    /// Ends a stack while something else ran than the async context that was profiled.
    Python OUT_OF_CONTEXT = new Python("[out-of-context]", "[out-of-context]", "", 0, null, false);

    /// A Python function, or the body of a module or class.
    ///
    /// @param name `co_name`
    /// @param qualifiedName `co_qualname`, or `name` before CPython 3.11
    /// @param file `co_filename`, as the interpreter has it
    /// @param firstLine `co_firstlineno`
    /// @param className the dynamic type of `self`, or `cls` itself, where the function has one
    /// @param hidden whether the function asks to be left out of tracebacks with `__tracebackhide__`
    record Python(
            String name,
            String qualifiedName,
            String file,
            int firstLine,
            @Nullable String className,
            boolean hidden) implements Frame {}

    /// A function written in C, called by the frame below it.
    ///
    /// @param qualifiedName as `__qualname__` gives it: `sleep`, `list.sort`, `epoll.poll`
    record C(String qualifiedName) implements Frame {}
}
