package pyrometer.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;
import pyrometer.session.UnusableSession;

/// The session in an HTML report: the page carries the whole recording, so it opens like a session file.
public final class HtmlReport {
    private static final byte[] START = ascii("<!doctype html><!-- Pyrometer report ");
    private static final byte[] COMPARISON = ascii("<!doctype html><!-- Pyrometer comparison ");
    private static final byte[] BEFORE_SESSION = ascii("<script type=\"text/plain\" id=\"session\">");

    /// More than a recording of a week needs.
    private static final int LONGEST = 1 << 30;

    private HtmlReport() {}

    /// Whether a file with these first bytes, 42 or more, is one, or a comparison of two.
    public static boolean isOne(byte[] start) {
        return isPrefix(START, start) || isPrefix(COMPARISON, start);
    }

    private static boolean isPrefix(byte[] prefix, byte[] of) {
        return of.length >= prefix.length && Arrays.equals(prefix, 0, prefix.length, of, 0, prefix.length);
    }

    /// @throws IOException if the file cannot be read
    /// @throws UnusableSession if there is no session in it, or a damaged one
    public static Session read(Path path) throws IOException, UnusableSession {
        try (InputStream page = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            byte[] start = page.readNBytes(Math.max(START.length, COMPARISON.length));
            if (isPrefix(COMPARISON, start)) {
                throw new UnusableSession(path + " compares two recordings, and a report is of one: name one of those"
                        + " that were compared");
            }
            if (!isPrefix(START, start)) {
                throw new UnusableSession(path + " is not a report that Pyrometer wrote");
            }
            if (!skipPast(BEFORE_SESSION, page)) {
                throw new UnusableSession(path + " has no recording in it: it was cut short, or changed");
            }
            return SessionFile.read(decoded(upToMarkup(page, path), path), path.toString());
        }
    }

    /// @return whether that was found
    private static boolean skipPast(byte[] wanted, InputStream page) throws IOException {
        int matched = 0;
        for (int next = page.read(); next >= 0; next = page.read()) {
            // Its first character is nowhere else in it, so a wrong guess is no part of a right one.
            matched = next == wanted[matched] ? matched + 1 : next == wanted[0] ? 1 : 0;
            if (matched == wanted.length) {
                return true;
            }
        }
        return false;
    }

    private static byte[] upToMarkup(InputStream page, Path path) throws IOException, UnusableSession {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(1 << 16);
        for (int next = page.read(); next != '<'; next = page.read()) {
            if (next < 0) {
                throw new UnusableSession(path + " was cut short: the end of its recording is missing");
            }
            if (encoded.size() == LONGEST) {
                throw new UnusableSession(path + " has a recording of more than " + LONGEST + " bytes");
            }
            encoded.write(next);
        }
        return encoded.toByteArray();
    }

    private static byte[] decoded(byte[] encoded, Path path) throws UnusableSession {
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new UnusableSession(path + " was changed: its recording can no longer be decoded");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
