package pyrometer.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;

/// A profile in the file format of speedscope: for each thread the calls as they followed one another, as events, with
/// not one too short. Times are whole nanoseconds since the start of the program, so that sums are exact; all threads
/// have the same beginning and end, so that they can be compared.
final class SpeedscopeRenderer implements Renderer {
    private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

    private final Options options;

    SpeedscopeRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        JsonOutput.write(out, json -> new Document(session, json).write());
    }

    private final class Document {
        private final Session session;
        private final JsonGenerator json;
        private final ShownStacks stacks;
        private final CalledFunctions functions;

        /// The time of the next event.
        private long now;

        Document(Session session, JsonGenerator json) {
            this.session = session;
            this.json = json;
            this.stacks = new ShownStacks(session, options);
            this.functions = new CalledFunctions(session);
        }

        void write() throws IOException {
            json.writeStartObject();
            json.writeStringField("$schema", SCHEMA);
            json.writeStringField("exporter", "pyrometer");
            json.writeStringField("name", name());
            json.writeNumberField("activeProfileIndex", 0);
            json.writeArrayFieldStart("profiles");
            ProcessNames processes = new ProcessNames(session);
            for (ThreadSamples thread : session.threads()) {
                startProfile(processes.thread(thread.thread()));
                events(thread);
                endProfile();
            }
            if (session.threads().isEmpty()) {
                startProfile("no samples were recorded"); // a file without a profile is refused
                endProfile();
            }
            json.writeEndArray();
            shared();
            json.writeEndObject();
        }

        private String name() {
            return session.notes().isEmpty()
                    ? session.description()
                    : session.description() + " (" + String.join(" ", session.notes()) + ")";
        }

        private void startProfile(String name) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "evented");
            json.writeStringField("name", name);
            json.writeStringField("unit", "nanoseconds");
            json.writeNumberField("startValue", 0);
            json.writeNumberField("endValue", session.duration().toNanos());
            json.writeArrayFieldStart("events");
        }

        private void endProfile() throws IOException {
            json.writeEndArray();
            json.writeEndObject();
        }

        private void events(ThreadSamples thread) throws IOException {
            long begin = session.startUp().toNanos();
            now = 0;
            CallEvents calls = new CallEvents(stacks, functions, new CallEvents.Listener() {
                @Override
                public void begins(int function) throws IOException {
                    event("O", function);
                }

                @Override
                public void ends(int function) throws IOException {
                    event("C", function);
                }
            });
            for (Runs runs = session.runs(thread); runs.next(); ) {
                if (runs.startNanos() - begin > now) {
                    calls.closeAll(); // at the end of the last run: the thread was not there since
                }
                now = runs.startNanos() - begin;
                if (runs.nanos() > 0) {
                    calls.moveTo(stacks.of(runs.stack()));
                }
                now = runs.endNanos() - begin;
            }
            calls.closeAll();
        }

        private void event(String type, int function) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeNumberField("at", now);
            json.writeNumberField("frame", function);
            json.writeEndObject();
        }

        private void shared() throws IOException {
            json.writeObjectFieldStart("shared");
            json.writeArrayFieldStart("frames");
            for (CalledFunctions.Called function : functions.all()) {
                json.writeStartObject();
                json.writeStringField("name", function.name());
                if (!function.file().isEmpty()) {
                    json.writeStringField("file", function.file());
                }
                if (function.firstLine() > 0) {
                    json.writeNumberField("line", function.firstLine());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
