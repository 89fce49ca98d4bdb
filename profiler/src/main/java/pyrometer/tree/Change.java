package pyrometer.tree;

/// A time before and after, for one run of the program: the mean where there were several.
///
/// @param before in nanoseconds, like all of them
/// @param after the same after the change
/// @param noise the largest difference that is still likely to be chance
public record Change(long before, long after, long noise) {

    public long difference() {
        return after - before;
    }

    /// The difference as a part of the time before; infinite where there was none.
    public double ratio() {
        return difference() == 0 ? 0 : (double) difference() / before;
    }

    public Verdict verdict() {
        if (Math.abs(difference()) <= noise) {
            return Verdict.NOISE;
        }
        if (before == 0) {
            return Verdict.NEW;
        }
        if (after == 0) {
            return Verdict.GONE;
        }
        return difference() > 0 ? Verdict.SLOWER : Verdict.FASTER;
    }
}
