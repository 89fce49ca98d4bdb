package pyrometer.session;

/// Whose code a frame runs.
public enum CodeOrigin {
    /// The program itself: everything that is not one of the others.
    APPLICATION,
    /// A package that was installed, below `site-packages` or `dist-packages`.
    INSTALLED_LIBRARY,
    /// What comes with Python.
    STANDARD_LIBRARY,
    /// The frozen half of `importlib`, which runs between an `import` and the module it brings in.
    IMPORT_SYSTEM,
    /// A function written in C.
    BUILTIN,
    /// Made from a string at run time, by `exec` or `eval`: it belongs to whoever called it, and to the program
    /// if it
    /// was called by nobody.
    GENERATED
}
