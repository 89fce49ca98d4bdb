package pyrometer.cli;

import java.math.BigDecimal;
import java.time.Duration;

/// The time between two looks, as the command line gives it. A class of its own, as the first use of [BigDecimal] takes
/// 20 ms and most runs go without it.
final class Interval {
    private static final BigDecimal SHORTEST = new BigDecimal("0.0001");
    private static final BigDecimal LONGEST = new BigDecimal("3600");
    private static final int NANO_DIGITS = 9;

    private Interval() {}

    static Duration of(Given given) throws UsageException {
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(given.value().strip());
        } catch (NumberFormatException e) {
            throw given.refusal(" is a number of seconds, such as 0.001; this is not: " + given.value());
        }
        if (seconds.compareTo(SHORTEST) < 0 || seconds.compareTo(LONGEST) > 0) {
            throw given.refusal(
                    " is between " + SHORTEST + " and " + LONGEST + " seconds; this is not: " + given.value());
        }
        return Duration.ofNanos(seconds.movePointRight(NANO_DIGITS).longValue());
    }
}
