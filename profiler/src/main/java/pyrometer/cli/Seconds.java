package pyrometer.cli;

import java.math.BigDecimal;
import java.time.Duration;

/// A number of seconds, as the command line gives it. A class of its own, as the first use of [BigDecimal] takes
/// 20 ms and most runs go without it.
final class Seconds {
    private static final BigDecimal SHORTEST = new BigDecimal("0.0001");
    private static final BigDecimal LONGEST_INTERVAL = new BigDecimal("3600");
    private static final BigDecimal LONGEST_DURATION = new BigDecimal("604800");
    private static final int NANO_DIGITS = 9;

    private Seconds() {}

    /// The time between two looks.
    static Duration interval(Given given) throws UsageException {
        return upTo(LONGEST_INTERVAL, given);
    }

    /// How long to look, at most a week.
    static Duration duration(Given given) throws UsageException {
        return upTo(LONGEST_DURATION, given);
    }

    private static Duration upTo(BigDecimal longest, Given given) throws UsageException {
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(given.value().strip());
        } catch (NumberFormatException e) {
            throw given.refusal(" is a number of seconds, such as 0.001; this is not: " + given.value());
        }
        if (seconds.compareTo(SHORTEST) < 0 || seconds.compareTo(longest) > 0) {
            throw given.refusal(
                    " is between " + SHORTEST + " and " + longest + " seconds; this is not: " + given.value());
        }
        return Duration.ofNanos(seconds.movePointRight(NANO_DIGITS).longValue());
    }
}
