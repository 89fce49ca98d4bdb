package pyrometer.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;
import pyrometer.session.UnusableSession;

/// Opens recordings of every kind that can be read. The kind is told by what is in the file, never by its name.
public final class SessionFiles {
    private static final int BLANKS = 64;

    private SessionFiles() {}

    /// @throws UnreadableSession if it is of no kind that can be read, or a damaged one of pyinstrument's
    /// @throws UnusableSession if it is a damaged one of ours; the message names the file
    /// @throws IOException if it cannot be read at all
    public static Session open(Path file) throws IOException, UnreadableSession, UnusableSession {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(BLANKS);
            byte[] start = in.readNBytes(BLANKS);
            in.reset();
            if (start.length == 0) {
                throw new UnreadableSession("it is empty");
            }
            if (isJson(start)) {
                return PyisessionReader.read(in);
            }
            if (SessionFile.isOne(start)) {
                return SessionFile.read(file);
            }
            if (HtmlReport.isOne(start)) {
                return HtmlReport.read(file);
            }
        }
        throw new UnreadableSession(
                "it is no recording that Pyrometer reads: neither a .pyro file, nor a .pyisession, nor a report in .html");
    }

    private static boolean isJson(byte[] start) {
        for (byte b : start) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{';
            }
        }
        return false;
    }
}
