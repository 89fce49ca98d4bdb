package pyrometer.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import pyrometer.session.Session;
import pyrometer.tree.CallTree;
import pyrometer.tree.Change;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.TreeDiff;

/// A comparison as one JSON object, with all functions and calls, times in seconds for one run.
///
/// A change is `before`, `after`, `change`, the `noise` that a change has to exceed to be more than chance, and the
/// `verdict`: `slower`, `faster`, `new`, `gone` or `noise`.
final class JsonDiffRenderer implements DiffRenderer {
    @Override
    public void render(TreeDiff diff, OutputStream out) throws IOException {
        JsonOutput.write(out, json -> new Document(diff, json).write());
    }

    private record Document(TreeDiff diff, JsonGenerator json) {
        void write() throws IOException {
            json.writeStartObject();
            side("before", diff.before());
            side("after", diff.after());
            json.writeArrayFieldStart("notes");
            for (String note : diff.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeFieldName("total");
            change(diff.total());
            json.writeFieldName("thread_time");
            change(diff.threadTime());
            json.writeArrayFieldStart("functions");
            for (ComparedFunction function : diff.functions()) {
                json.writeStartObject();
                function(function);
                json.writeFieldName("self");
                change(function.self());
                json.writeFieldName("total");
                change(function.total());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("threads");
            threads();
            json.writeEndArray();
            json.writeEndObject();
        }

        private void side(String name, List<Session> sessions) throws IOException {
            json.writeArrayFieldStart(name);
            for (Session session : sessions) {
                json.writeStartObject();
                json.writeStringField("target_description", session.description());
                json.writeStringField("started", session.started().toString());
                JsonText.seconds(json, "duration", session.duration());
                JsonText.seconds(json, "interval", session.interval());
                json.writeNumberField("sample_count", session.quality().samples());
                json.writeStringField("python_version", session.environment().pythonVersion());
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private void threads() throws IOException {
            for (int node = TreeDiff.ROOT + 1; node < diff.size(); node++) {
                json.writeStartObject();
                Optional<ComparedFunction> function = diff.function(node);
                if (function.isPresent()) {
                    function(function.get());
                } else {
                    json.writeStringField("name", diff.threadName(node));
                }
                json.writeFieldName("time");
                change(diff.change(node));
                json.writeArrayFieldStart("children");
                // Every call whose calls end here ends here too.
                int open = node;
                while (open != TreeDiff.ROOT && open != CallTree.NONE && diff.end(open) == node + 1) {
                    json.writeEndArray();
                    json.writeEndObject();
                    open = diff.parent(open);
                }
            }
        }

        private void function(ComparedFunction function) throws IOException {
            json.writeStringField("function", function.label());
            json.writeStringField("file_path_short", function.file());
            json.writeNumberField("line_before", function.lineBefore());
            json.writeNumberField("line_after", function.lineAfter());
            json.writeBooleanField("is_application_code", function.application());
        }

        private void change(Change change) throws IOException {
            json.writeStartObject();
            JsonText.seconds(json, "before", change.before());
            JsonText.seconds(json, "after", change.after());
            JsonText.seconds(json, "change", change.difference());
            JsonText.seconds(json, "noise", change.noise());
            json.writeStringField("verdict", ChangeText.verdict(change.verdict()));
            json.writeEndObject();
        }
    }
}
