package pyrometer;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.NullMarked;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;

/// What is done before a program is started, so that it is seen from its first moments: its interpreter is looked into,
/// and the sampler rehearses.
///
/// On a thread of its own: meanwhile the rest of the command line is looked at, and the native calls are linked.
@NullMarked
public final class Preparation {
    private final PythonBinaries binaries = new PythonBinaries();
    private final FutureTask<Finding> finding;

    private Preparation(Path python) {
        finding = new FutureTask<>(() -> prepare(python));
    }

    /// @param python what will be started
    public static Preparation begin(Path python) {
        Preparation preparation = new Preparation(python);
        Thread.ofPlatform().daemon().name("preparation").start(preparation.finding);
        return preparation;
    }

    private Finding prepare(Path python) {
        Finding found = binaries.inspect(python);
        if (Observation.unsupported(found).isEmpty()) {
            Rehearsal.play(binaries, found);
        }
        return found;
    }

    /// Waits until all is done.
    ///
    /// @return what will be started
    Finding await() throws InterruptedException {
        try {
            return finding.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot prepare the run", e.getCause());
        }
    }

    /// What it has looked into. Not before [#await].
    PythonBinaries binaries() {
        return binaries;
    }
}
