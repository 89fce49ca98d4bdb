package pyrometer.render;

import java.math.BigDecimal;
import java.time.Duration;

/// Nanoseconds as people read them.
///
/// Without [BigDecimal] wherever a short run needs it: its first use computes a table of powers for 20 ms.
final class Decimal {
    private static final int NANO_DIGITS = 9;

    private Decimal() {}

    /// Seconds with as many decimals as given, at most nine. The last is rounded, half of it to the even one.
    static String seconds(long nanos, int decimals) {
        long unit = powerOfTen(NANO_DIGITS - decimals);
        long units = nanos / unit;
        long rest = Math.abs(nanos % unit);
        if (rest > unit - rest || (rest == unit - rest && units % 2 != 0)) {
            units += Long.signum(nanos);
        }
        return plain(units, decimals);
    }

    /// A number that was multiplied by ten as often as it has decimals.
    private static String plain(long units, int decimals) {
        String digits = String.valueOf(Math.abs(units));
        String padded = "0".repeat(Math.max(0, decimals + 1 - digits.length())) + digits;
        int point = padded.length() - decimals;
        return (units < 0 ? "-" : "")
                + padded.substring(0, point)
                + (decimals == 0 ? "" : "." + padded.substring(point));
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
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
        return plain((long) Math.rint(share * 1000), 1) + "%";
    }
}
