package pyrometer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pyrometer.session.Session;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.FailIf;
import pyrometer.tree.TreeDiff;
import pyrometer.tree.Verdict;

/// How often a comparison of a program with itself raises a false alarm. Not a test: the machine decides.
///
/// Arguments: the number of runs, then the command. Prints how the runs differ, and of all pairs of runs,
/// and of pairs of three against three others, how many would fail `+10%`, and how many functions are said
/// to have changed.
public final class DiffNoiseBenchmark {
    private DiffNoiseBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        List<String> command = List.of(arguments).subList(1, arguments.length);
        List<Session> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(Profiled.run(command, Duration.ofMillis(1)));
            System.out.println("run " + i + ": " + runs.getLast().duration().toNanos() / 1e9 + " s");
        }
        differences(runs);

        List<TreeDiff> single = new ArrayList<>();
        List<TreeDiff> three = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                if (i != j) {
                    single.add(TreeDiff.of(List.of(runs.get(i)), List.of(runs.get(j))));
                }
                if (Math.floorMod(j - i, count) >= 3 && Math.floorMod(i - j, count) >= 3) {
                    three.add(TreeDiff.of(threeFrom(runs, i), threeFrom(runs, j)));
                }
            }
        }
        report("1 against 1", single);
        report("3 against 3", three);
    }

    private static List<Session> threeFrom(List<Session> runs, int first) {
        return List.of(runs.get(first), runs.get((first + 1) % runs.size()), runs.get((first + 2) % runs.size()));
    }

    private static void differences(List<Session> runs) {
        double mean = runs.stream()
                .mapToLong(run -> run.duration().toNanos())
                .average()
                .orElseThrow();
        double variance = runs.stream()
                        .mapToDouble(run -> Math.pow(run.duration().toNanos() - mean, 2))
                        .sum()
                / (runs.size() - 1);
        System.out.printf("standard deviation of the runs: %.2f %%%n", 100 * Math.sqrt(variance) / mean);
    }

    private static void report(String what, List<TreeDiff> diffs) throws Exception {
        FailIf threshold = FailIf.parse("+10%");
        int failed = 0;
        int overThreshold = 0;
        int functions = 0;
        int changed = 0;
        int failedFunctions = 0;
        for (TreeDiff diff : diffs) {
            failed += threshold.check(diff).failed() ? 1 : 0;
            overThreshold += diff.total().ratio() > 0.1 ? 1 : 0;
            for (ComparedFunction function : diff.functions()) {
                if (Math.max(function.total().before(), function.total().after())
                        > 0.01 * diff.total().before()) {
                    functions++;
                    boolean noise = function.total().verdict() == Verdict.NOISE;
                    changed += noise ? 0 : 1;
                    failedFunctions += !noise && function.total().ratio() > 0.1 ? 1 : 0;
                }
            }
        }
        System.out.printf(
                "%s: of %d comparisons %d fail at +10%% (%d are over it); of %d functions with over 1%% of the time %d are"
                        + " said to have changed (%.1f%%), %d would fail at +10%% (%.1f%%)%n",
                what,
                diffs.size(),
                failed,
                overThreshold,
                functions,
                changed,
                100.0 * changed / functions,
                failedFunctions,
                100.0 * failedFunctions / functions);
    }
}
