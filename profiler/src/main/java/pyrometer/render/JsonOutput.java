package pyrometer.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// One JSON document, written as it is made: nothing of it is kept in memory.
final class JsonOutput {
    /// What writes the document.
    @FunctionalInterface
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private JsonOutput() {}

    /// Writes the document in UTF-8 with a line end behind it.
    static void write(OutputStream out, Content content) throws IOException {
        // By way of a writer: it lets half a surrogate pair in a name through as `?`, where Jackson's own would fail.
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE) // a frame nests as deep as the program's stack
                        .build())
                .build();
        try (JsonGenerator json = factory.createGenerator(writer)) {
            content.writeTo(json);
        }
        writer.write('\n');
        writer.flush();
    }
}
