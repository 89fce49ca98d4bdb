package pyrometer.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a session file says about the recording as a whole. Each fact is a tag, a length and a value; a
/// reader skips tags that it does not know, and a later block of facts replaces those of an earlier one.
///
/// @param firstTick the first at which the program ran
/// @param depthFirst whether the callees of a stack have the numbers right after it
/// @param stem the stack of the call that asked for the recording; the empty one if the whole program was
/// meant
record Facts(
        Instant started,
        Duration interval,
        String description,
        String host,
        int firstTick,
        boolean depthFirst,
        int stem,
        Progress progress,
        List<String> notes) {
    private static final int STARTED = 1;
    private static final int INTERVAL = 2;
    private static final int DESCRIPTION = 3;
    private static final int HOST = 4;
    private static final int FIRST_TICK = 5;
    private static final int DEPTH_FIRST = 6;
    private static final int PYTHON_VERSION = 7;
    private static final int EXECUTABLE = 8;
    private static final int WORKING_DIRECTORY = 9;
    private static final int PREFIXES = 10;
    private static final int PATH = 11;
    private static final int STANDARD_LIBRARY = 12;
    private static final int CPU_TIME = 13;
    private static final int QUALITY = 14;
    private static final int NOTES = 15;
    private static final int STEM = 16;

    Facts {
        notes = List.copyOf(notes);
    }

    Facts withoutStem() {
        return new Facts(started, interval, description, host, firstTick, depthFirst, StackTrie.EMPTY, progress, notes);
    }

    /// Appends those facts that are not the same in `known`.
    void encode(@Nullable Facts known, PayloadWriter out) {
        Encoder encoder = new Encoder(out);
        if (known == null || !started.equals(known.started) || !interval.equals(known.interval)) {
            encoder.numbers(STARTED, started.getEpochSecond(), started.getNano());
            encoder.numbers(INTERVAL, interval.getSeconds(), interval.getNano());
        }
        if (known == null || !description.equals(known.description) || !host.equals(known.host)) {
            encoder.texts(DESCRIPTION, List.of(description));
            encoder.texts(HOST, List.of(host));
        }
        if (known == null || firstTick != known.firstTick || depthFirst != known.depthFirst) {
            encoder.numbers(FIRST_TICK, firstTick);
            encoder.numbers(DEPTH_FIRST, depthFirst ? 1 : 0);
        }
        if (stem != (known == null ? StackTrie.EMPTY : known.stem)) {
            encoder.numbers(STEM, stem);
        }
        Environment environment = progress.environment();
        if (known == null || !environment.equals(known.progress.environment())) {
            encoder.texts(PYTHON_VERSION, List.of(environment.pythonVersion()));
            encoder.texts(EXECUTABLE, List.of(environment.executable()));
            encoder.texts(WORKING_DIRECTORY, List.of(environment.workingDirectory()));
            encoder.texts(PREFIXES, environment.prefixes());
            encoder.texts(PATH, environment.path());
            encoder.texts(STANDARD_LIBRARY, List.of(environment.standardLibrary()));
        }
        Optional<Duration> cpuTime = progress.cpuTime();
        if (known == null || !cpuTime.equals(known.progress.cpuTime())) {
            encoder.numbers(
                    CPU_TIME,
                    cpuTime.map(time -> new long[] {time.getSeconds(), time.getNano()})
                            .orElseGet(() -> new long[0]));
        }
        Quality quality = progress.quality();
        if (known == null || !quality.equals(known.progress.quality())) {
            encoder.numbers(
                    QUALITY,
                    quality.samples(),
                    quality.retried(),
                    quality.undecided(),
                    quality.late(),
                    quality.unnamedCalls(),
                    quality.ofPart() ? 1 : 0);
        }
        if (known == null || !notes.equals(known.notes)) {
            encoder.texts(NOTES, notes);
        }
    }

    private static final class Encoder {
        private final PayloadWriter out;
        private final PayloadWriter value = new PayloadWriter();

        Encoder(PayloadWriter out) {
            this.out = out;
        }

        void numbers(int tag, long... numbers) {
            value.clear();
            for (long number : numbers) {
                value.signed(number);
            }
            put(tag);
        }

        void texts(int tag, List<String> texts) {
            value.clear();
            texts.forEach(value::text);
            put(tag);
        }

        private void put(int tag) {
            out.varint(tag);
            out.varint(value.size());
            out.append(value);
        }
    }

    /// Adds what a payload says to what is known; to nothing, if it is the first.
    static Facts decode(PayloadReader payload, @Nullable Facts known) throws Malformed {
        Instant started = known == null ? null : known.started;
        Duration interval = known == null ? Duration.ZERO : known.interval;
        String description = known == null ? "" : known.description;
        String host = known == null ? "" : known.host;
        int firstTick = known == null ? 0 : known.firstTick;
        boolean depthFirst = known != null && known.depthFirst;
        int stem = known == null ? StackTrie.EMPTY : known.stem;
        Environment environment = (known == null ? Progress.NONE : known.progress).environment();
        String pythonVersion = environment.pythonVersion();
        String executable = environment.executable();
        String workingDirectory = environment.workingDirectory();
        List<String> prefixes = environment.prefixes();
        List<String> path = environment.path();
        String standardLibrary = environment.standardLibrary();
        Optional<Duration> cpuTime = (known == null ? Progress.NONE : known.progress).cpuTime();
        Quality quality = (known == null ? Progress.NONE : known.progress).quality();
        List<String> notes = known == null ? List.of() : known.notes;
        while (payload.remaining() > 0) {
            int tag = payload.number("tag", Integer.MAX_VALUE);
            PayloadReader value = payload.part();
            switch (tag) {
                case STARTED -> started = instant(value);
                case INTERVAL -> interval = duration(value);
                case DESCRIPTION -> description = value.text();
                case HOST -> host = value.text();
                case FIRST_TICK -> firstTick = value.signedInt("tick");
                case DEPTH_FIRST -> depthFirst = value.signed() == 1;
                case PYTHON_VERSION -> pythonVersion = value.text();
                case EXECUTABLE -> executable = value.text();
                case WORKING_DIRECTORY -> workingDirectory = value.text();
                case PREFIXES -> prefixes = texts(value);
                case PATH -> path = texts(value);
                case STANDARD_LIBRARY -> standardLibrary = value.text();
                case CPU_TIME -> cpuTime = value.remaining() == 0 ? Optional.empty() : Optional.of(duration(value));
                case QUALITY ->
                    quality = new Quality(
                            value.signed(),
                            value.signed(),
                            value.signed(),
                            value.signed(),
                            value.signed(),
                            value.remaining() > 0 && value.signed() == 1);
                case NOTES -> notes = texts(value);
                case STEM -> stem = value.signedInt("stack");
                default -> {
                    continue; // of a later version
                }
            }
        }
        if (started == null) {
            throw new Malformed("does not say when it was recorded");
        }
        Environment all = new Environment(pythonVersion, executable, workingDirectory, prefixes, path, standardLibrary);
        return new Facts(
                started,
                interval,
                description,
                host,
                firstTick,
                depthFirst,
                stem,
                new Progress(cpuTime, all, quality),
                notes);
    }

    private static List<String> texts(PayloadReader value) throws Malformed {
        List<String> texts = new ArrayList<>();
        while (value.remaining() > 0) {
            texts.add(value.text());
        }
        return texts;
    }

    private static Instant instant(PayloadReader value) throws Malformed {
        try {
            return Instant.ofEpochSecond(value.signed(), nanos(value));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Malformed("was recorded at a time that does not exist");
        }
    }

    private static int nanos(PayloadReader value) throws Malformed {
        int nanos = value.signedInt("nanoseconds");
        if (nanos < 0 || nanos > 999_999_999) {
            throw new Malformed(nanos + " nanoseconds");
        }
        return nanos;
    }

    private static Duration duration(PayloadReader value) throws Malformed {
        long seconds = value.signed();
        int nanos = nanos(value);
        if (seconds < 0 || seconds > Long.MAX_VALUE / 2_000_000_000) {
            throw new Malformed("a duration of " + seconds + " s");
        }
        return Duration.ofSeconds(seconds).plusNanos(nanos);
    }
}
