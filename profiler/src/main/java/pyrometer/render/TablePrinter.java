package pyrometer.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import pyrometer.session.CodePaths;
import pyrometer.tree.CallsOfFunction;
import pyrometer.tree.Function;
import pyrometer.tree.FunctionTable;
import pyrometer.tree.LineTable;

/// Draws the tables of functions, of lines and of one function's callers and callees. Each ends with a line for what is
/// not shown, if there is any, and one for the whole.
final class TablePrinter {
    private static final String MARGIN = "  ";

    private final CodePaths paths;
    private final Options options;
    private final int decimals;
    private final Palette palette;
    private final Appendable out;

    /// A row that is to be drawn.
    ///
    /// @param share of the whole, for the colour
    /// @param numbers its columns of figures
    /// @param text what the figures are about
    private record Row(double share, List<String> numbers, String text) {}

    TablePrinter(CodePaths paths, Options options, int decimals, Appendable out) {
        this.paths = paths;
        this.options = options;
        this.decimals = decimals;
        this.palette = options.color() ? Palette.ANSI : Palette.PLAIN;
        this.out = out;
    }

    /// The functions with their own time, the time with their calls, the share of the one they are sorted by, and how
    /// many looks saw them.
    void functions(FunctionTable table) throws IOException {
        boolean byTotal = options.view().flatByTotal();
        ToLongFunction<FunctionTable.Row> key = byTotal ? FunctionTable.Row::totalNanos : FunctionTable.Row::selfNanos;
        List<FunctionTable.Row> sorted = new ArrayList<>(table.rows());
        sorted.sort(byTotal ? FunctionTable.BY_TOTAL : FunctionTable.BY_SELF);
        List<Row> rows = new ArrayList<>();
        int leftOut = 0;
        long leftOutSelf = 0;
        for (FunctionTable.Row row : sorted) {
            double share = share(key.applyAsLong(row), table.nanos());
            if (!options.showAll() && (share < options.filterThreshold() || isHidden(row.function()))) {
                leftOut++;
                leftOutSelf += row.selfNanos();
                continue;
            }
            rows.add(new Row(
                    share,
                    List.of(
                            time(row.selfNanos(), table.nanos()),
                            time(row.totalNanos(), table.nanos()),
                            Decimal.percent(share),
                            String.valueOf(row.samples())),
                    named(row.function(), row.className(), row.application())));
        }
        if (leftOut > 0) {
            rows.add(rest(leftOut, "function", List.of(time(leftOutSelf, table.nanos()), "", "", "")));
        }
        rows.add(total(
                List.of(time(table.nanos(), table.nanos()), "", Decimal.percent(1), String.valueOf(table.samples()))));
        print(List.of("self", "total", "share", "samples"), rows);
    }

    /// The lines with the time on them.
    ///
    /// @param most how many to show at most
    /// @param whole the time of which the shares are
    void lines(LineTable table, int most, long whole) throws IOException {
        List<Row> rows = new ArrayList<>();
        int leftOut = 0;
        long leftOutNanos = 0;
        long leftOutSamples = 0;
        long nanos = 0;
        long samples = 0;
        for (LineTable.Row row : table.rows()) {
            nanos += row.nanos();
            samples += row.samples();
            double share = share(row.nanos(), whole);
            if (rows.size() >= most
                    || (!options.showAll() && (share < options.filterThreshold() || isHidden(row.function())))) {
                leftOut++;
                leftOutNanos += row.nanos();
                leftOutSamples += row.samples();
                continue;
            }
            rows.add(new Row(
                    share,
                    List.of(time(row.nanos(), whole), Decimal.percent(share), String.valueOf(row.samples())),
                    CallText.printable(paths.shorten(row.function().file()) + ":" + row.line()) + "  "
                            + palette.faint(CallText.printable(row.function().name()))));
        }
        if (leftOut > 0) {
            rows.add(rest(leftOut, "line", List.of(time(leftOutNanos, whole), "", String.valueOf(leftOutSamples))));
        }
        rows.add(total(List.of(time(nanos, whole), Decimal.percent(share(nanos, whole)), String.valueOf(samples))));
        print(List.of("self", "share", "samples"), rows);
    }

