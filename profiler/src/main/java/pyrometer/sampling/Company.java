package pyrometer.sampling;

/// What is looked at beside a process, into the same recording.
public interface Company {
    /// Nothing.
    Company NONE = _ -> {};

    /// Looks, at the recorder's current tick.
    ///
    /// @param nanos since the recording began
    void look(long nanos);
}
