package pyrometer.render;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadSamples;

/// The session file of pyinstrument 5, which it opens with `--load`: every stack of the main thread with its time.
///
/// The format holds one thread. Others are left out: pyinstrument would take their samples for later ones and add up
/// time that passed only once. Looks in a row that saw the same stack are one sample, as long as all of them.
/// Time outside Python, as at the end of a program, becomes that of the thread itself.
final class PyisessionRenderer implements Renderer {
    private static final char SEPARATOR = '\u0000';
    private static final char ATTRIBUTE = '\u0001';

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        // ASCII, because pyinstrument opens the file in the encoding of its user; escapes keep even half a surrogate.
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .build();
        try (JsonGenerator json = factory.createGenerator(out, JsonEncoding.UTF8)) {
            new Document(session, json).write();
            json.writeRaw('\n');
        }
    }

    private static final class Document {
        private final Session session;
        private final JsonGenerator json;
        private final CodePaths paths;
        private final Map<Long, String> infos = new HashMap<>();

        Document(Session session, JsonGenerator json) {
            this.session = session;
            this.json = json;
            this.paths = new CodePaths(session.environment());
        }

        void write() throws IOException {
            boolean seen = session.quality().samples() > 0; // else there is only time outside Python
            Optional<ThreadSamples> main = session.threads().stream()
                    .filter(thread -> seen && thread.thread().main())
                    .findFirst();
            String thread = main.map(samples -> info(samples.thread())).orElse("MainThread\u0000<thread>\u00000");
            json.writeStartObject();
            seconds("start_time", Decimal.exact(Duration.between(Instant.EPOCH, session.started())));
            seconds("duration", Decimal.exact(session.duration()));
            seconds("min_interval", Decimal.exact(session.interval()));
            seconds("max_interval", Decimal.exact(session.interval()));
            json.writeNumberField(
                    "sample_count", main.map(ThreadSamples::samples).orElse(0L));
            texts("start_call_stack", startCallStack(thread, main));
            json.writeStringField("target_description", session.description());
            // The reader insists on a number; a part of a recording has none.
            seconds("cpu_time", Decimal.exact(session.cpuTime().orElse(Duration.ZERO)));
            texts("sys_path", session.environment().path());
            texts("sys_prefixes", libraryFolders());
            json.writeArrayFieldStart("frame_records");
            if (main.isPresent()) {
                for (Runs runs = session.runs(main.get()); runs.next(); ) {
                    if (runs.nanos() > 0) {
                        record(thread, runs);
                    }
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private void record(String thread, Runs run) throws IOException {
            json.writeStartArray();
            json.writeStartArray();
            json.writeString(thread);
            for (int stack : outermostFirst(run.stack())) {
                json.writeString(info(stack));
            }
            json.writeEndArray();
            json.writeNumber(Decimal.exact(run.nanos()));
            json.writeEndArray();
        }

        private int[] outermostFirst(int stack) {
            StackTrie stacks = session.stacks();
            int depth = 0;
            for (int at = stack; at != StackTrie.EMPTY; at = stacks.parent(at)) {
                depth++;
            }
            int[] path = new int[depth];
            for (int at = stack; at != StackTrie.EMPTY; at = stacks.parent(at)) {
                path[--depth] = at;
            }
            return path;
        }

        /// The frames from which on pyinstrument draws its tree: the program's first one, below the thread and what
        /// `python -m` needs to get there.
        private List<String> startCallStack(String thread, Optional<ThreadSamples> main) {
            List<String> stack = new ArrayList<>(List.of(thread));
            if (main.isEmpty()) {
                return stack;
            }
            Runs runs = session.runs(main.get());
            while (runs.next()) {
                List<String> start = new ArrayList<>();
                for (int at : outermostFirst(runs.stack())) {
                    start.add(info(at));
                    if (!isRunpy(session.frames().get(session.stacks().frame(at)))) {
                        stack.addAll(start);
                        return stack;
                    }
                }
            }
            return stack;
        }

        private static boolean isRunpy(Frame frame) {
            return frame instanceof Frame.Python python
                    && (python.file().equals("<frozen runpy>") || python.file().endsWith("/runpy.py"));
        }

        /// pyinstrument takes a file for a library's if its path starts with one of the prefixes. So it is not given
        /// `/usr`, which would make a library of the program in `/usr/src/app`, but the folders of libraries.
        private List<String> libraryFolders() {
            Set<String> folders = new LinkedHashSet<>();
            for (Frame frame : session.frames()) {
                if (frame instanceof Frame.Python python) {
                    paths.libraryFolder(python.file()).ifPresent(folder -> folders.add(folder + "/"));
                }
            }
            return List.copyOf(folders);
        }

        private static String info(ThreadInfo thread) {
            return clean(thread.name()) + SEPARATOR + "<thread>" + SEPARATOR + thread.ident();
        }

        private String info(int stack) {
            int frame = session.stacks().frame(stack);
            int line = session.stacks().line(stack);
            return infos.computeIfAbsent(
                    ((long) frame << Integer.SIZE) | line,
                    _ -> info(session.frames().get(frame), line));
        }

        private static String info(Frame frame, int line) {
            if (frame.equals(Frame.AWAIT) || frame.equals(Frame.OUT_OF_CONTEXT)) {
                return ((Frame.Python) frame).name();
            }
            return switch (frame) {
                case Frame.C c -> clean(c.qualifiedName()) + SEPARATOR + CallText.BUILT_IN + SEPARATOR + "0";
                case Frame.Python python ->
                    clean(python.name())
                            + SEPARATOR
                            + clean(python.file())
                            + SEPARATOR
                            + python.firstLine()
                            + (python.className() == null ? "" : ATTRIBUTE + "c" + clean(python.className()))
                            + (line == StackTrie.NO_LINE ? "" : ATTRIBUTE + "l" + line)
                            + (python.hidden() ? ATTRIBUTE + "h1" : "");
            };
        }

        /// A name could have the characters that separate the parts of an entry.
        private static String clean(String text) {
            return text.replace(SEPARATOR, '\uFFFD').replace(ATTRIBUTE, '\uFFFD');
        }

        private void seconds(String field, BigDecimal value) throws IOException {
            json.writeFieldName(field);
            json.writeNumber(value);
        }

        private void texts(String field, List<String> texts) throws IOException {
            json.writeArrayFieldStart(field);
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
    }
}
