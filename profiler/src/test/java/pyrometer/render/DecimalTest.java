package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class DecimalTest {
    @Property
    void secondsAreRoundedAsInExactArithmetic(@ForAll long nanos, @ForAll @IntRange(max = 9) int decimals) {
        long some = nanos == Long.MIN_VALUE ? 0 : nanos;
        BigDecimal exact = BigDecimal.valueOf(some, 9).setScale(decimals, RoundingMode.HALF_EVEN);

        assertEquals(exact.toPlainString(), Decimal.seconds(some, decimals));
    }

    @Property
    void halvesAreRoundedToTheEvenDigit(@ForAll @IntRange(min = -10_000) int halves) {
        BigDecimal exact = BigDecimal.valueOf(halves).multiply(new BigDecimal("0.0005"));

        assertEquals(exact.setScale(3, RoundingMode.HALF_EVEN).toPlainString(), Decimal.seconds(halves * 500_000L, 3));
    }

    @Property
    void percentHasOneDigitBehindThePoint(@ForAll @DoubleRange(max = 100) double share) {
        double shown = Double.parseDouble(Decimal.percent(share).replace("%", ""));

        assertEquals(share * 100, shown, 0.0501);
    }
}
