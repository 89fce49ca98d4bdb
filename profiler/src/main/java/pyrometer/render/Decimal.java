package pyrometer.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// Nanoseconds as people read them.
final class Decimal {
    private static final int NANO_DIGITS = 9;

    private Decimal() {}

    /// Seconds with as many decimals as given.
    static String seconds(long nanos, int decimals) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /// All digits of the seconds, without zeros at the end, but with a decimal point: readers should see a float every
    /// time.
    static BigDecimal exact(long nanos) {
        return exact(BigDecimal.valueOf(nanos, NANO_DIGITS));
    }

    static BigDecimal exact(Duration time) {
        return exact(BigDecimal.valueOf(time.toSeconds()).add(BigDecimal.valueOf(time.toNanosPart(), NANO_DIGITS)));
    }

    private static BigDecimal exact(BigDecimal seconds) {
        BigDecimal stripped = seconds.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }

    /// How many decimals of a second mean something if looks were this far apart: the fewest that show one interval.
    static int decimals(Duration interval) {
        long nanos = Math.max(1, interval.toNanos());
        int decimals = 0;
        for (long unit = Duration.ofSeconds(1).toNanos(); nanos < unit; unit /= 10) {
            decimals++;
        }
        return decimals;
    }

    static String percent(double share) {
        return new BigDecimal(share * 100).setScale(1, RoundingMode.HALF_EVEN) + "%";
    }
}
