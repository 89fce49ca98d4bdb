package pyrometer.session;

import java.time.Duration;
import java.util.List;

/// What can be said of a recording that is not over, so that not all is lost if its end is.
///
/// @param cpuTime user and system time of the process until now
public record Progress(Duration cpuTime, Environment environment, Quality quality) {
    /// Nothing is known yet.
    public static final Progress NONE = new Progress(
            Duration.ZERO, new Environment("", "", "", List.of(), List.of(), ""), new Quality(0, 0, 0, 0, 0));
}
