package pyrometer.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import pyrometer.render.UnusableOption;

/// Options of a format that are given together, as `-p 'processor_options={"filter_threshold": 0}'`.
final class JsonSettings {
    private JsonSettings() {}

    /// The settings one by one: `processor_options.filter_threshold=0`.
    static List<String> of(String setting) throws UnusableOption {
        int equals = setting.indexOf('=');
        String key = setting.substring(0, equals);
        List<String> settings = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        path.add(key);
        try (JsonParser json = new JsonFactory().createParser(setting.substring(equals + 1))) {
            json.nextToken();
            String field = "";
            while (!path.isEmpty()) {
                JsonToken token = json.nextToken();
                switch (token) {
                    case FIELD_NAME -> field = json.currentName();
                    case START_OBJECT -> path.addLast(field);
                    case END_OBJECT -> path.removeLast();
                    case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                        settings.add(String.join(".", path) + "." + field + "=" + json.getText());
                    case null -> throw new UnusableOption(key + " is a JSON object that does not end");
                    default -> throw new UnusableOption(key + "." + field + " cannot be " + json.getText());
                }
            }
            if (json.nextToken() != null) {
                throw new UnusableOption(key + " is one JSON object, and more follows it");
            }
        } catch (IOException e) {
            throw new UnusableOption(key + " is not a JSON object: " + setting.substring(equals + 1));
        }
        return settings;
    }
}
