package pyrometer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pyrometer.session.Frame;
import pyrometer.session.Session;
import pyrometer.session.Stem;
import pyrometer.session.ThreadKind;
import pyrometer.session.ThreadSamples;

/// Two sets of runs compared, function by function and call by call. Times are those of one run: means,
/// where a set has
/// several.
///
/// Calls are nodes, numbered as in a [CallTree]: a caller right before its calls. Below the root are the
/// threads, below
/// those their calls, the ones that take longest first.
public final class TreeDiff {
    /// The node that stands for everything. Its children are the threads.
    public static final int ROOT = 0;

    private static final List<Pass> PASSES = List.of(new TrimStem(), new RemoveImportSystem(), new RemoveHidden());

    private static final Comparator<ComparedFunction> MOST_CHANGED_FIRST = Comparator.comparingLong(
                    (ComparedFunction function) -> -Math.abs(function.self().difference()))
            .thenComparingLong(function -> -Math.abs(function.total().difference()))
            .thenComparing(ComparedFunction::label)
            .thenComparing(ComparedFunction::file)
            .thenComparingInt(ComparedFunction::lineAfter);

    private final List<Session> before;
    private final List<Session> after;
    private final Change total;
    private final Change threadTime;
    private final double contention;
    private final List<ComparedFunction> functions;
    private final List<ComparedFunction> numbered;
    private final List<int[]> functionNumbers = new ArrayList<>();
    private final ComparedThreads threads = new ComparedThreads();

    private final int[] parents;
    private final int[] ends;
    private final Change[] changes;

    /// For each node its function; for a thread and the root none.
    private final List<Optional<ComparedFunction>> called;

    private final String[] threadNames;

    /// Compares runs with earlier ones.
    ///
    /// @param before at least one run
    /// @param after at least one
    public static TreeDiff of(List<Session> before, List<Session> after) {
        if (before.isEmpty() || after.isEmpty()) {
            throw new IllegalArgumentException("runs to compare: " + before.size() + " and " + after.size());
        }
        return new TreeDiff(
                before.stream().map(Stem::cutOff).toList(),
                after.stream().map(Stem::cutOff).toList());
    }

