package pyrometer.session;

/// How well the recording went. Each number is a count over all threads.
///
/// @param samples stacks that were read and accepted
/// @param retried looks that had to be repeated because the stack changed while it was read
/// @param undecided looks given up; their time belongs to the thread's next sample
/// @param late ticks that came more than one interval late
/// @param unnamedCalls samples inside a C function whose name could not be told
public record Quality(long samples, long retried, long undecided, long late, long unnamedCalls) {
    public Quality plus(Quality other) {
        return new Quality(
                samples + other.samples,
                retried + other.retried,
                undecided + other.undecided,
                late + other.late,
                unnamedCalls + other.unnamedCalls);
    }
}
