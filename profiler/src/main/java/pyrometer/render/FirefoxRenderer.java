package pyrometer.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.session.CodeOrigin;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadSamples;
import pyrometer.session.ThreadState;

/// A profile for the Firefox Profiler, in its "processed" format, with what each thread did when, line by line, and
/// what
/// of it was on a CPU.
///
/// Looks in a row that saw the same are two samples at most: the first look, with the time that it stands for, and the
/// last, with that of all others. So the sum is exact, and the timeline right to one look. A thread that waits has the
/// innermost call in a category of its own.
final class FirefoxRenderer implements Renderer {
    /// The version of the format: the first that has the tables of all threads in one. Newer viewers convert it.
    private static final int FORMAT_VERSION = 60;

    /// Of the format that Firefox itself records in; the viewer wants one.
    private static final int GECKO_VERSION = 32;

    private static final int MILLI_DIGITS = 6;
    private static final int MICRO_DIGITS = 3;
    private static final int NONE = -1;

    /// What the viewer colours by. The first is what it takes for a stack that has none.
    private enum Category {
        OTHER("Other", "grey"),
        PROGRAM("Program", "yellow"),
        INSTALLED("Installed library", "blue"),
        STANDARD("Standard library", "green"),
        C("C function", "orange"),
        WAITING("Waiting", "lightblue");

        private final String label;
        private final String color;

        Category(String label, String color) {
            this.label = label;
            this.color = color;
        }

        /// Code made at run time has that of its caller: none of its own.
        static Optional<Category> of(CodeOrigin origin) {
            return switch (origin) {
                case APPLICATION -> Optional.of(PROGRAM);
                case INSTALLED_LIBRARY -> Optional.of(INSTALLED);
                case STANDARD_LIBRARY, IMPORT_SYSTEM -> Optional.of(STANDARD);
                case BUILTIN -> Optional.of(C);
                case GENERATED -> Optional.empty();
            };
        }
    }

    private static final List<Category> CATEGORIES = List.of(Category.values());

    /// What is done with each sample of a thread.
    private interface Sample {
        /// @param stack the shown stack, or [#NONE] while the thread is not there
        /// @param time in nanoseconds since the start of the program
        /// @param weight the nanoseconds that it stands for, up to that time
        void at(int stack, ThreadState state, long time, long weight) throws IOException;
    }

    /// Writes a value of a column.
    private interface Cell {
        void write(int row) throws IOException;
    }

    private final Options options;

