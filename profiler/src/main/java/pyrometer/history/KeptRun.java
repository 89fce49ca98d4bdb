package pyrometer.history;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// One of the runs in the folder.
///
/// @param id unique in its folder; ids are ordered as the runs began
/// @param started as the id says, to the millisecond
/// @param recording the file to read
/// @param bytes how much of the disk it takes
/// @param state how far it got
/// @param description what ran, if that is known without reading the recording
/// @param summary of a run that is complete
public record KeptRun(
        String id,
        Instant started,
        Path recording,
        long bytes,
        State state,
        String description,
        Optional<Summary> summary) {
    /// How far a run got.
    public enum State {
        /// It ended, and its recording is complete.
        COMPLETE,
        /// It is being recorded by a profiler that lives.
        RUNNING,
        /// Its profiler is gone and did not complete it: the recording ends where it was then.
        UNFINISHED
    }
}
