package pyrometer.tree;

/// How far two times of a program may lie apart by chance.
///
/// Two things make them differ. A time is known from samples only: of `n` samples, each of which saw the
/// function or not independently of the others, the number that did has the variance `n p (1 - p)`. And the
/// runs themselves differ, because a machine has other things to do. Where there are several runs, how they
/// differ is measured; what that says is weighted with an assumption, the only thing there is to go by for
/// a single run on each side.
final class Noise {
    /// How runs of one program are assumed to differ: the standard deviation, as a part of their time.
    static final double ASSUMED = 0.03;

    /// How many degrees of freedom the assumption counts for against measured differences.
    private static final int WEIGHT_OF_ASSUMPTION = 4;

    /// Of a hundred differences that are chance, about one is larger than so many standard errors.
    private static final double STANDARD_ERRORS = 2.58;

    private final long intervalBefore;
    private final long intervalAfter;
    private final double totalBefore;
    private final double totalAfter;
    private final double deviation;

    /// @param totalBefore of the threads together, a mean of the runs like the other
    /// @param contention see [Contention]; where programs wait for a CPU, chance decides for how long
    Noise(long intervalBefore, long intervalAfter, double totalBefore, double totalAfter, double contention) {
        this.intervalBefore = intervalBefore;
        this.intervalAfter = intervalAfter;
        this.totalBefore = totalBefore;
        this.totalAfter = totalAfter;
        this.deviation = Math.max(ASSUMED, contention);
    }

    /// @param before the time in each run, like `after`
    Change change(long[] before, long[] after) {
        double meanBefore = mean(before);
        double meanAfter = mean(after);
        double assumed = deviation * Math.max(meanBefore, meanAfter);
        double ofRun = assumed * assumed
                + (sampling(meanBefore, intervalBefore, totalBefore) + sampling(meanAfter, intervalAfter, totalAfter))
                        / 2;
        int degrees = before.length + after.length - 2;
        double measured = squares(before, meanBefore) + squares(after, meanAfter);
        double variance = (WEIGHT_OF_ASSUMPTION * ofRun + measured) / (WEIGHT_OF_ASSUMPTION + degrees);
        double error = Math.sqrt(variance * (1.0 / before.length + 1.0 / after.length));
        return new Change(Math.round(meanBefore), Math.round(meanAfter), Math.round(STANDARD_ERRORS * error));
    }

    /// The variance of the time in one run that comes from having looked at it only now and then.
    private static double sampling(double time, long interval, double total) {
        double share = total == 0 ? 0 : Math.min(1, time / total);
        return time * interval * (1 - share);
    }

    static double mean(long[] times) {
        double sum = 0;
        for (long time : times) {
            sum += time;
        }
        return sum / times.length;
    }

    private static double squares(long[] times, double mean) {
        double sum = 0;
        for (long time : times) {
            sum += (time - mean) * (time - mean);
        }
        return sum;
    }
}
