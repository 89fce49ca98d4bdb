package pyrometer.render;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;
import pyrometer.session.ThreadState;
import pyrometer.tree.CallTree;
import pyrometer.tree.CallsOfFunction;
import pyrometer.tree.Function;
import pyrometer.tree.FunctionTable;
import pyrometer.tree.LineTable;
import pyrometer.tree.StateTimes;

/// The report for a terminal: what ran, the call tree of each thread that did something, and what to know about both.
final class ConsoleRenderer implements Renderer {
    /// The share of the whole recording from which on the start of the interpreter is mentioned.
    private static final double NOTABLE_START_UP = 0.05;

    /// The share of a thread's time from which on it is said that it waited for the GIL, or collected garbage.
    private static final double NOTABLE_STATE = 0.05;

    private static final double NOTABLE_UNDECIDED = 0.01;
    private static final double NOTABLE_LATE = 0.05;
    private static final double NOTABLE_UNNAMED = 0.05;
    private static final int MAX_THREAD_NAMES = 60;

    /// How many lines stand below a tree.
    private static final int MOST_LINES = 10;

    private static final int FRAME_WIDTH = 53;

    private final Options options;
    private final ZoneId zone;

    ConsoleRenderer(Options options) {
        this(options, ZoneId.systemDefault());
    }

    /// @param zone the time zone of the reader
    ConsoleRenderer(Options options, ZoneId zone) {
        this.options = options;
        this.zone = zone;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        if (options.view().shortMode()) {
            String title = "pyrometer ";
            writer.write(title + ".".repeat(FRAME_WIDTH - title.length()) + "\n");
            new Report(session, new Framed(writer)).write();
            writer.write(".".repeat(FRAME_WIDTH) + "\n");
        } else {
            new Report(session, writer).write();
        }
        writer.flush();
    }

    private final class Report {
        private final Session session;
        private final Writer out;
        private final CodePaths paths;
        private final ProcessNames processes;
        private final Palette palette = options.color() ? Palette.ANSI : Palette.PLAIN;
        private final int decimals;

        Report(Session session, Writer out) {
            this.session = session;
            this.out = out;
            this.paths = new CodePaths(session.environment());
            this.processes = new ProcessNames(session);
            this.decimals = Decimal.decimals(session.interval());
        }

        void write() throws IOException {
            List<ThreadSamples> watched = session.threads().stream()
                    .filter(thread -> OnlyWaited.watchedNanos(thread, session) > 0)
                    .toList();
            header();
            if (watched.isEmpty() || session.quality().samples() == 0) {
                emptiness();
            } else {
                if (!(options.view().kind() == View.Kind.CALLERS_AND_CALLEES && calls(watched))) {
                    threads(watched);
                }
                quality();
            }
        }

        /// The callers and callees of the function that was asked for, in each thread that called it.
        ///
        /// @return whether there is such a function; if not, it says so
        private boolean calls(List<ThreadSamples> watched) throws IOException {
            ReadableTrees trees = new ReadableTrees(session, options);
            Map<ThreadSamples, CallTree> treeOf = new LinkedHashMap<>();
            Set<Function> seen = new HashSet<>();
            for (ThreadSamples thread : watched) {
                treeOf.put(thread, trees.forTable(thread));
                FunctionTable.of(treeOf.get(thread)).rows().forEach(row -> seen.add(row.function()));
            }
            Function function;
            try {
                function = new FunctionFinder(session, paths, seen::contains)
                        .find(options.view().function().orElseThrow());
            } catch (UnusableOption e) {
                line(String.valueOf(e.getMessage()));
                line("");
                return false;
            }
            for (Map.Entry<ThreadSamples, CallTree> each : treeOf.entrySet()) {
                Optional<CallsOfFunction> calls = CallsOfFunction.of(function, each.getValue());
                if (calls.isPresent()) {
                    if (treeOf.size() > 1) {
                        line(palette.heading(CallText.printable(
                                processes.thread(each.getKey().thread()))));
                    }
                    tables().calls(calls.get());
                    if (options.view().lines()) {
                        line("");
                        line(palette.heading("Lines"));
                        LineTable lines = LineTable.of(session, each.getKey(), options.showAll());
                        tables().lines(
                                        lines.only(function),
                                        Integer.MAX_VALUE,
                                        calls.get().totalNanos());
                    }
                    line("");
                }
            }
            return true;
        }

