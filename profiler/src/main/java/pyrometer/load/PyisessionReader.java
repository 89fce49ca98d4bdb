package pyrometer.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;

/// Reads the session files that pyinstrument saves, `.pyisession`.
///
/// Each sample keeps its stack and its time. What such a file does not know stays unknown: whether the thread was
/// running, which Python it was.
public final class PyisessionReader {
    private static final double NANOS = 1e9;

    /// Times beyond this are no measurements; a year has 3e7 seconds.
    private static final double MOST_SECONDS = 3e9;

    private static final int DEEPEST_NESTING = 100;
    private static final int LONGEST_STRING = 1_000_000;
    private static final int LONGEST_NUMBER = 400;

    private static final Set<String> REQUIRED = Set.of(
            "frame_records",
            "start_time",
            "duration",
            "sample_count",
            "start_call_stack",
            "target_description",
            "cpu_time");

    private final JsonParser json;
    private final Limits limits;
    private final Records records;
    private final PyisessionFields fields = new PyisessionFields();

    private PyisessionReader(JsonParser json, Limits limits) {
        this.json = json;
        this.limits = limits;
        this.records = new Records(limits);
    }

    /// @throws UnreadableSession if the file holds something else, or more than can be read
    /// @throws IOException if the file cannot be read at all
    public static Session read(Path file) throws IOException, UnreadableSession {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /// The same from an open file, which stays open.
    public static Session read(InputStream in) throws IOException, UnreadableSession {
        return read(in, Limits.DEFAULT);
    }

    static Session read(InputStream in, Limits limits) throws IOException, UnreadableSession {
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST_NESTING)
                        .maxStringLength(LONGEST_STRING)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .build();
        try (JsonParser json = factory.createParser(in)) {
            return new PyisessionReader(json, limits).session();
        } catch (JsonEOFException e) {
            throw new UnreadableSession("it ends in the midst of the session" + place(e.getLocation()));
        } catch (JsonProcessingException e) {
            throw new UnreadableSession("not JSON: " + what(e) + place(e.getLocation()));
        }
    }

    private Session session() throws IOException, UnreadableSession {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new UnreadableSession("not a session: it has no JSON object");
        }
        Set<String> missing = new HashSet<>(REQUIRED);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field(name);
            missing.remove(name);
        }
        if (json.nextToken() != null) {
            throw new UnreadableSession("something follows the end of the session");
        }
        for (String name : REQUIRED.stream().sorted().toList()) {
            if (missing.contains(name)) {
                throw new UnreadableSession("not a session of pyinstrument's: it has no " + name);
            }
        }
        return new PyisessionImport(fields, records).session();
    }

    private void field(String name) throws IOException, UnreadableSession {
        switch (name) {
            case "start_time" -> fields.startTime = number(name, -MOST_SECONDS);
            case "duration" -> fields.durationNanos = nanos(name);
            case "min_interval" -> nanos(name);
            case "max_interval" -> fields.intervalNanos = nanos(name);
            case "sample_count" -> fields.sampleCount = (long) number(name, 0);
            case "cpu_time" -> fields.cpuNanos = json.currentToken() == JsonToken.VALUE_NULL ? 0 : nanos(name);
            case "target_description" -> fields.description = text(name);
            case "start_call_stack" -> {
                for (String info : texts(name)) {
                    fields.startCallStack.add(FrameInfo.of(info).identifier());
                }
            }
            case "sys_path" -> fields.path = texts(name);
            case "sys_prefixes" -> fields.prefixes = texts(name);
            case "frame_records" -> records(name);
            default -> json.skipChildren();
        }
    }

    private void records(String name) throws IOException, UnreadableSession {
        startOfList(name);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            startOfList(name);
            json.nextToken();
            startOfList(name);
            int stack = StackTrie.EMPTY;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                stack = records.push(stack, text(name));
            }
            json.nextToken();
            records.add(stack, nanos(name));
            if (json.nextToken() != JsonToken.END_ARRAY) {
                throw new UnreadableSession(name + " has a sample that is not a stack and a time");
            }
        }
    }

    private List<String> texts(String name) throws IOException, UnreadableSession {
        List<String> texts = new ArrayList<>();
        startOfList(name);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(name));
            Limits.check(texts.size(), limits.entries(), "entries in " + name);
        }
        return texts;
    }

    private void startOfList(String name) throws UnreadableSession {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(name, "a list");
        }
    }

    private String text(String name) throws IOException, UnreadableSession {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(name, "text");
        }
        return json.getText();
    }

    private long nanos(String name) throws IOException, UnreadableSession {
        return Math.round(number(name, 0) * NANOS);
    }

    private double number(String name, double least) throws IOException, UnreadableSession {
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            throw wrong(name, "a number");
        }
        double number = json.getDoubleValue();
        if (!(number >= least && number <= MOST_SECONDS)) {
            throw new UnreadableSession(name + " cannot be " + number);
        }
        return number;
    }

    private UnreadableSession wrong(String name, String wanted) {
        return new UnreadableSession(name + " has " + kind(json.currentToken()) + " where " + wanted + " should be"
                + place(json.currentTokenLocation()));
    }

    private static String kind(@Nullable JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            case null, default -> "nothing";
        };
    }

    /// The parser's words, without where it began: it names its own settings there.
    private static String what(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int marker = message.indexOf(" (start marker at ");
        return marker < 0 ? message : message.substring(0, marker);
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : ", in line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
