package pyrometer.session;

import java.util.List;

/// Where the profiled interpreter keeps its code; it decides what is the program's own and what is a library.
///
/// @param pythonVersion for example `3.12.1`
/// @param executable the interpreter's file
/// @param workingDirectory of the program when it started
/// @param prefixes `sys.prefix`, `sys.base_prefix`, `sys.exec_prefix`, `sys.base_exec_prefix`, those that are
/// known
/// @param path `sys.path`
/// @param standardLibrary the folder of the standard library, or an empty string where it is not known
public record Environment(
        String pythonVersion,
        String executable,
        String workingDirectory,
        List<String> prefixes,
        List<String> path,
        String standardLibrary) {
    public Environment {
        prefixes = List.copyOf(prefixes);
        path = List.copyOf(path);
    }
}
