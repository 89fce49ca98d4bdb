package pyrometer.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pyrometer.session.CodePaths;
import pyrometer.session.ProcessInfo;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.session.ThreadState;
import pyrometer.tree.CallTree;
import pyrometer.tree.Function;
import pyrometer.tree.FunctionTable;
import pyrometer.tree.LineTable;
import pyrometer.tree.StateTimes;

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

    /// @param awaits for each node the time of the waits below it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record ThreadTree(int number, ThreadSamples thread, CallTree tree, long[] awaits) {
        ThreadTree(int number, ThreadSamples thread, CallTree tree) {
            this(number, thread, tree, awaits(tree));
        }

        private static long[] awaits(CallTree tree) {
            long[] awaits = new long[tree.size()];
            for (int node = tree.size() - 1; node > CallTree.ROOT; node--) {
                if (tree.function(node) == Function.Synthetic.AWAIT) {
                    awaits[node] = tree.nanos(node);
                }
                awaits[tree.parent(node)] += awaits[node];
            }
            return awaits;
        }
    }

    private final class Document {
        private final Session session;
        private final JsonGenerator json;
        private final CodePaths paths;

        private final ReadableTrees readable;

        Document(Session session, JsonGenerator json) {
            this.session = session;
            this.json = json;
            this.paths = new CodePaths(session.environment());
            this.readable = new ReadableTrees(session, options);
        }

        void write() throws IOException {
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
            processes();
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

        private void processes() throws IOException {
            json.writeArrayFieldStart("processes");
            for (ProcessInfo process : session.processes()) {
                json.writeStartObject();
                json.writeNumberField("id", process.pid());
                json.writeNumberField("parent_id", process.parentPid());
                json.writeArrayFieldStart("command");
                for (String word : process.commandLine()) {
                    json.writeString(word);
                }
                json.writeEndArray();
                json.writeStringField("python_version", process.pythonVersion());
                json.writeEndObject();
            }
            json.writeEndArray();
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
            states(StateTimes.of(session, thread));
            functions(FunctionTable.of(readable.forTable(thread)));
            hotLines(LineTable.of(session, thread, options.showAll()));
            json.writeFieldName("root_frame");
            tree(of);
            json.writeEndObject();
        }

        private void states(StateTimes times) throws IOException {
            json.writeObjectFieldStart("state_times");
            for (ThreadState state : ThreadState.values()) {
                JsonText.seconds(json, state.name().toLowerCase(Locale.ROOT), times.nanos(state));
            }
            json.writeEndObject();
        }

        private void functions(FunctionTable table) throws IOException {
            json.writeArrayFieldStart("functions");
            for (FunctionTable.Row row : table.rows()) {
                if (isNotable(row.totalNanos(), table.nanos())) {
                    json.writeStartObject();
                    place(row.function(), shortFile(row.function()));
                    json.writeBooleanField("is_application_code", row.application());
                    if (row.className().isPresent()) {
                        json.writeStringField("class_name", row.className().get());
                    }
                    JsonText.seconds(json, "self_time", row.selfNanos());
                    JsonText.seconds(json, "total_time", row.totalNanos());
                    json.writeNumberField("sample_count", row.samples());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        }

        private void hotLines(LineTable table) throws IOException {
            json.writeArrayFieldStart("hot_lines");
            for (LineTable.Row row : table.rows()) {
                if (isNotable(row.nanos(), table.nanos())) {
                    json.writeStartObject();
                    place(row.function(), shortFile(row.function()));
                    json.writeNumberField("line", row.line());
                    JsonText.seconds(json, "self_time", row.nanos());
                    json.writeNumberField("sample_count", row.samples());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        }

        private boolean isNotable(long nanos, long whole) {
            return options.showAll() || nanos >= options.filterThreshold() * whole;
        }

        private String shortFile(Function function) {
            return function instanceof Function.Python python ? paths.shorten(python.file()) : file(function);
        }

        private void place(Function function, String shortFile) throws IOException {
            json.writeStringField("function", function.label());
            json.writeStringField("file_path_short", shortFile);
            json.writeStringField("file_path", file(function));
            json.writeNumberField("line_no", function instanceof Function.Python python ? python.firstLine() : 0);
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
            json.writeStartObject();
            place(tree.function(node), CallText.shortFile(tree, node, paths));
            JsonText.seconds(json, "time", tree.nanos(node));
            JsonText.seconds(json, "await_time", of.awaits[node]);
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
