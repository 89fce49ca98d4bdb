package pyrometer.load;

import java.util.ArrayList;
import java.util.List;

/// What a pyinstrument session says beside its samples; where it says nothing, what pyinstrument assumes.
final class PyisessionFields {
    /// Seconds since 1970.
    double startTime;

    long durationNanos;
    long intervalNanos = 1_000_000;
    long sampleCount;
    long cpuNanos;
    String description = "";
    List<String> path = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();

    /// The identifiers of the frames that were there when the profiler was started, outermost first.
    final List<String> startCallStack = new ArrayList<>();
}