    /// Who called the function and what it called; shares are of the function's own total.
    void calls(CallsOfFunction calls) throws IOException {
        String self = Decimal.seconds(calls.selfNanos(), decimals);
        line(named(calls.function(), calls.className(), calls.application()));
        line(Decimal.seconds(calls.totalNanos(), decimals) + " s, "
                + Decimal.percent(share(calls.totalNanos(), calls.threadNanos())) + " of the thread's time; " + self
                + " s of that in itself");
        line("");
        line(palette.heading("Called by"));
        List<Row> callers = neighbours(calls.callers(), calls, "caller");
        callers.add(total(List.of(
                time(calls.totalNanos(), calls.totalNanos()), Decimal.percent(1), String.valueOf(calls.samples()))));
        print(List.of("time", "share", "samples"), callers);
        line("");
        line(palette.heading("Calls"));
        List<Row> callees = neighbours(calls.callees(), calls, "callee");
        long inCallees = calls.callees().stream()
                .mapToLong(CallsOfFunction.Neighbour::samples)
                .sum();
        callees.add(new Row(
                share(calls.selfNanos(), calls.totalNanos()),
                List.of(
                        time(calls.selfNanos(), calls.totalNanos()),
                        Decimal.percent(share(calls.selfNanos(), calls.totalNanos())),
                        String.valueOf(calls.samples() - inCallees)),
                Function.Synthetic.SELF.label()));
        callees.add(total(List.of(
                time(calls.totalNanos(), calls.totalNanos()), Decimal.percent(1), String.valueOf(calls.samples()))));
        print(List.of("time", "share", "samples"), callees);
    }

    private List<Row> neighbours(List<CallsOfFunction.Neighbour> all, CallsOfFunction calls, String noun) {
        List<Row> rows = new ArrayList<>();
        int leftOut = 0;
        long nanos = 0;
        long samples = 0;
        for (CallsOfFunction.Neighbour each : all) {
            double share = share(each.nanos(), calls.totalNanos());
            if (!options.showAll() && (share < options.filterThreshold() || isHidden(each.function()))) {
                leftOut++;
                nanos += each.nanos();
                samples += each.samples();
                continue;
            }
            rows.add(new Row(
                    share,
                    List.of(
                            time(each.nanos(), calls.totalNanos()),
                            Decimal.percent(share),
                            String.valueOf(each.samples())),
                    each.function() == Function.Synthetic.THREAD
                            ? "[start of the thread]"
                            : named(each.function(), each.className(), each.application())));
        }
        if (leftOut > 0) {
            rows.add(rest(leftOut, noun, List.of(time(nanos, calls.totalNanos()), "", String.valueOf(samples))));
        }
        return rows;
    }

    private boolean isHidden(Function function) {
        String file = function instanceof Function.Python python ? python.file() : CallText.BUILT_IN;
        return matches(options.hide(), file) && !matches(options.show(), file);
    }

    private static boolean matches(Optional<Pattern> pattern, String file) {
        return pattern.isPresent() && pattern.get().matcher(file).lookingAt();
    }

    private String named(Function function, Optional<String> className, boolean application) {
        String name = CallText.name(function, className);
        String position = CallText.position(function, paths);
        return (application ? palette.application(name) : name)
                + (position.isEmpty() ? "" : "  ")
                + palette.faint(position);
    }

    private static Row rest(int count, String noun, List<String> numbers) {
        return new Row(0, numbers, count + " more " + noun + (count == 1 ? "" : "s"));
    }

    private static Row total(List<String> numbers) {
        return new Row(1, numbers, "total");
    }

    private String time(long nanos, long whole) {
        return switch (options.time()) {
            case SECONDS -> Decimal.seconds(nanos, decimals);
            case PERCENT_OF_TOTAL -> Decimal.percent(share(nanos, whole));
        };
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    private void print(List<String> headings, List<Row> rows) throws IOException {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).length();
            for (Row row : rows) {
                widths[column] =
                        Math.max(widths[column], row.numbers.get(column).length());
            }
        }
        StringBuilder heading = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            heading.append(MARGIN).append(right(headings.get(column), widths[column]));
        }
        line(palette.faint(heading.toString()));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            boolean isTotal = i == rows.size() - 1;
            for (int column = 0; column < widths.length; column++) {
                String number = right(row.numbers.get(column), widths[column]);
                out.append(MARGIN).append(column == 0 && !isTotal ? palette.time(row.share, number) : number);
            }
            line(MARGIN + row.text);
        }
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
