package pyrometer.history;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;

/// What the list of runs tells of one, so that it need not read the recording.
///
/// @param description what ran, in the words of the report's header
/// @param samples how many stacks were read
/// @param topFunction the Python function with the most time of its own and in C functions that it called, by its
///     name and file; nothing where nothing was seen
/// @param topShare its part of all the time that was looked at
public record Summary(
        String description, Duration duration, long samples, Optional<String> topFunction, double topShare) {

    /// The main thread's time counts whatever it did, the other threads' only when they did something: a pool of idle
    /// workers is not where the time went.
    public static Summary of(Session session) {
        long[] nanosOfFrame = new long[session.frames().size()];
        long total = 0;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread); runs.next(); ) {
                if (thread.thread().main() || runs.state().isRunning()) {
                    int frame = innermostPython(session, runs.stack());
                    total += runs.nanos();
                    if (frame >= 0) {
                        nanosOfFrame[frame] += runs.nanos();
                    }
                }
            }
        }
        int top = -1;
        for (int frame = 0; frame < nanosOfFrame.length; frame++) {
            if (nanosOfFrame[frame] > 0 && (top < 0 || nanosOfFrame[frame] > nanosOfFrame[top])) {
                top = frame;
            }
        }
        Optional<String> name =
                top < 0 ? Optional.empty() : Optional.of(name(session.frames().get(top)));
        double share = top < 0 ? 0 : (double) nanosOfFrame[top] / total;
        return new Summary(
                session.description(), session.duration(), session.quality().samples(), name, share);
    }

    private static int innermostPython(Session session, int stack) {
        int node = stack;
        while (node != StackTrie.EMPTY) {
            int frame = session.stacks().frame(node);
            if (session.frames().get(frame) instanceof Frame.Python) {
                return frame;
            }
            node = session.stacks().parent(node);
        }
        return -1;
    }

    private static String name(Frame frame) {
        return switch (frame) {
            case Frame.Python python ->
                python.qualifiedName() + "  "
                        + python.file().substring(python.file().lastIndexOf('/') + 1) + ":" + python.firstLine();
            case Frame.C c -> c.qualifiedName();
        };
    }

    String toText() {
        Properties properties = new Properties();
        properties.setProperty("description", description);
        properties.setProperty("nanos", String.valueOf(duration.toNanos()));
        properties.setProperty("samples", String.valueOf(samples));
        topFunction.ifPresent(name -> properties.setProperty("top", name));
        properties.setProperty("share", String.valueOf(topShare));
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new IllegalStateException("a string can be written to", e);
        }
        return text.toString();
    }

    /// @return nothing if the text is not a summary
    static Optional<Summary> parse(String text) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            return Optional.of(new Summary(
                    properties.getProperty("description", ""),
                    Duration.ofNanos(Math.max(0, Long.parseLong(properties.getProperty("nanos", "")))),
                    Math.max(0, Long.parseLong(properties.getProperty("samples", ""))),
                    Optional.ofNullable(properties.getProperty("top")),
                    Double.parseDouble(properties.getProperty("share", ""))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
