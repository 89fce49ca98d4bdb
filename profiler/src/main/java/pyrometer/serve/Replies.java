package pyrometer.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/// Writes replies, each as one line and whole, whichever threads they come from.
final class Replies {
    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream out;

    Replies(OutputStream out) {
        this.out = out;
    }

    /// What a reply holds beside its id.
    @FunctionalInterface
    interface Content {
        Content NOTHING = _ -> {};

        void writeTo(JsonGenerator json) throws IOException;
    }

    void hello(String version) throws IOException {
        send(json -> {
            json.writeStringField("hello", "pyrometer");
            json.writeStringField("version", version);
            json.writeNumberField("protocol", 1);
            json.writeNumberField("pid", ProcessHandle.current().pid());
        });
    }

    void reply(long id, Content content) throws IOException {
        send(json -> {
            json.writeNumberField("id", id);
            content.writeTo(json);
        });
    }

    /// @param id of the request, if it has one
    void refuse(OptionalLong id, Refusal refusal) throws IOException {
        send(json -> {
            if (id.isPresent()) {
                json.writeNumberField("id", id.getAsLong());
            } else {
                json.writeNullField("id");
            }
            json.writeStringField("error", refusal.kind().word());
            json.writeStringField("message", refusal.text());
        });
    }

    private void send(Content content) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It is memory that is written to.
        }
        line.write('\n');
        synchronized (this) {
            line.writeTo(out);
            out.flush();
        }
    }
}
