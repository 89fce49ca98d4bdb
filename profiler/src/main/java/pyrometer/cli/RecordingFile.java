package pyrometer.cli;

import java.io.IOException;
import java.nio.file.Path;
import pyrometer.load.SessionFiles;
import pyrometer.load.UnreadableSession;
import pyrometer.render.ReportFile;
import pyrometer.session.Session;
import pyrometer.session.UnusableSession;

/// Opens a file that the user named. A class of its own, so that a run loads nothing that reads files.
final class RecordingFile {
    private RecordingFile() {}

    static Session open(Path file) throws UnusableException {
        try {
            return SessionFiles.open(file);
        } catch (UnreadableSession e) {
            throw new UnusableException("cannot read " + file + ": " + e.getMessage());
        } catch (UnusableSession e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UnusableException("cannot read " + file + ": " + ReportFile.reason(e));
        }
    }
}
