package pyrometer.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/// How JSON documents write times.
final class JsonText {
    private static final int NANO_DIGITS = 9;

    private JsonText() {}

    static void seconds(JsonGenerator json, String field, Duration time) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(shortest(
                BigDecimal.valueOf(time.toSeconds()).add(BigDecimal.valueOf(time.toNanosPart(), NANO_DIGITS))));
    }

    static void seconds(JsonGenerator json, String field, long nanos) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(shortest(BigDecimal.valueOf(nanos, NANO_DIGITS)));
    }

    /// Without zeros at the end, but with a decimal point: readers should see a float every time.
    private static BigDecimal shortest(BigDecimal seconds) {
        BigDecimal stripped = seconds.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }
}
