package pyrometer.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pyrometer.session.Environment;
import pyrometer.session.Frame;
import pyrometer.session.ProcessInfo;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// Sessions written down as text, a line for each tick: its length in milliseconds, then the stack of the main thread
/// and, after `||`, those of others by name.
///
/// ```
/// 10  <module> > load > *sleep
/// 5   <module> > Loader:parse(lib:yaml/loader.py:40)#44 || Thread-1: serve > wait ~
/// ```
///
/// A frame is `Class:name(file:firstLine)#line`; all but the name may be left out. `*name` is a function written in C,
/// `!name` one with `__tracebackhide__`; `[await]` and `[out-of-context]` end the stacks of other profilers. Files are
/// below `/app`, or `std:`, `lib:` or absolute, or like `<string>`; `./` before one says that its path is relative. A
/// `~` at the end of a stack says that the thread was waiting there; `.` is the stack with no frames, `-` no sample.
/// A thread `name@200` is one of the process 200, forked from the program, whose own number is 100.
public final class Recordings {
    public static final String STANDARD_LIBRARY = "/usr/lib/python3.12";
    public static final String INSTALLED = "/venv/lib/python3.12/site-packages";
    public static final Environment ENVIRONMENT = new Environment(
            "3.12.1",
            "/venv/bin/python",
            "/app",
            List.of("/venv", "/usr", "/venv", "/usr"),
            List.of("/app", "/usr/lib/python312.zip", STANDARD_LIBRARY, STANDARD_LIBRARY + "/lib-dynload", INSTALLED),
            STANDARD_LIBRARY);
    public static final Instant STARTED = Instant.parse("2026-11-22T10:46:22Z");

    private static final Pattern FRAME =
            Pattern.compile("([!*]?)(?:(\\w+):)?([^(#:]+)(?:\\((.*?)(?::(\\d+))?\\))?(?:#(\\d+))?");
    private static final long MILLI = 1_000_000;

    private final SessionRecorder recorder;
    private final Map<String, Integer> firstLines = new HashMap<>();
    private final Map<String, Integer> threads = new LinkedHashMap<>();
    private Quality quality = new Quality(0, 0, 0, 0, 0);
    private String description = "Program: app.py";
    private Duration cpuTime = Duration.ofMillis(5);
    private Environment environment = ENVIRONMENT;
    private long now;
    private long samples;

    private Recordings(Duration interval) {
        this.recorder = new SessionRecorder(STARTED, interval);
    }

    /// The session that the text describes.
    public static Session of(String text) {
        return with(Duration.ofMillis(1)).ticks(text).finish();
    }

    public static Recordings with(Duration interval) {
        return new Recordings(interval);
    }

    public Recordings quality(Quality counts) {
        quality = counts;
        return this;
    }

    public Recordings description(String text) {
        description = text;
        return this;
    }

    public Recordings note(String sentence) {
        recorder.note(sentence);
        return this;
    }

    public Recordings cpuTime(Duration time) {
        cpuTime = time;
        return this;
    }

    public Recordings environment(Environment other) {
        environment = other;
        return this;
    }

    public Recordings process(int pid, String... command) {
        recorder.process(new ProcessInfo(pid, 0, List.of(command), "3.12.1"));
        return this;
    }

    /// A program with a fork of itself and another program that it started.
    public static Recordings processes(String ticks) {
        return with(Duration.ofMillis(1))
                .process(100, "/usr/bin/python3", "app.py")
                .process(200, "/usr/bin/python3", "app.py")
                .process(300, "/usr/bin/python3", "-m", "tool", "7")
                .ticks(ticks);
    }

    /// Marks the last tick as the first of the program.
    public Recordings programBegins() {
        recorder.programBegins();
        return this;
    }

    public Recordings ticks(String text) {
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(this::tick);
        return this;
    }

