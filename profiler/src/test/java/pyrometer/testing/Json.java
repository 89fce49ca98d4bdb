package pyrometer.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value that was read, nested as deep as may be.
///
/// @param fields of an object
/// @param items of an array
/// @param text of anything else, as it was written; `null` for null
public record Json(Map<String, Json> fields, List<Json> items, String text) {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    public static Json read(Path file) throws IOException {
        try (JsonParser parser = FACTORY.createParser(file.toFile())) {
            return read(parser);
        }
    }

    public static Json of(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return read(parser);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    public Json get(String field) {
        Json value = fields.get(field);
        if (value == null) {
            throw new AssertionError("no field " + field + " but " + fields.keySet());
        }
        return value;
    }

    public double number() {
        return Double.parseDouble(text);
    }

    private static Json read(JsonParser parser) throws IOException {
        Json document = new Json(Map.of(), new ArrayList<>(), "");
        Deque<Json> open = new ArrayDeque<>(List.of(document));
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                continue;
            }
            if (token.isStructEnd()) {
                open.pop();
                continue;
            }
            Json value = new Json(
                    new LinkedHashMap<>(),
                    new ArrayList<>(),
                    token.isScalarValue() ? parser.getValueAsString("null") : "");
            String name = token.isStructStart()
                    ? parser.getParsingContext().getParent().getCurrentName()
                    : parser.currentName();
            if (name == null) {
                open.getFirst().items.add(value);
            } else {
                open.getFirst().fields.put(name, value);
            }
            if (token.isStructStart()) {
                open.push(value);
            }
        }
        return document.items.getFirst();
    }
}
