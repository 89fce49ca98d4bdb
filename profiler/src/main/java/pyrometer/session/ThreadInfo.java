package pyrometer.session;

/// One thread of a profiled process.
///
/// @param processId the process it belongs to
/// @param ident Python's `threading.get_ident()`
/// @param nativeId the operating system's thread id, or 0 where it could not be found out
/// @param name as `threading` has it, else a description
/// @param main whether it is the process's main thread, or the one that was to be profiled
public record ThreadInfo(int processId, long ident, long nativeId, String name, boolean main) {}
