package pyrometer.render;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadSamples;

/// A profile for pprof and what else reads its format, compressed: for each thread and stack, line by line, the number
/// of looks, the time, and the time on a CPU. The last is left out if the states of the threads are not known.
final class PprofRenderer implements Renderer {
    private static final String NANOSECONDS = "nanoseconds";
    private static final String WALL = "wall";

    /// The only mapping, to which all locations belong.
    private static final int MAPPING = 1;

    /// The fields of the messages, as in `profile.proto` of google/pprof.
    private static final class Field {
        static final int SAMPLE_TYPE = 1;
        static final int SAMPLE = 2;
        static final int MAPPING = 3;
        static final int LOCATION = 4;
        static final int FUNCTION = 5;
        static final int STRING_TABLE = 6;
        static final int TIME_NANOS = 9;
        static final int DURATION_NANOS = 10;
        static final int PERIOD_TYPE = 11;
        static final int PERIOD = 12;
        static final int COMMENT = 13;
        static final int DEFAULT_SAMPLE_TYPE = 14;

        static final int VALUE_TYPE_TYPE = 1;
        static final int VALUE_TYPE_UNIT = 2;

        static final int SAMPLE_LOCATION_ID = 1;
        static final int SAMPLE_VALUE = 2;
        static final int SAMPLE_LABEL = 3;

        static final int LABEL_KEY = 1;
        static final int LABEL_STR = 2;

        static final int MAPPING_ID = 1;
        static final int MAPPING_FILENAME = 5;
        static final int MAPPING_HAS_FUNCTIONS = 7;
        static final int MAPPING_HAS_FILENAMES = 8;
        static final int MAPPING_HAS_LINE_NUMBERS = 9;

        static final int LOCATION_ID = 1;
        static final int LOCATION_MAPPING_ID = 2;
        static final int LOCATION_LINE = 4;
        static final int LINE_FUNCTION_ID = 1;
        static final int LINE_LINE = 2;

        static final int FUNCTION_ID = 1;
        static final int FUNCTION_NAME = 2;
        static final int FUNCTION_FILENAME = 4;
        static final int FUNCTION_START_LINE = 5;

        private Field() {}
    }

    private final Options options;

    PprofRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        GZIPOutputStream compressed = new GZIPOutputStream(out, 1 << 16);
        new Document(session, compressed).write();
        compressed.finish();
        out.flush();
    }

    private final class Document {
        private final Session session;
        private final OutputStream out;
        private final ShownStacks stacks;
        private final StackTotals totals;
        private final CalledFunctions functions;
        private final StackPlaces places;
        private final ProcessNames processes;
        private final boolean withCpu;
        private final Map<String, Integer> strings = new LinkedHashMap<>();

        private final Protobuf sample = new Protobuf();
        private final Protobuf items = new Protobuf();
        private final Protobuf field = new Protobuf();

        Document(Session session, OutputStream out) {
            this.session = session;
            this.out = out;
            this.stacks = new ShownStacks(session, options);
            this.totals = new StackTotals(session, stacks);
            this.functions = new CalledFunctions(session);
            this.places = new StackPlaces(functions);
            this.processes = new ProcessNames(session);
            this.withCpu = session.threads().stream().anyMatch(this::statesKnown);
            string(""); // the first has to be this one
        }

        private boolean statesKnown(ThreadSamples thread) {
            totals.add(thread);
            totals.clear();
            return totals.statesKnown();
        }

        /// The order of the fields is free: what only the samples bring up follows them.
        void write() throws IOException {
            header();
            for (ThreadSamples thread : session.threads()) {
                samples(thread);
            }
            for (int place = 0; place < places.size(); place++) {
                location(place);
            }
            List<CalledFunctions.Called> called = functions.all();
            for (int i = 0; i < called.size(); i++) {
                function(i, called.get(i));
            }
            for (String text : strings.keySet()) {
                write(new Protobuf().text(Field.STRING_TABLE, text));
            }
        }

        private void header() throws IOException {
            Protobuf header = new Protobuf()
                    .message(Field.SAMPLE_TYPE, valueType("samples", "count"))
                    .message(Field.SAMPLE_TYPE, valueType(WALL, NANOSECONDS));
            if (withCpu) {
                header.message(Field.SAMPLE_TYPE, valueType("cpu", NANOSECONDS));
            }
            Duration started = Duration.between(Instant.EPOCH, session.started());
            header.number(Field.TIME_NANOS, started.plus(session.startUp()).toNanos())
                    .number(Field.DURATION_NANOS, session.duration().toNanos())
                    .message(Field.PERIOD_TYPE, valueType(WALL, NANOSECONDS))
                    .number(Field.PERIOD, session.interval().toNanos())
                    .number(Field.DEFAULT_SAMPLE_TYPE, string(WALL))
                    .number(Field.COMMENT, string(session.description()));
            header.message(Field.MAPPING, mapping());
            session.notes().forEach(note -> header.number(Field.COMMENT, string(note)));
            write(header);
        }

        /// The program that was run; it says that nothing is left to be looked up in its symbols.
        private Protobuf mapping() {
            return new Protobuf()
                    .number(Field.MAPPING_ID, MAPPING)
                    .number(Field.MAPPING_FILENAME, string(session.environment().executable()))
                    .number(Field.MAPPING_HAS_FUNCTIONS, 1)
                    .number(Field.MAPPING_HAS_FILENAMES, 1)
                    .number(Field.MAPPING_HAS_LINE_NUMBERS, 1);
        }

        private Protobuf valueType(String type, String unit) {
            return new Protobuf()
                    .number(Field.VALUE_TYPE_TYPE, string(type))
                    .number(Field.VALUE_TYPE_UNIT, string(unit));
        }

        private void samples(ThreadSamples thread) throws IOException {
            totals.clear();
            totals.add(thread);
            Protobuf labels = labels(thread.thread());
            for (int i = 0; i < totals.size(); i++) {
                int stack = totals.stack(i);
                sample.clear();
                locations(stack);
                items.clear();
                items.item(totals.looks(stack)).item(totals.nanos(stack));
                if (withCpu) {
                    items.item(totals.runningNanos(stack));
                }
                sample.packed(Field.SAMPLE_VALUE, items).append(labels);
                field.clear();
                write(field.message(Field.SAMPLE, sample));
            }
        }

        /// Innermost first.
        private void locations(int innermost) {
            items.clear();
            if (innermost == StackTrie.EMPTY) {
                items.item(1 + places.outsidePython());
            }
            for (int stack = innermost; stack != StackTrie.EMPTY; stack = stacks.caller(stack)) {
                items.item(1 + places.number(stacks, stack));
            }
            sample.packed(Field.SAMPLE_LOCATION_ID, items);
        }

        private Protobuf labels(ThreadInfo thread) {
            long id = thread.nativeId() == 0 ? thread.ident() : thread.nativeId();
            return new Protobuf()
                    .message(Field.SAMPLE_LABEL, label("thread", thread.name()))
                    .message(Field.SAMPLE_LABEL, label("thread id", Long.toString(id)))
                    .message(Field.SAMPLE_LABEL, label("process", processes.process(thread.processId())));
        }

        private Protobuf label(String key, String text) {
            return new Protobuf().number(Field.LABEL_KEY, string(key)).number(Field.LABEL_STR, string(text));
        }

        private void location(int place) throws IOException {
            Protobuf line = new Protobuf()
                    .number(Field.LINE_FUNCTION_ID, 1 + places.function(place))
                    .number(Field.LINE_LINE, places.line(place));
            write(new Protobuf()
                    .message(
                            Field.LOCATION,
                            new Protobuf()
                                    .number(Field.LOCATION_ID, 1 + place)
                                    .number(Field.LOCATION_MAPPING_ID, MAPPING)
                                    .message(Field.LOCATION_LINE, line)));
        }

        /// Without a second, mangled name: pprof would take the first for C++ and `<module>` for a template.
        private void function(int number, CalledFunctions.Called function) throws IOException {
            write(new Protobuf()
                    .message(
                            Field.FUNCTION,
                            new Protobuf()
                                    .number(Field.FUNCTION_ID, 1 + number)
                                    .number(Field.FUNCTION_NAME, string(function.name()))
                                    .number(Field.FUNCTION_FILENAME, string(function.file()))
                                    .number(Field.FUNCTION_START_LINE, function.firstLine())));
        }

        /// The index of a string in the table.
        private int string(String text) {
            Integer known = strings.putIfAbsent(text, strings.size());
            return known == null ? strings.size() - 1 : known;
        }

        private void write(Protobuf fields) throws IOException {
            out.write(fields.bytes(), 0, fields.size());
        }
    }
}
