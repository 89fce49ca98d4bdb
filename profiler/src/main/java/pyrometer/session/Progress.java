package pyrometer.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What can be said of a recording that is not over, so that not all is lost if its end is.
///
/// @param cpuTime user and system time of the process until now, where it is known
public record Progress(Optional<Duration> cpuTime, Environment environment, Quality quality) {
    /// Nothing is known yet.
    public static final Progress NONE = new Progress(
            Optional.empty(), new Environment("", "", "", List.of(), List.of(), ""), new Quality(0, 0, 0, 0, 0));
}
