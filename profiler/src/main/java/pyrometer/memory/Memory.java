package pyrometer.memory;

/// A place from which bytes can be copied by address: a live process, or a recording of one.
public interface Memory {
    /// Copies the ranges in their order, each whole, and stops at the first that cannot be read.
    ///
    /// The copy is not atomic: the target goes on while it is made. Within one range it takes a fraction of a
    /// microsecond; ranges follow one another about half a microsecond apart.
    ///
    /// @return how many ranges were copied; less than `ranges.count()` where one was unreadable
    /// @throws TargetGone if there is no such process any more
    /// @throws TargetRefused if this process may not read that one
    int read(Ranges ranges);
}
