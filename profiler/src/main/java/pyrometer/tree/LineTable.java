package pyrometer.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;

/// The lines of a program on which one thread spent its time, hottest first.
///
/// A line's time is that of the innermost Python function at the line. A function written in C has no lines: its time
/// is that of the line that called it. The times add up to that of the thread, without time outside Python and in code
/// that belongs to no line.
///
/// @param rows one for each line of a function
/// @param nanos the time of the whole thread
/// @param samples how many looks that time is made of
public record LineTable(List<Row> rows, long nanos, long samples) {
    /// A line and the time on it.
    ///
    /// @param function the function that the line is a part of
    /// @param line its number in the function's file
    public record Row(Function.Python function, int line, long nanos, long samples) {
        /// The row's share of the time of a thread.
        public double share(long threadNanos) {
            return threadNanos == 0 ? 1 : (double) nanos / threadNanos;
        }
    }

    public LineTable {
        rows = List.copyOf(rows);
    }

    /// @param all whether the import system and functions that hide from tracebacks count for themselves, rather than
    ///     for the line that called them
    public static LineTable of(Session session, ThreadSamples thread, boolean all) {
        return new Sums(session, all).of(thread);
    }

    /// The lines of one function.
    public LineTable only(Function function) {
        return new LineTable(
                rows.stream().filter(row -> row.function.equals(function)).toList(), nanos, samples);
    }

    private static final class Sums {
        private final Session session;
        private final StackTrie stacks;
        private final List<Frame> frames;
        private final CodePaths paths;
        private final boolean all;
        private final Map<Place, Sum> sums = new HashMap<>();

        private record Place(Function.Python function, int line) {}

        private static final class Sum {
            private long nanos;
            private long samples;
        }

        Sums(Session session, boolean all) {
            this.session = session;
            this.stacks = session.stacks();
            this.frames = session.frames();
            this.paths = new CodePaths(session.environment());
            this.all = all;
        }

        LineTable of(ThreadSamples thread) {
            Map<Integer, Sum> ofStacks = new HashMap<>();
            long nanos = 0;
            long samples = 0;
            for (Runs runs = session.runs(thread); runs.next(); ) {
                nanos += runs.nanos();
                samples += CallTrees.looks(runs, session);
                if (runs.stack() == StackTrie.EMPTY || runs.nanos() == 0) {
                    continue;
                }
                Sum sum = ofStacks.computeIfAbsent(runs.stack(), this::sumFor);
                sum.nanos += runs.nanos();
                sum.samples += CallTrees.looks(runs, session);
            }
            return new LineTable(rows(), nanos, samples);
        }

        /// The sum that the time of the stack belongs to; one that nobody reads where it belongs to no line.
        private Sum sumFor(int stack) {
            int place = StackTrie.EMPTY;
            for (int at = stack; at != StackTrie.EMPTY; at = stacks.parent(at)) {
                if (frames.get(stacks.frame(at)) instanceof Frame.Python python && isNoMarker(python)) {
                    place = at;
                    if (all || !isLeftOut(python)) {
                        break;
                    }
                }
            }
            if (place == StackTrie.EMPTY || stacks.line(place) == StackTrie.NO_LINE) {
                return new Sum();
            }
            Frame.Python python = (Frame.Python) frames.get(stacks.frame(place));
            Function.Python function = new Function.Python(python.name(), python.file(), python.firstLine());
            return sums.computeIfAbsent(new Place(function, stacks.line(place)), _ -> new Sum());
        }

        private static boolean isNoMarker(Frame.Python python) {
            return Functions.markerOf(python).isEmpty();
        }

        private boolean isLeftOut(Frame.Python python) {
            return python.hidden() || paths.origin(python.file()) == CodeOrigin.IMPORT_SYSTEM;
        }

        private List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            sums.forEach((place, sum) -> rows.add(new Row(place.function, place.line, sum.nanos, sum.samples)));
            rows.sort(Comparator.comparingLong(Row::nanos)
                    .reversed()
                    .thenComparing(row -> row.function().file())
                    .thenComparingInt(Row::line)
                    .thenComparingInt(row -> row.function().firstLine())
                    .thenComparing(row -> row.function().name()));
            return rows;
        }
    }
}
