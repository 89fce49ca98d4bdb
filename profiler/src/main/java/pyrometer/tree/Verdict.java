package pyrometer.tree;

/// What became of a time.
public enum Verdict {
    SLOWER,
    FASTER,
    /// Was not seen before.
    NEW,
    /// Is not seen any more.
    GONE,
    /// The difference is no larger than chance makes it, or there is none.
    NOISE
}
