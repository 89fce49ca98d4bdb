package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import pyrometer.memory.Ranges;

/// Reads one thread's stack, again and again: says which memory it needs, then walks in the copy of it.
interface StackReader {
    /// Adds what a walk will need to the ranges.
    void plan(Ranges ranges);

    /// The most ranges that [#plan] would add now.
    int planSize();

    /// Keeps what the last walk came to depend on, as it was in the copy.
    ///
    /// @param baseline emptied, and filled with these bytes
    void keep(MemorySegment copy, Baseline baseline);

    /// The thread state behind this one, from a copy of the baseline's ranges at an offset.
    long nextThread(MemorySegment copy, long offset);

    /// Walks in the copy of the planned ranges and leaves what it finds in [#stack()].
    ///
    /// @param complete how many of the ranges were copied, counted from the first one of this reader's plan
    Verdict walk(MemorySegment bytes, int complete);

    /// The thread state behind this one in the interpreter's list, as the last copy has it; 0 at its end.
    long nextThread();

    /// What tells the thread from those that had its thread state before it, as the last walk's copy has it.
    long identity();

    /// Forgets what the last stack was: it holds code objects that have been replaced.
    void forget();

    /// The stack of the last walk that came to [Verdict#STACK].
    StackBuffer stack();

    /// Where in the copy the innermost frame lies, and how much of it was copied.
    long leafOffset();

    int leafLength();
}
