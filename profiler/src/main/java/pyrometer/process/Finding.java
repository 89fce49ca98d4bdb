package pyrometer.process;

/// What kind of program a file or a process turned out to be.
public sealed interface Finding {
    /// CPython 3.7 or newer: it has a `_PyRuntime`, from which all else can be found.
    ///
    /// @param loadBias what to add to an address of the file for that in the process; 0 for a file looked at
    ///     without a process
    record Python(PythonBinary binary, long loadBias) implements Finding {
        /// Where `_PyRuntime` is in the process.
        public long runtimeAddress() {
            return binary.runtime() + loadBias;
        }
    }

    /// Python, but not of a kind that can be read.
    ///
    /// @param name for the user: `CPython 2.7`, `PyPy`
    record OtherPython(String name) implements Finding {}

    /// Another program, or a Python that has not been loaded yet: a process that is being started can become it.
    ///
    /// @param what for the user: what it is instead
    record NotPython(String what) implements Finding {}
}
