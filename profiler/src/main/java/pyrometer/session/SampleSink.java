package pyrometer.session;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the stretches of a recording, one after another.
interface SampleSink extends Closeable {
    /// Whether a stretch with a tick at `nanos`, begun at `begunNanos`, should be handed over before that
    /// tick.
    boolean isDue(Stretch stretch, long nanos);

    /// Takes a stretch.
    ///
    /// @return one to go on with, or nothing if no more can be taken: the recording breaks off
    @Nullable
    Stretch take(Stretch stretch);

    /// Takes the last stretch, if the recording did not break off before.
    Samples finish(@Nullable Stretch last);

    /// What was lost, for the report.
    List<String> notes();

    /// Whether the stretches have to carry all that is needed to open the file alone.
    boolean isFile();
}
