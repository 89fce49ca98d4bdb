package pyrometer.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.session.CodePaths;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.tree.CallTree;
import pyrometer.tree.Function;

/// The trees of the text report as JSON, one object, times in seconds. `root_frame` is the main thread's, in the schema
/// that scripts written for pyinstrument read; `threads` has those of all threads.
final class JsonRenderer implements Renderer {
    private final Options options;

    JsonRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        JsonOutput.write(out, json -> new Document(session, json).write());
    }

    private record ThreadTree(int number, ThreadSamples thread, CallTree tree) {}

    private final class Document {
        private final Session session;
        private final JsonGenerator json;
        private final CodePaths paths;

        Document(Session session, JsonGenerator json) {
            this.session = session;
            this.json = json;
            this.paths = new CodePaths(session.environment());
        }

        void write() throws IOException {
            ReadableTrees readable = new ReadableTrees(session, options);
            List<ThreadTree> trees = new ArrayList<>();
            for (ThreadSamples thread : session.threads()) {
                trees.add(new ThreadTree(trees.size(), thread, readable.of(thread)));
            }
            Optional<ThreadTree> main =
                    trees.stream().filter(tree -> tree.thread.thread().main()).findFirst();

            json.writeStartObject();
            JsonText.seconds(json, "start_time", Duration.between(Instant.EPOCH, session.started()));
            JsonText.seconds(json, "duration", session.duration());
            json.writeNumberField("sample_count", session.quality().samples());
            json.writeStringField("target_description", session.description());
            if (session.cpuTime().isPresent()) {
                JsonText.seconds(json, "cpu_time", session.cpuTime().get());
            } else {
                json.writeNullField("cpu_time");
            }
            JsonText.seconds(json, "interval", session.interval());
            JsonText.seconds(json, "startup_time", session.startUp());
            json.writeStringField("python_version", session.environment().pythonVersion());
            quality(session.quality());
            json.writeArrayFieldStart("notes");
            for (String note : session.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeFieldName("root_frame");
            if (main.isPresent()) {
                tree(main.get());
            } else {
                json.writeNull();
            }
            json.writeArrayFieldStart("threads");
            for (ThreadTree tree : trees) {
                thread(tree);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private void quality(Quality quality) throws IOException {
            json.writeObjectFieldStart("quality");
            json.writeNumberField("samples", quality.samples());
            if (!quality.ofPart()) {
                json.writeNumberField("retried", quality.retried());
                json.writeNumberField("undecided", quality.undecided());
                json.writeNumberField("late", quality.late());
                json.writeNumberField("unnamed_calls", quality.unnamedCalls());
            }
            json.writeEndObject();
        }

        private void thread(ThreadTree of) throws IOException {
            ThreadSamples thread = of.thread;
            json.writeStartObject();
            json.writeStringField("name", thread.thread().name());
            json.writeNumberField("id", thread.thread().ident());
            json.writeNumberField("native_id", thread.thread().nativeId());
            json.writeNumberField("process_id", thread.thread().processId());
            json.writeBooleanField("main", thread.thread().main());
            json.writeNumberField("sample_count", thread.samples());
            JsonText.seconds(json, "time", of.tree.totalNanos());
            json.writeFieldName("root_frame");
            tree(of);
            json.writeEndObject();
        }

        /// The tree as one frame: its only root, or `[root]` above several, or null.
        private void tree(ThreadTree of) throws IOException {
            CallTree tree = of.tree;
            if (tree.isEmpty()) {
                json.writeNull();
                return;
            }
            int first = CallTree.ROOT + 1;
            int top = tree.end(first) == tree.size() ? first : CallTree.ROOT;
            for (int node = top; node < tree.size(); node++) {
                startFrame(of, node);
                // Every frame whose calls end here ends here too.
                int open = node;
                while (open != CallTree.NONE && open >= top && tree.end(open) == node + 1) {
                    json.writeEndArray();
                    json.writeEndObject();
                    open = tree.parent(open);
                }
            }
        }

        private void startFrame(ThreadTree of, int node) throws IOException {
            CallTree tree = of.tree;
            Optional<Function.Python> python =
                    tree.function(node) instanceof Function.Python function ? Optional.of(function) : Optional.empty();
            json.writeStartObject();
            json.writeStringField("function", tree.function(node).label());
            json.writeStringField("file_path_short", CallText.shortFile(tree, node, paths));
            json.writeStringField("file_path", file(tree.function(node)));
            json.writeNumberField(
                    "line_no", python.map(Function.Python::firstLine).orElse(0));
            JsonText.seconds(json, "time", tree.nanos(node));
            JsonText.seconds(json, "await_time", 0);
            json.writeBooleanField("is_application_code", tree.isApplication(node));
            if (tree.group(node) != CallTree.NONE) {
                json.writeStringField("group_id", of.number + "-" + tree.group(node));
            }
            if (tree.className(node).isPresent()) {
                json.writeStringField("class_name", tree.className(node).get());
            }
            lines(tree, node);
            json.writeArrayFieldStart("children");
        }

        private static String file(Function function) {
            return switch (function) {
                case Function.Python python -> python.file();
                case Function.C _ -> CallText.BUILT_IN;
                case Function.Synthetic _ -> "";
            };
        }

        private void lines(CallTree tree, int node) throws IOException {
            if (!(tree.function(node) instanceof Function.Python)) {
                return;
            }
            json.writeArrayFieldStart("lines");
            List<Map.Entry<Integer, Long>> hottestFirst = tree.lineNanos(node).entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .toList();
            for (Map.Entry<Integer, Long> line : hottestFirst) {
                json.writeStartObject();
                json.writeNumberField("line", line.getKey());
                JsonText.seconds(json, "time", line.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
