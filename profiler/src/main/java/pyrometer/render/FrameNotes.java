package pyrometer.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;

/// What the paths of the program say about its frames, for the page in HTML, which knows no paths.
final class FrameNotes {
    private final Session session;
    private final Options options;
    private final CodePaths paths;

    FrameNotes(Session session, Options options) {
        this.session = session;
        this.options = options;
        this.paths = new CodePaths(session.environment());
    }

    void write(OutputStream out) throws IOException {
        Map<String, Integer> texts = new LinkedHashMap<>();
        Map<String, Integer> shortPaths = new HashMap<>();
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature())) { // Some have no encoding.
            json.writeStartObject();
            json.writeArrayFieldStart("shortPath");
            for (Frame frame : session.frames()) {
                String path = shortPath(frame);
                json.writeNumber(shortPaths.computeIfAbsent(path, known -> number(known, texts)));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("library");
            for (Frame frame : session.frames()) {
                json.writeNumber(number(library(frame), texts));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("origin");
            for (Frame frame : session.frames()) {
                json.writeNumber(code(origin(frame)));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("texts");
            for (String text : texts.keySet()) {
                json.writeString(text);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static int number(String text, Map<String, Integer> texts) {
        return texts.computeIfAbsent(text, _ -> texts.size());
    }

    private String shortPath(Frame frame) {
        return switch (frame) {
            case Frame.Python python -> paths.shorten(python.file());
            case Frame.C _ -> CallText.BUILT_IN;
        };
    }

    private String library(Frame frame) {
        return switch (origin(frame)) {
            case APPLICATION, GENERATED -> "";
            case INSTALLED_LIBRARY, STANDARD_LIBRARY, IMPORT_SYSTEM, BUILTIN -> CallText.library(shortPath(frame));
        };
    }

    /// As `Origin` in `report/src/session.ts`.
    private static int code(CodeOrigin origin) {
        return switch (origin) {
            case APPLICATION -> 0;
            case INSTALLED_LIBRARY -> 1;
            case STANDARD_LIBRARY -> 2;
            case IMPORT_SYSTEM -> 3;
            case BUILTIN -> 4;
            case GENERATED -> 5;
        };
    }

    /// Whose code it is: as the user says, else as its path does. The import system stays what it is.
    private CodeOrigin origin(Frame frame) {
        CodeOrigin known = paths.origin(frame);
        String file = frame instanceof Frame.Python python ? python.file() : CallText.BUILT_IN;
        if (known == CodeOrigin.IMPORT_SYSTEM) {
            return known;
        }
        if (matches(options.show(), file)) {
            return CodeOrigin.APPLICATION;
        }
        return known == CodeOrigin.APPLICATION && matches(options.hide(), file) ? CodeOrigin.INSTALLED_LIBRARY : known;
    }

    private boolean matches(Optional<Pattern> pattern, String file) {
        return pattern.isPresent() && paths.matches(pattern.get(), file);
    }
}
