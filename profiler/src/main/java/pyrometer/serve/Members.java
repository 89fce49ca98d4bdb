package pyrometer.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import pyrometer.serve.Refusal.Kind;

/// The members of one JSON object that a client sent, asked for by name and type.
final class Members {
    private static final int DEEPEST = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(100)
                    .build())
            .build();

    /// A value is a [String], a [Long], a [Double], a [Boolean], a [List], [Members], or null.
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    private Members() {}

    /// @throws Refusal if this is not one JSON object
    static Members parse(byte[] text) throws Refusal {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("a request is one JSON object");
            }
            Members members = object(json);
            if (json.nextToken() != null) {
                throw malformed("a request is one JSON object, and more follows it");
            }
            return members;
        } catch (JsonProcessingException e) {
            throw malformed("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed("not JSON: " + e.getMessage());
        }
    }

    private static Members object(JsonParser json) throws IOException {
        Members members = new Members();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            members.values.put(name, value(json));
        }
        return members;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> integer(json);
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object integer(JsonParser json) throws IOException {
        return switch (json.getNumberType()) {
            case INT, LONG -> json.getLongValue();
            default -> json.getDoubleValue();
        };
    }

    private static List<@Nullable Object> array(JsonParser json) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(json));
        }
        return items;
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    String text(String name) throws Refusal {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    boolean flag(String name, boolean otherwise) throws Refusal {
        return switch (values.get(name)) {
            case null -> otherwise;
            case Boolean flag -> flag;
            default -> throw wrong(name, "true or false");
        };
    }

    double number(String name) throws Refusal {
        if (values.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name, "a number");
    }

    long whole(String name) throws Refusal {
        if (values.get(name) instanceof Long number) {
            return number;
        }
        throw wrong(name, "a whole number");
    }

    /// A whole number from `least` to `most`.
    int whole(String name, int least, int most) throws Refusal {
        long number = whole(name);
        if (number < least || number > most) {
            throw wrong(name, "a whole number from " + least + " to " + most);
        }
        return (int) number;
    }

    List<Long> wholes(String name) throws Refusal {
        List<Long> numbers = new ArrayList<>();
        if (values.get(name) instanceof List<?> items) {
            for (Object item : items) {
                if (!(item instanceof Long number)) {
                    throw wrong(name, "a list of whole numbers");
                }
                numbers.add(number);
            }
            return numbers;
        }
        throw wrong(name, "a list of whole numbers");
    }

    List<String> texts(String name) throws Refusal {
        List<String> texts = new ArrayList<>();
        if (values.get(name) instanceof List<?> items) {
            for (Object item : items) {
                if (!(item instanceof String text)) {
                    throw wrong(name, "a list of strings");
                }
                texts.add(text);
            }
            return texts;
        }
        throw wrong(name, "a list of strings");
    }

    /// The options of a report as `-p` takes them: `processor_options.filter_threshold=0`. What is null is
    /// left out.
    List<String> settings(String name) throws Refusal {
        List<String> settings = new ArrayList<>();
        switch (values.get(name)) {
            case null -> {
                // none
            }
            case Members options -> options.addSettings("", settings);
            default -> throw wrong(name, "an object");
        }
        return settings;
    }

    private void addSettings(String prefix, List<String> settings) throws Refusal {
        for (Map.Entry<String, @Nullable Object> each : values.entrySet()) {
            String key = prefix + each.getKey();
            switch (each.getValue()) {
                case null -> {
                    // as if it were not there
                }
                case Members nested -> nested.addSettings(key + ".", settings);
                case List<?> _ -> throw new Refusal(Kind.OPTION, key + " cannot be a list");
                case Object value -> settings.add(key + "=" + value);
            }
        }
    }

    private static Refusal wrong(String name, String wanted) {
        return malformed("'" + name + "' has to be " + wanted);
    }

    private static Refusal malformed(String message) {
        return new Refusal(Kind.REQUEST, message);
    }
}
