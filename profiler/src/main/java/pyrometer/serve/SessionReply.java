package pyrometer.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import pyrometer.serve.HeldSessions.Held;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;

/// What a client is told of a session.
final class SessionReply {
    private static final double NANOS = 1e9;

    private SessionReply() {}

    static void write(JsonGenerator json, long number, Held held) throws IOException {
        Session session = held.session();
        json.writeNumberField("session", number);
        json.writeNumberField("start_time", seconds(Duration.between(Instant.EPOCH, session.started())));
        json.writeNumberField("duration", seconds(session.duration()));
        json.writeNumberField(
                "sample_count",
                session.threads().stream().mapToLong(ThreadSamples::samples).sum());
        Optional<Duration> cpuTime = session.cpuTime();
        if (cpuTime.isPresent()) {
            json.writeNumberField("cpu_time", seconds(cpuTime.get()));
        } else {
            json.writeNullField("cpu_time");
        }
        json.writeNumberField("min_interval", seconds(held.shortest()));
        json.writeNumberField("max_interval", seconds(session.interval()));
        json.writeStringField("target_description", session.description());
        texts(json, "sys_path", session.environment().path());
        texts(json, "sys_prefixes", session.environment().prefixes());
        texts(json, "notes", session.notes());
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / NANOS;
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
