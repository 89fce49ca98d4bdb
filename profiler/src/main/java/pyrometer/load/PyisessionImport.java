package pyrometer.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pyrometer.session.Environment;
import pyrometer.session.Frame;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// Makes a session of what a file of pyinstrument's says: a tick for each sample, which lasts as long as the sample.
final class PyisessionImport {
    private static final Pattern STANDARD_LIBRARY = Pattern.compile(".*/lib(32|64)?/python\\d+(\\.\\d+t?)?/?");
    private static final Pattern INSTALL_FOLDER = Pattern.compile("(.+)/(site|dist)-packages/?");
    private static final ThreadInfo UNNAMED = new ThreadInfo(0, 0, 0, "MainThread", true);
    private static final FrameInfo.Element AWAIT = new FrameInfo.Element.Marker(Optional.of(Frame.AWAIT));
    private static final int MOST_THREADS = 10_000;
    private static final double NANOS = 1e9;

    private final PyisessionFields fields;
    private final Records records;
    private final SessionRecorder recorder;
    private final Map<ThreadInfo, Integer> threads = new HashMap<>();

    /// For each of the file's stacks the session's.
    private final int[] stacks;

    /// For each of the file's stacks where it begins.
    private final int[] outermost;

    private final int[] depths;

    PyisessionImport(PyisessionFields fields, Records records) {
        this.fields = fields;
        this.records = records;
        long seconds = (long) Math.floor(fields.startTime);
        Instant started = Instant.ofEpochSecond(seconds, Math.round((fields.startTime - seconds) * NANOS));
        this.recorder = new SessionRecorder(started, Duration.ofNanos(fields.intervalNanos));
        int size = records.stacks().size();
        this.stacks = new int[size];
        this.outermost = new int[size];
        this.depths = new int[size];
    }

    Session session() throws UnreadableSession {
        recorder.note("Read from pyinstrument's session format.");
        measureStacks();
        copyStacks(framesOfTheStarter());
        long now = copySamples();
        return recorder.finish(
                now,
                fields.description,
                Duration.ofNanos(fields.cpuNanos),
                environment(),
                new Quality(fields.sampleCount, 0, 0, 0, 0));
    }

    private void measureStacks() {
        StackTrie trie = records.stacks();
        for (int stack = StackTrie.EMPTY + 1; stack < stacks.length; stack++) {
            int caller = trie.parent(stack);
            depths[stack] = depths[caller] + 1;
            outermost[stack] = caller == StackTrie.EMPTY ? stack : outermost[caller];
        }
    }

    /// How many frames all stacks begin with that belong to whoever started the profiler: those above the innermost
    /// one that was there at its start and from which all samples go on, without one that ends before.
    private int framesOfTheStarter() {
        List<String> starter = fields.startCallStack;
        boolean[] differs = new boolean[starter.size() + 1];
        for (int stack = StackTrie.EMPTY + 1; stack < stacks.length; stack++) {
            int depth = depths[stack];
            if (depth <= starter.size()) {
                differs[depth] |= !records.info(stack).identifier().equals(starter.get(depth - 1));
            }
        }
        int shortest = Integer.MAX_VALUE;
        for (int record = 0; record < records.size(); record++) {
            shortest = Math.min(shortest, depthOfCalls(records.stack(record)));
        }
        int common = 0;
        while (common < Math.min(starter.size(), shortest) && !differs[common + 1]) {
            common++;
        }
        return Math.max(0, common - 1);
    }

    /// `[self]` is where its caller is; other marks are calls.
    private int depthOfCalls(int stack) {
        boolean isSelf = stack != StackTrie.EMPTY
                && records.info(stack).element() instanceof FrameInfo.Element.Marker(Optional<Frame.Python> frame)
                && frame.isEmpty();
        return depths[stack] - (isSelf ? 1 : 0);
    }

    private void copyStacks(int leftOut) {
        StackTrie trie = records.stacks();
        for (int stack = StackTrie.EMPTY + 1; stack < stacks.length; stack++) {
            int caller = stacks[trie.parent(stack)];
            stacks[stack] = depths[stack] <= leftOut
                    ? StackTrie.EMPTY
                    : switch (records.info(stack).element()) {
                        case FrameInfo.Element.ThreadStart _ -> StackTrie.EMPTY;
                        case FrameInfo.Element.Call(Frame frame, int line) -> call(caller, frame, line);
                        case FrameInfo.Element.Marker(Optional<Frame.Python> frame) ->
                            frame.map(mark -> call(caller, mark, StackTrie.NO_LINE))
                                    .orElse(caller);
                    };
        }
    }

    private int call(int caller, Frame frame, int line) {
        return recorder.stacks().child(caller, recorder.frame(frame), line);
    }

    /// @return when the recording ended
    private long copySamples() throws UnreadableSession {
        long now = 0;
        int last = -1;
        for (int record = 0; record < records.size(); record++) {
            int stack = records.stack(record);
            ThreadInfo info = threadOf(stack);
            int known = threads.getOrDefault(info, -1);
            if (known >= 0 && known != last) {
                recorder.skip(known); // it was not there while another one was sampled
            }
            now += records.nanos(record);
            recorder.tick(now);
            last = known >= 0 ? known : newThread(info);
            recorder.sample(last, stacks[stack], state(stack));
        }
        if (last >= 0 && fields.durationNanos > now) {
            recorder.tick(fields.durationNanos);
            recorder.skip(last); // what lies between the last sample and the end is nobody's
        }
        return Math.max(now, fields.durationNanos);
    }

    private int newThread(ThreadInfo info) throws UnreadableSession {
        boolean onlyOne = outermostAreOne();
        ThreadInfo main = new ThreadInfo(0, info.ident(), 0, info.name(), info.main() || onlyOne);
        int number = recorder.thread(main);
        threads.put(info, number);
        Limits.check(threads.size(), MOST_THREADS, "threads");
        return number;
    }

    /// A session of one thread is about that one, whichever it was in its program.
    private boolean outermostAreOne() {
        if (!threads.isEmpty()) {
            return false;
        }
        ThreadInfo first = threadOf(records.stack(0));
        for (int record = 1; record < records.size(); record++) {
            if (!threadOf(records.stack(record)).equals(first)) {
                return false;
            }
        }
        return true;
    }

    private ThreadInfo threadOf(int stack) {
        return stack != StackTrie.EMPTY
                        && records.info(outermost[stack]).element()
                                instanceof FrameInfo.Element.ThreadStart(ThreadInfo thread)
                ? thread
                : UNNAMED;
    }

    private ThreadState state(int stack) {
        return stack != StackTrie.EMPTY && records.info(stack).element().equals(AWAIT)
                ? ThreadState.WAITING
                : ThreadState.UNKNOWN;
    }

    /// The prefixes as they stand there, and what can be told from those that are folders of libraries themselves.
    private Environment environment() {
        List<String> prefixes = new ArrayList<>(fields.prefixes);
        String standardLibrary = "";
        for (String prefix : fields.prefixes) {
            if (STANDARD_LIBRARY.matcher(prefix).matches()) {
                standardLibrary = prefix;
            }
            Matcher installed = INSTALL_FOLDER.matcher(prefix);
            if (installed.matches()) {
                prefixes.add(installed.group(1));
            }
        }
        return new Environment("", "", "", prefixes, fields.path, standardLibrary);
    }
}