    FirefoxRenderer(Options options) {
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
        private final StackPlaces places;
        private final ProcessNames processes;
        private final FirefoxStacks table;
        private final Map<String, Integer> strings = new LinkedHashMap<>();
        private final Map<String, Integer> files = new LinkedHashMap<>();

        Document(Session session, JsonGenerator json) {
            this.session = session;
            this.json = json;
            this.stacks = new ShownStacks(session, options);
            this.functions = new CalledFunctions(session);
            this.places = new StackPlaces(functions);
            this.processes = new ProcessNames(session);
            this.table = new FirefoxStacks(stacks, places);
        }

        /// The threads come first: they bring up what the tables hold.
        void write() throws IOException {
            json.writeStartObject();
            meta();
            json.writeArrayFieldStart("libs");
            json.writeEndArray();
            json.writeArrayFieldStart("threads");
            for (ThreadSamples thread : session.threads()) {
                thread(thread);
            }
            if (session.threads().isEmpty()) {
                threadWithoutSamples(); // a file without a thread is refused
            }
            json.writeEndArray();
            shared();
            json.writeEndObject();
        }

        private void meta() throws IOException {
            json.writeObjectFieldStart("meta");
            json.writeNumberField("version", GECKO_VERSION);
            json.writeNumberField("preprocessedProfileVersion", FORMAT_VERSION);
            json.writeStringField("product", session.description());
            json.writeStringField("importedFrom", "Pyrometer");
            json.writeStringField("oscpu", "Python " + session.environment().pythonVersion());
            json.writeNumberField("processType", 0);
            json.writeNumberField("stackwalk", 1);
            json.writeNumberField(
                    "startTime",
                    session.started().toEpochMilli() + session.startUp().toMillis());
            millis("interval", session.interval().toNanos());
            json.writeBooleanField("symbolicated", true);
            json.writeBooleanField("usesOnlyOneStackType", true);
            json.writeBooleanField("sourceCodeIsNotOnSearchfox", true);
            json.writeObjectFieldStart("sampleUnits");
            json.writeStringField("time", "ms");
            json.writeStringField("eventDelay", "ms");
            json.writeStringField("threadCPUDelta", "µs");
            json.writeEndObject();
            json.writeArrayFieldStart("categories");
            for (Category category : CATEGORIES) {
                json.writeStartObject();
                json.writeStringField("name", category.label);
                json.writeStringField("color", category.color);
                json.writeArrayFieldStart("subcategories");
                json.writeString("Other");
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("markerSchema");
            json.writeEndArray();
            notes();
            json.writeEndObject();
        }

        private void notes() throws IOException {
            if (session.notes().isEmpty()) {
                return;
            }
            json.writeArrayFieldStart("extra");
            json.writeStartObject();
            json.writeStringField("label", "Notes");
            json.writeArrayFieldStart("entries");
            for (String note : session.notes()) {
                json.writeStartObject();
                json.writeStringField("label", "Note");
                json.writeStringField("format", "string");
                json.writeStringField("value", note);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
        }

        private void thread(ThreadSamples thread) throws IOException {
            ThreadInfo info = thread.thread();
            Runs life = session.runs(thread);
            long begin = life.next() ? life.startNanos() : session.startUp().toNanos();
            startThread(
                    info.name(), info.main(), info.processId(), info.nativeId() == 0 ? info.ident() : info.nativeId());
            millis("registerTime", sinceStart(begin));
            samples(List.of(thread));
            json.writeEndObject();
        }

        private void threadWithoutSamples() throws IOException {
            startThread("no samples were recorded", true, 0, 0);
            json.writeNumberField("registerTime", 0);
            samples(session.threads());
            json.writeEndObject();
        }

        private void startThread(String name, boolean main, int process, long id) throws IOException {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeBooleanField("isMainThread", main);
            json.writeStringField("processType", "default");
            String command = processes.command(process);
            json.writeStringField("processName", command.isEmpty() ? "Python" : command);
            json.writeStringField("pid", Integer.toString(process));
            json.writeNumberField("tid", id);
            json.writeNumberField("processStartupTime", 0);
            json.writeNullField("processShutdownTime");
            json.writeNullField("unregisterTime");
            json.writeArrayFieldStart("pausedRanges");
            json.writeEndArray();
            emptyTable("markers", "data", "name", "startTime", "endTime", "phase", "category");
        }

        /// The samples of one thread or of none, column by column. Each column is a walk of its own, so that none of
        /// them has to be kept.
        private void samples(List<ThreadSamples> threads) throws IOException {
            json.writeObjectFieldStart("samples");
            json.writeStringField("weightType", "tracing-ms");
            json.writeNumberField("length", count(threads));
            column("stack", threads, (stack, state, _, _) -> reference(stack(stack, state)));
            column("time", threads, (_, _, time, _) -> millis(time));
            column("weight", threads, (_, _, _, weight) -> millis(weight));
            if (statesKnown(threads)) {
                column("threadCPUDelta", threads, (_, state, _, weight) -> cpu(state, weight));
            }
            json.writeEndObject();
        }

        private void column(String name, List<ThreadSamples> threads, Sample sample) throws IOException {
            json.writeArrayFieldStart(name);
            eachSample(threads, sample);
            json.writeEndArray();
        }

        private int count(List<ThreadSamples> threads) throws IOException {
            int[] count = new int[1];
            eachSample(threads, (_, _, _, _) -> count[0]++);
            return count[0];
        }

        private boolean statesKnown(List<ThreadSamples> threads) {
            for (ThreadSamples thread : threads) {
                for (Runs runs = session.runs(thread); runs.next(); ) {
                    if (runs.state() != ThreadState.UNKNOWN) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void eachSample(List<ThreadSamples> threads, Sample sample) throws IOException {
            int lastEnd = NONE;
            for (ThreadSamples thread : threads) {
                for (Runs runs = session.runs(thread); runs.next(); ) {
                    if (lastEnd != NONE && runs.start() > lastEnd) {
                        sample.at(NONE, ThreadState.UNKNOWN, sinceStart(session.tickNanos(lastEnd)), 0);
                        sample.at(NONE, ThreadState.UNKNOWN, sinceStart(session.tickNanos(runs.start() - 1)), 0);
                    }
                    lastEnd = runs.end();
                    ofRun(runs, sample);
                }
            }
            if (lastEnd == NONE) {
                sample.at(NONE, ThreadState.UNKNOWN, 0, 0); // a thread without any is not expected
            }
        }

        private void ofRun(Runs runs, Sample sample) throws IOException {
            int stack = stacks.of(runs.stack());
            long first = session.tickNanos(runs.start());
            sample.at(stack, runs.state(), sinceStart(first), first - runs.startNanos());
            if (runs.endNanos() > first) {
                sample.at(stack, runs.state(), sinceStart(runs.endNanos()), runs.endNanos() - first);
            }
        }

        private int stack(int shown, ThreadState state) {
            return shown == NONE ? NONE : table.number(shown, state.isWaiting());
        }

        private void cpu(ThreadState state, long nanos) throws IOException {
            switch (state) {
                case RUNNING, COLLECTING -> json.writeNumber(BigDecimal.valueOf(nanos, MICRO_DIGITS));
                case WAITING, WAITING_FOR_GIL -> json.writeNumber(0);
                case UNKNOWN -> json.writeNull();
            }
        }

        private void shared() throws IOException {
            json.writeObjectFieldStart("shared");
            stackTable();
            frameTable();
            funcTable();
            emptyTable("resourceTable", "type", "lib", "name", "host");
            emptyTable("nativeSymbols", "libIndex", "address", "name", "functionSize");
            sources();
            json.writeArrayFieldStart("stringArray");
            for (String string : strings.keySet()) {
                json.writeString(string);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        private void stackTable() throws IOException {
            startTable("stackTable", table.size());
            column("frame", table.size(), i -> json.writeNumber(table.frameOf(i)));
            column("prefix", table.size(), i -> reference(table.callerOf(i)));
            json.writeEndObject();
        }

        private void frameTable() throws IOException {
            int size = table.frameCount();
            startTable("frameTable", size);
            column("address", size, _ -> json.writeNumber(-1));
            column("inlineDepth", size, _ -> json.writeNumber(0));
            column("category", size, i -> reference(category(i)));
            column("subcategory", size, i -> reference(category(i) == NONE ? NONE : 0));
            column("func", size, i -> json.writeNumber(places.function(table.placeOf(i))));
            column("nativeSymbol", size, _ -> json.writeNull());
            column("innerWindowID", size, _ -> json.writeNull());
            column("line", size, i -> line(places.line(table.placeOf(i))));
            column("column", size, _ -> json.writeNull());
            json.writeEndObject();
        }

        private int category(int frame) {
            if (table.isWaiting(frame)) {
                return CATEGORIES.indexOf(Category.WAITING);
            }
            CodeOrigin origin = called(places.function(table.placeOf(frame))).origin();
            return Category.of(origin).map(CATEGORIES::indexOf).orElse(NONE);
        }

        private void funcTable() throws IOException {
            int size = functions.all().size();
            startTable("funcTable", size);
            column("name", size, i -> json.writeNumber(number(called(i).name(), strings)));
            column("isJS", size, _ -> json.writeBoolean(false));
            column("relevantForJS", size, _ -> json.writeBoolean(false));
            column("resource", size, _ -> json.writeNumber(-1));
            column("source", size, i -> reference(source(called(i).file())));
            column("lineNumber", size, i -> line(called(i).firstLine()));
            column("columnNumber", size, _ -> json.writeNull());
            json.writeEndObject();
        }

        private void sources() throws IOException {
            List<String> names = List.copyOf(files.keySet());
            startTable("sources", names.size());
            column("id", names.size(), _ -> json.writeNull());
            column("filename", names.size(), i -> json.writeNumber(number(names.get(i), strings)));
            json.writeEndObject();
        }

        private CalledFunctions.Called called(int function) {
            return functions.all().get(function);
        }

        private int source(String file) {
            return file.isEmpty() ? NONE : number(file, files);
        }

        private static int number(String text, Map<String, Integer> numbers) {
            Integer known = numbers.putIfAbsent(text, numbers.size());
            return known == null ? numbers.size() - 1 : known;
        }

        private void emptyTable(String name, String... columns) throws IOException {
            startTable(name, 0);
            for (String column : columns) {
                column(column, 0, _ -> {});
            }
            json.writeEndObject();
        }

        private void startTable(String name, int size) throws IOException {
            json.writeObjectFieldStart(name);
            json.writeNumberField("length", size);
        }

        private void column(String name, int size, Cell cell) throws IOException {
            json.writeArrayFieldStart(name);
            for (int i = 0; i < size; i++) {
                cell.write(i);
            }
            json.writeEndArray();
        }

        private void reference(int number) throws IOException {
            if (number == NONE) {
                json.writeNull();
            } else {
                json.writeNumber(number);
            }
        }

        private void line(int line) throws IOException {
            reference(line > 0 ? line : NONE);
        }

        private long sinceStart(long nanos) {
            return nanos - session.startUp().toNanos();
        }

        private void millis(String field, long nanos) throws IOException {
            json.writeFieldName(field);
            millis(nanos);
        }

        private void millis(long nanos) throws IOException {
            json.writeNumber(BigDecimal.valueOf(nanos, MILLI_DIGITS));
        }
    }
}
