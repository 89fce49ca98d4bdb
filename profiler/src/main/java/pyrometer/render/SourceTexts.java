package pyrometer.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;

/// The text of the files that the frames of a recording name, as far as it is still what ran.
///
/// A recording may come from anyone, and the report may go to anyone: only Python's own source files are read.
final class SourceTexts {
    private static final int LONGEST_FILE = 1 << 20;
    private static final int MOST_BYTES = 4 << 20;

    /// A file, and what there is of it.
    private sealed interface Source {
        String file();

        record Text(String file, String text) implements Source {}

        /// @param why a sentence without its subject
        record Missing(String file, String why) implements Source {}
    }

    private final List<Source> sources = new ArrayList<>();
    private int bytes;

    private SourceTexts() {}

    /// Reads the files, those of the program itself first, because there is room for so many only.
    static SourceTexts of(Session session) {
        CodePaths paths = new CodePaths(session.environment());
        Map<String, CodeOrigin> files = new LinkedHashMap<>();
        for (Frame frame : session.frames()) {
            if (frame instanceof Frame.Python python && !python.file().startsWith("<")) {
                files.putIfAbsent(python.file(), paths.origin(frame));
            }
        }
        SourceTexts texts = new SourceTexts();
        files.entrySet().stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<String, CodeOrigin> file) -> file.getValue() != CodeOrigin.APPLICATION))
                .forEach(file -> texts.sources.add(texts.read(file.getKey(), paths.absolute(file.getKey()), session)));
        return texts;
    }

    private Source read(String file, String absolute, Session session) {
        if (!absolute.startsWith("/") || !(absolute.endsWith(".py") || absolute.endsWith(".pyw"))) {
            return new Source.Missing(file, "is no Python file whose place is known");
        }
        try {
            Path path = Path.of(absolute);
            if (!Files.isRegularFile(path)) {
                return new Source.Missing(file, "is not there any more");
            }
            if (Files.getLastModifiedTime(path).toInstant().isAfter(session.started())) {
                return new Source.Missing(file, "was changed after the recording began");
            }
            long size = Files.size(path);
            if (size > LONGEST_FILE || size > MOST_BYTES - bytes) {
                return new Source.Missing(file, "is too long for this report");
            }
            byte[] content = Files.readAllBytes(path);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            bytes += content.length;
            return new Source.Text(file, text);
        } catch (CharacterCodingException _) {
            return new Source.Missing(file, "is not in UTF-8");
        } catch (IOException | InvalidPathException _) {
            return new Source.Missing(file, "could not be read");
        }
    }

    void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature())) { // Names of files may have no encoding.
            json.writeStartObject();
            json.writeNumberField("bytes", bytes);
            json.writeArrayFieldStart("files");
            for (Source source : sources) {
                json.writeStartObject();
                json.writeStringField("file", source.file());
                switch (source) {
                    case Source.Text(String _, String text) -> json.writeStringField("text", text);
                    case Source.Missing(String _, String why) -> json.writeStringField("why", why);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
