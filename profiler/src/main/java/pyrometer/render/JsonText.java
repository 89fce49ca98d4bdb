package pyrometer.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;

/// What all JSON documents have in common.
final class JsonText {
    private static final int NANO_DIGITS = 9;

    private JsonText() {}

    /// Writes any depth: calls nest as deep as the program's stack. Leaves the writer open.
    static JsonGenerator generator(Writer writer) throws IOException {
        return JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .build()
                .createGenerator(writer);
    }

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