        private TablePrinter tables() {
            return new TablePrinter(paths, options, decimals, out);
        }

        private void header() throws IOException {
            if (options.view().shortMode()) {
                line("");
                line(palette.heading(CallText.printable(session.description())));
            } else {
                figures();
            }
            for (String note : session.notes()) {
                line(CallText.printable(note));
            }
            line("");
        }

        private void figures() throws IOException {
            String duration = "Duration: " + Decimal.seconds(session.duration().toNanos(), 3) + " s";
            String cpuTime = session.cpuTime()
                    .map(time -> "CPU time: " + Decimal.seconds(time.toNanos(), 3) + " s")
                    .orElse("");
            String samples = "Samples: " + session.quality().samples();
            String version = session.environment().pythonVersion();
            String python = version.isEmpty() ? "" : "Python: " + version;
            String recorded = "Recorded: " + clock(LocalDateTime.ofInstant(session.started(), zone));

            line(palette.heading(CallText.printable(session.description())));
            int first = Math.max(duration.length(), cpuTime.length());
            int second = Math.max(samples.length(), python.length());
            line(cell(duration, first) + cell(samples, second) + recorded);
            line((cell(cpuTime, first) + cell(python, second) + startUp()).stripTrailing());
        }

        /// By hand: a formatter would take longer to load than the whole report to write.
        private static String clock(LocalDateTime time) {
            return time.toLocalDate() + " " + twoDigits(time.getHour()) + ":" + twoDigits(time.getMinute()) + ":"
                    + twoDigits(time.getSecond());
        }

        private static String twoDigits(int number) {
            return number < 10 ? "0" + number : String.valueOf(number);
        }

        private static String cell(String text, int width) {
            return text + " ".repeat(width - text.length() + 3);
        }

        private String startUp() {
            long startUp = session.startUp().toNanos();
            long whole = startUp + session.duration().toNanos();
            return startUp < NOTABLE_START_UP * whole || startUp == 0
                    ? ""
                    : "Start-up: " + Decimal.seconds(startUp, 3) + " s, not in the tree";
        }

        private void emptiness() throws IOException {
            line("No samples were recorded.");
            if (!session.notes().isEmpty()) {
                return; // They have said why.
            }
            if (session.duration().compareTo(session.interval()) <= 0) {
                line("The recording is shorter than one interval of "
                        + Decimal.seconds(session.interval().toNanos(), decimals) + " s.");
            } else {
                line("It ended before the first look, after "
                        + Decimal.seconds(session.duration().toNanos(), 3) + " s.");
            }
        }

        private void threads(List<ThreadSamples> watched) throws IOException {
            List<ThreadSamples> busy = new ArrayList<>();
            int brief = 0;
            Map<Integer, List<ThreadSamples>> waiting = new LinkedHashMap<>();
            for (ThreadSamples thread : watched) {
                boolean isProgram =
                        thread == watched.getFirst() && thread.thread().main();
                if (!isProgram && !options.showAll() && isBrief(thread)) {
                    brief++;
                    continue;
                }
                Optional<OnlyWaited> place = OnlyWaited.of(thread, session);
                if (isProgram || options.showAll() || place.isEmpty()) {
                    busy.add(thread);
                } else {
                    waiting.computeIfAbsent(place.get().stack(), _ -> new ArrayList<>())
                            .add(thread);
                }
            }

            ReadableTrees trees = new ReadableTrees(session, options);
            boolean headings =
                    busy.size() > 1 || busy.stream().anyMatch(t -> !t.thread().main());
            for (ThreadSamples thread : busy) {
                if (headings) {
                    line(palette.heading(CallText.printable(processes.thread(thread.thread()))));
                }
                busy(thread, trees);
                states(thread);
                line("");
            }
            for (Map.Entry<Integer, List<ThreadSamples>> place : waiting.entrySet()) {
                waiting(place.getKey(), place.getValue());
            }
            if (brief > 0) {
                line(brief + (brief == 1 ? " more thread was" : " more threads were") + " there for less than "
                        + Math.round(100 * options.filterThreshold()) + "% of the time"
                        + (brief == 1 ? "." : " each."));
            }
            if (!waiting.isEmpty() || brief > 0) {
                line("");
            }
        }

