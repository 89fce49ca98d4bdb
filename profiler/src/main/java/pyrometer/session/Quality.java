package pyrometer.session;

/// How well the recording went. Each number is a count over all threads, since the program began.
///
/// Of a part of a recording only the samples can be counted: the looks that its stacks stand for, with those that were
/// given up among them. The other counts are then 0 and mean nothing.
///
/// @param samples stacks that were read and accepted
/// @param retried looks that had to be repeated because the stack changed while it was read
/// @param undecided looks given up; their time belongs to the thread's next sample
/// @param late looks that were due and never taken, since the profiler came more than one interval late
/// @param unnamedCalls samples inside a C function whose name could not be told
/// @param ofPart whether this is about a part of a recording
public record Quality(long samples, long retried, long undecided, long late, long unnamedCalls, boolean ofPart) {
    public Quality(long samples, long retried, long undecided, long late, long unnamedCalls) {
        this(samples, retried, undecided, late, unnamedCalls, false);
    }

    /// What is known about a part of a recording.
    static Quality ofPart(long samples) {
        return new Quality(samples, 0, 0, 0, 0, true);
    }

    /// The share of the looks that were due which came too late, if the others were taken at that many ticks.
    public double lateAmong(int ticks) {
        return late == 0 ? 0 : (double) late / (late + ticks);
    }

    public Quality plus(Quality other) {
        if (ofPart || other.ofPart) {
            return ofPart(samples + other.samples);
        }
        return new Quality(
                samples + other.samples,
                retried + other.retried,
                undecided + other.undecided,
                late + other.late,
                unnamedCalls + other.unnamedCalls);
    }
}
