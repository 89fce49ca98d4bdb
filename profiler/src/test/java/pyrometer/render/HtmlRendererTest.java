package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.load.HtmlReport;
import pyrometer.session.Session;
import pyrometer.session.UnusableSession;
import pyrometer.testing.Recordings;
import pyrometer.tree.TreeDiff;

class HtmlRendererTest {
    private static final Session SESSION =
            Recordings.of("3 <module> > load > *sleep ~\n5 <module> > K:work(lib:x/y.py:3) || W: a > b\n1 . || W: -");

    @TempDir
    private Path folder;

    @Test
    void theRecordingCanBeReadBackFromTheReport() throws Exception {
        Path report = Files.writeString(folder.resolve("report.html"), html(SESSION));

        assertTrue(HtmlReport.isOne(Arrays.copyOf(Files.readAllBytes(report), 40)));
        assertEquals(
                ConsoleRendererTest.text(SESSION, Options.DEFAULT),
                ConsoleRendererTest.text(HtmlReport.read(report), Options.DEFAULT));
    }

    @Test
    void aReportThatWasCutShortSaysSo() throws IOException {
        String html = html(SESSION);
        int session = html.indexOf("id=\"session\">") + 13;

        assertRefused(html.substring(0, session + 40), "cut short: the end of its recording is missing");
        assertRefused(html.substring(0, session - 3), "has no recording in it");
        assertRefused(html.substring(0, session) + "!" + html.substring(session), "can no longer be decoded");
        assertRefused("<!doctype html>", "is not a report that Pyrometer wrote");
        assertFalse(HtmlReport.isOne("<!doctype html><html>".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aComparisonIsNoReportOfOneRecording() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DiffFormat.HTML.renderer(Options.DEFAULT).render(TreeDiff.of(List.of(SESSION), List.of(SESSION)), out);

        assertTrue(HtmlReport.isOne(Arrays.copyOf(out.toByteArray(), 42)));
        assertRefused(out.toString(StandardCharsets.UTF_8), "compares two recordings");
    }

    private void assertRefused(String html, String why) throws IOException {
        Path report = Files.writeString(folder.resolve("refused.html"), html);

        String message = assertThrows(UnusableSession.class, () -> HtmlReport.read(report))
                .toString();
        assertTrue(message.contains(report + " ") && message.contains(why), message);
    }

    @Test
    void thePolicyAllowsExactlyTheScriptAndTheStyleOfThePage() throws Exception {
        String html = html(SESSION);

        assertEquals(List.of(hash(between("<script>", "</script>", html))), hashes("script-src", html));
        assertEquals(List.of(hash(between("<style>", "</style>", html))), hashes("style-src", html));
        assertTrue(html.contains("default-src 'none'; "), html);
    }

    private static List<String> hashes(String directive, String html) {
        Matcher hash = Pattern.compile(directive + " '(sha256-[^']*)';").matcher(html);
        return hash.results().map(each -> each.group(1)).toList();
    }

    private static String hash(String content) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    private static String between(String before, String after, String html) {
        int start = html.indexOf(before) + before.length();
        return html.substring(start, html.indexOf(after, start));
    }

    @Test
    void whoCannotRunScriptsReadsTheBeginningOfTheTextReport() throws IOException {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            calls.append("1 <module> > f").append(i).append('\n');
        }
        Session session = Recordings.of(calls.toString());
        Options options = Options.DEFAULT.withFilterThreshold(0);

        String fallback = between("<pre>\n", "</pre>", html(session, options));

        String whole = ConsoleRendererTest.text(session, options.withUnicode(true));
        assertEquals(200, fallback.lines().count());
        assertTrue(whole.replace("<", "&lt;").replace(">", "&gt;").startsWith(fallback));
    }

    private static String html(Session session) throws IOException {
        return html(session, Options.DEFAULT);
    }

    private static String html(Session session, Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Format.HTML.renderer(options).render(session, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