        private void busy(ThreadSamples thread, ReadableTrees trees) throws IOException {
            switch (options.view().kind()) {
                case FUNCTIONS -> tables().functions(FunctionTable.of(trees.forTable(thread)));
                case LINES -> lines(thread, Integer.MAX_VALUE);
                case TREE, CALLERS_AND_CALLEES -> {
                    new TreePrinter(trees.of(thread), paths, options, decimals).print(out);
                    if (options.view().lines()) {
                        line("");
                        line(palette.heading("Hottest lines"));
                        lines(thread, MOST_LINES);
                    }
                }
            }
        }

        /// What the tree of a thread does not show.
        private void states(ThreadSamples thread) throws IOException {
            StateTimes times = StateTimes.of(session, thread);
            double gil = times.share(ThreadState.WAITING_FOR_GIL);
            double garbage = times.share(ThreadState.COLLECTING);
            if (gil >= NOTABLE_STATE) {
                line(palette.faint(Decimal.percent(gil) + " of it waiting for the GIL, which other threads held"));
            }
            if (garbage >= NOTABLE_STATE) {
                line(palette.faint(Decimal.percent(garbage) + " of it collecting garbage"));
            }
        }

        private void lines(ThreadSamples thread, int most) throws IOException {
            LineTable lines = LineTable.of(session, thread, options.showAll());
            tables().lines(lines, most, lines.nanos());
        }

        /// A program can have thousands of threads that each live for a moment.
        private boolean isBrief(ThreadSamples thread) {
            return OnlyWaited.watchedNanos(thread, session)
                    < options.filterThreshold() * session.duration().toNanos();
        }

        private void waiting(int stack, List<ThreadSamples> threads) throws IOException {
            String names = threads.stream()
                    .map(thread -> CallText.printable(processes.thread(thread.thread())))
                    .collect(Collectors.joining(", "));
            if (threads.size() == 1) {
                String time = Decimal.seconds(OnlyWaited.watchedNanos(threads.getFirst(), session), decimals);
                line(names + " waited " + time + " s " + place(stack));
                return;
            }
            if (names.length() > MAX_THREAD_NAMES) {
                names = names.substring(0, MAX_THREAD_NAMES - 3) + "...";
            }
            line(threads.size() + " threads waited " + place(stack) + ": " + names);
        }

        /// The innermost Python function of the stack and the line it is at.
        private String place(int stack) {
            StackTrie stacks = session.stacks();
            for (int at = stack; at != StackTrie.EMPTY; at = stacks.parent(at)) {
                if (session.frames().get(stacks.frame(at)) instanceof Frame.Python python) {
                    int line = stacks.line(at) == StackTrie.NO_LINE ? python.firstLine() : stacks.line(at);
                    String name = python.className() == null ? python.name() : python.className() + "." + python.name();
                    return CallText.printable("in " + name + "  " + paths.shorten(python.file()) + ":" + line);
                }
            }
            return "outside Python";
        }

        private void quality() throws IOException {
            Quality quality = session.quality();
            double undecided = share(quality.undecided(), quality.samples() + quality.undecided());
            if (undecided > NOTABLE_UNDECIDED) {
                line(Decimal.percent(undecided) + " of the looks found no stable stack;"
                        + " their time went to the thread's next sample.");
            }
            double late = quality.lateAmong(session.ticks() - session.firstTick());
            if (late > NOTABLE_LATE) {
                line(Decimal.percent(late) + " of the looks came too late, as on a busy machine;"
                        + " their time went to the next sample.");
            }
            double unnamed = share(quality.unnamedCalls(), quality.samples());
            if (unnamed > NOTABLE_UNNAMED) {
                line(Decimal.percent(unnamed) + " of the samples were in C functions of unknown name;"
                        + " they count as their caller's own time.");
            }
        }

        private static double share(long part, long whole) {
            return whole == 0 ? 0 : (double) part / whole;
        }

        private void line(String text) throws IOException {
            out.write(text);
            out.write('\n');
        }
    }
}