    private void tick(String line) {
        String[] lengthAndStacks = line.split("\\s+", 2);
        tick(Math.round(Double.parseDouble(lengthAndStacks[0]) * MILLI));
        String[] stacks = lengthAndStacks[1].split("\\|\\|");
        sample("MainThread", stacks[0].strip());
        for (int i = 1; i < stacks.length; i++) {
            String[] nameAndStack = stacks[i].strip().split(": ", 2);
            sample(nameAndStack[0], nameAndStack[1].strip());
        }
    }

    /// Begins the tick that is `nanos` after the last one.
    public Recordings tick(long nanos) {
        now += nanos;
        recorder.tick(now);
        return this;
    }

    public Recordings sample(String thread, String stack) {
        if (stack.equals("-")) {
            return this;
        }
        boolean waiting = stack.endsWith("~");
        String frames = waiting ? stack.substring(0, stack.length() - 1).strip() : stack;
        List<String> parts = frames.equals(".") ? List.of() : List.of(frames.split(" > "));
        return sample(thread, parts, waiting ? ThreadState.WAITING : ThreadState.RUNNING);
    }

    public Recordings sample(String thread, List<String> frames, ThreadState state) {
        int stack = StackTrie.EMPTY;
        for (String frame : frames) {
            stack = push(stack, frame.strip());
        }
        recorder.sample(threads.computeIfAbsent(thread, this::newThread), stack, state);
        samples++;
        return this;
    }

    private int newThread(String name) {
        int number = threads.size();
        int at = name.indexOf('@');
        if (at >= 0) {
            int process = Integer.parseInt(name.substring(at + 1));
            String own = name.substring(0, at);
            return recorder.thread(new ThreadInfo(process, 7000, process, own, own.equals("MainThread")));
        }
        return recorder.thread(new ThreadInfo(100, 7000 + number, 100 + number, name, name.equals("MainThread")));
    }

    private int push(int stack, String text) {
        if (text.equals("[await]") || text.equals("[out-of-context]")) {
            Frame marker = text.equals("[await]") ? Frame.AWAIT : Frame.OUT_OF_CONTEXT;
            return recorder.stacks().child(stack, recorder.frame(marker), StackTrie.NO_LINE);
        }
        Matcher frame = FRAME.matcher(text);
        if (!frame.matches()) {
            throw new IllegalArgumentException("no frame: " + text);
        }
        String name = frame.group(3);
        if (frame.group(1).equals("*")) {
            return recorder.stacks().child(stack, recorder.frame(new Frame.C(name)), StackTrie.NO_LINE);
        }
        String file = file(frame.group(4));
        int firstLine = frame.group(5) != null
                ? Integer.parseInt(frame.group(5))
                : firstLines.computeIfAbsent(
                        name + "\0" + file, _ -> name.equals("<module>") ? 1 : 10 * (firstLines.size() + 1));
        int line = frame.group(6) == null ? firstLine + 1 : Integer.parseInt(frame.group(6));
        boolean hidden = frame.group(1).equals("!");
        return recorder.stacks()
                .child(
                        stack,
                        recorder.frame(new Frame.Python(name, name, file, firstLine, frame.group(2), hidden)),
                        line);
    }

    private static String file(String text) {
        if (text == null) {
            return "/app/app.py";
        }
        if (text.startsWith("std:")) {
            return STANDARD_LIBRARY + "/" + text.substring(4);
        }
        if (text.startsWith("lib:")) {
            return INSTALLED + "/" + text.substring(4);
        }
        if (text.startsWith("./")) {
            return text.substring(2);
        }
        return text.startsWith("/") || text.startsWith("<") ? text : "/app/" + text;
    }

    /// Ends the recording with its last tick.
    public Session finish() {
        Quality counts = quality.samples() > 0
                ? quality
                : new Quality(samples, quality.retried(), quality.undecided(), quality.late(), quality.unnamedCalls());
        return recorder.finish(now, description, cpuTime, environment, counts);
    }

    /// The names of `count` functions, each called by the one before.
    public static List<String> chain(String prefix, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(prefix + i);
        }
        return names;
    }
}
