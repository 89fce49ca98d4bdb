package pyrometer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import pyrometer.history.History;
import pyrometer.history.KeptRun;
import pyrometer.history.NoSuchRun;
import pyrometer.render.ReportFile;
import pyrometer.session.Session;

/// Opens the recordings that a command line names.
final class Recordings {
    private final Surroundings surroundings;
    private final History history;
    private final Stages stages;

    Recordings(Surroundings surroundings, Stages stages) {
        this.surroundings = surroundings;
        this.history = History.ofUser(surroundings.environment());
        this.stages = stages;
    }

    Session open(Recording recording) throws UnusableException {
        return switch (recording) {
            case Recording.InFile(String name) -> inFile(name);
            case Recording.Kept(String id) -> kept(id);
            case Recording.Named(String word) -> exists(word) ? inFile(word) : keptOrNothing(word);
        };
    }

    private Session inFile(String name) throws UnusableException {
        if (!exists(name)) {
            throw new UnusableException("there is no file " + name);
        }
        Path file = Path.of(name);
        if (Files.isDirectory(file)) {
            throw new UnusableException(name + " is a folder, not a recording");
        }
        return load(file);
    }

    private Session load(Path file) throws UnusableException {
        try (Patience _ = Patience.with(surroundings, "reading " + file + " ...")) {
            return stages.load(file);
        }
    }

    private Session keptOrNothing(String word) throws UnusableException {
        try {
            return read(history.find(word));
        } catch (NoSuchRun e) {
            throw new UnusableException("there is no file " + word + ", and " + e.getMessage());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Session kept(String id) throws UnusableException {
        try {
            return read(history.find(id));
        } catch (NoSuchRun e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Session read(KeptRun run) throws UnusableException, IOException {
        try (History.Hold _ = history.hold(run)) {
            return load(run.recording());
        }
    }

    private UnusableException unreadable(IOException e) {
        return new UnusableException("cannot read the runs in " + history.folder() + ": " + ReportFile.reason(e));
    }

    private static boolean exists(String name) {
        try {
            return !name.isEmpty() && Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