    private TreeDiff(List<Session> before, List<Session> after) {
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
        int runs = before.size() + after.size();
        SameFunctions same = new SameFunctions(before, after);
        FunctionTimes times = new FunctionTimes(same.entries().size(), runs);
        AlignedTree aligned = new AlignedTree(runs);
        long[] longest = new long[runs];
        for (int run = 0; run < runs; run++) {
            boolean isAfter = run >= before.size();
            Session session = isAfter ? after.get(run - before.size()) : before.get(run);
            int[] numbers = same.numbers(session, isAfter);
            functionNumbers.add(numbers);
            longest[run] = add(session, numbers, run, times, aligned);
        }

        contention = Math.max(Contention.of(before), Contention.of(after));
        Noise noise = new Noise(
                interval(before),
                interval(after),
                mean(aligned.nanos(ROOT), true),
                mean(aligned.nanos(ROOT), false),
                contention);
        total = change(noise, longest);
        threadTime = change(noise, aligned.nanos(ROOT));
        numbered = IntStream.range(0, same.entries().size())
                .mapToObj(number -> compared(same.entries().get(number), times, number, noise))
                .toList();
        functions = numbered.stream()
                .filter(function -> function.total().before() + function.total().after() > 0)
                .sorted(MOST_CHANGED_FIRST)
                .toList();

        int size = aligned.size();
        Change[] unordered = new Change[size];
        long[] sizes = new long[size];
        for (int node = 0; node < size; node++) {
            unordered[node] = change(noise, aligned.nanos(node));
            sizes[node] = Math.max(unordered[node].before(), unordered[node].after());
        }
        int[] order = aligned.order(sizes);
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            places[order[i]] = i;
        }
        parents = new int[size];
        ends = new int[size];
        changes = new Change[size];
        called = new ArrayList<>();
        threadNames = new String[size];
        Arrays.fill(threadNames, "");
        for (int i = 0; i < size; i++) {
            int node = order[i];
            parents[i] = node == ROOT ? CallTree.NONE : places[aligned.parent(node)];
            changes[i] = unordered[node];
            called.add(parents[i] <= ROOT ? Optional.empty() : Optional.of(numbered.get(aligned.function(node))));
        }
        aligned.threads().forEach((thread, node) -> threadNames[places[node]] = threads.name(thread));
        for (int i = size - 1; i >= 0; i--) {
            ends[i] = Math.max(ends[i], i + 1);
            if (i > ROOT) {
                ends[parents[i]] = Math.max(ends[parents[i]], ends[i]);
            }
        }
    }

    /// @return the time of the thread that was there longest
    private long add(Session session, int[] frameNumbers, int run, FunctionTimes times, AlignedTree aligned) {
        CallTrees trees = new CallTrees(session);
        Map<ThreadSamples, ThreadKind> kinds = threads.add(session);
        long longest = 0;
        for (ThreadSamples thread : session.threads()) {
            CallTree tree = trees.addedUp(thread);
            int[] numbers = numbers(tree.functions(), frameNumbers);
            times.add(tree, numbers, run);
            longest = Math.max(longest, tree.totalNanos());
            for (Pass pass : PASSES) {
                tree = pass.apply(tree);
            }
            ThreadKind kind = kinds.get(thread);
            if (kind != null) {
                aligned.add(kind, tree, numbers, run);
            }
        }
        return longest;
    }

    private static int[] numbers(Functions functions, int[] frameNumbers) {
        int[] numbers = new int[functions.size()];
        numbers[Functions.THREAD] = SameFunctions.SELF;
        numbers[Functions.SELF] = SameFunctions.SELF;
        numbers[Functions.OUTSIDE] = SameFunctions.OUTSIDE;
        for (int frame = 0; frame < frameNumbers.length; frame++) {
            numbers[functions.ofFrame(frame)] = frameNumbers[frame];
        }
        return numbers;
    }

    private Change change(Noise noise, long[] runs) {
        return noise.change(Arrays.copyOf(runs, before.size()), Arrays.copyOfRange(runs, before.size(), runs.length));
    }

    private double mean(long[] runs, boolean ofBefore) {
        return Noise.mean(
                ofBefore ? Arrays.copyOf(runs, before.size()) : Arrays.copyOfRange(runs, before.size(), runs.length));
    }

    private static long interval(List<Session> sessions) {
        return sessions.stream()
                .mapToLong(session -> session.interval().toNanos())
                .max()
                .orElseThrow();
    }

    private ComparedFunction compared(SameFunctions.Entry entry, FunctionTimes times, int number, Noise noise) {
        return new ComparedFunction(
                label(entry),
                entry.file,
                entry.lineBefore,
                entry.lineAfter,
                entry.application,
                entry.frames,
                change(noise, times.self(number)),
                change(noise, times.total(number)));
    }

    private static String label(SameFunctions.Entry entry) {
        Set<String> labels = new TreeSet<>();
        for (Frame frame : entry.frames) {
            if (frame instanceof Frame.Python python && python.className() != null) {
                labels.add(python.className() + "." + python.name());
            }
        }
        return labels.size() == 1 ? labels.iterator().next() : entry.label;
    }

    public List<Session> before() {
        return before;
    }

    public List<Session> after() {
        return after;
    }

    /// How long the program ran: the time of the thread that was there longest. Of a slice, the time of the
    /// thread with
    /// most of it.
    public Change total() {
        return total;
    }

    /// The time of all threads together.
    public Change threadTime() {
        return threadTime;
    }

    /// All functions that were seen, those that changed most in themselves first.
    public List<ComparedFunction> functions() {
        return functions;
    }

    /// All functions of the recordings, seen or not, by number. The first two are none: own time, and the time outside
    /// of Python.
    public List<ComparedFunction> numbered() {
        return numbered;
    }

    /// For each frame of a recording the number of its function.
    ///
    /// @param run counted from the first one before; those after follow
    public int[] functionNumbers(int run) {
        return functionNumbers.get(run).clone();
    }

    /// The names of all threads, by number.
    public List<String> threads() {
        return threads.names();
    }

    /// For each thread of a recording its number.
    ///
    /// @param run counted as for [#functionNumbers]
    public int[] threadNumbers(int run) {
        return threads.ofRun(run);
    }

    /// How much of the time in which it could have run a program had to wait for a CPU, in the run where that was most:
    /// from 0 to 1. What may be chance depends on it.
    public double contention() {
        return contention;
    }

    /// What to know about the comparison: what differs between the runs that are compared beside their times, and what
    /// is assumed.
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        Stream.concat(before.stream(), after.stream())
                .flatMap(session -> session.notes().stream())
                .distinct()
                .forEach(notes::add);
        differences("programs", Session::description).ifPresent(notes::add);
        differences("versions of Python", session -> session.environment().pythonVersion())
                .ifPresent(notes::add);
        differences("sampling intervals", session -> session.interval().toNanos() / 1e9 + " s")
                .ifPresent(notes::add);
        if (contention > Noise.ASSUMED) {
            notes.add("The program had to wait for a CPU up to " + Math.round(100 * contention)
                    + "% of the time in which it could have run: on a busy machine little can be compared");
        }
        if (before.size() == 1 && after.size() == 1) {
            notes.add("One run each: how much runs differ by chance is assumed, " + Math.round(100 * Noise.ASSUMED)
                    + "% of their time. Give several runs to have it measured");
        }
        return notes;
    }

    private Optional<String> differences(String what, java.util.function.Function<Session, String> property) {
        Set<String> of = before.stream().map(property).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> with = after.stream().map(property).collect(Collectors.toCollection(LinkedHashSet::new));
        return of.equals(with)
                ? Optional.empty()
                : Optional.of("Different " + what + ": " + String.join(", ", of) + " before, " + String.join(", ", with)
                        + " after");
    }

    /// The number of nodes, the root and the threads included.
    public int size() {
        return parents.length;
    }

    /// The caller; for a thread the root, for the root [CallTree#NONE].
    public int parent(int node) {
        return parents[node];
    }

    /// The node after the last one below `node`.
    public int end(int node) {
        return ends[node];
    }

    public Change change(int node) {
        return changes[node];
    }

    public boolean isThread(int node) {
        return parents[node] == ROOT;
    }

    /// Whether the node is all that its caller did: it says nothing that the caller does not.
    public boolean isLoneSelf(int node) {
        int caller = parents[node];
        return caller > ROOT
                && node == caller + 1
                && ends[node] == ends[caller]
                && called.get(node).stream()
                        .anyMatch(function -> function.label().equals(Function.Synthetic.SELF.label()));
    }

    /// The name of the thread.
    public String threadName(int node) {
        return threadNames[node];
    }

    /// What is called; nothing for a thread.
    public Optional<ComparedFunction> function(int node) {
        return called.get(node);
    }
}
