package pyrometer.process;

/// How a program ended.
///
/// @param status as a shell reports it: 128 + n after death by signal n
/// @param cpuNanos CPU time of the program and of the children that it has waited for
/// @param endNanos when we learned of the end, by [System#nanoTime()]
public record Exit(int status, long cpuNanos, long endNanos) {}
