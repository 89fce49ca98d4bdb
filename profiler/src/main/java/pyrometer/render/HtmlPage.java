package pyrometer.render;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;

/// One HTML page that needs nothing else: a program in TypeScript, and what it shows. The page fetches nothing, and its
/// security policy says so to the browser.
///
/// What comes from the profiled program is in the page as base64, or as escaped text: never as markup, never as script.
/// Written as a stream, from the head to what is [carried][#carry]; a longer recording takes no more memory.
final class HtmlPage {
    private static final int FALLBACK_LINES = 200;
    private static final int FALLBACK_BYTES = 100_000;

    /// Writes something that the page carries. Closes nothing.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private final OutputStream page;
    private final byte[] script;

    private HtmlPage(OutputStream page, byte[] script) {
        this.page = page;
        this.script = script;
    }

    /// Writes the head, and what those read who cannot run scripts.
    ///
    /// @param kind what the first line says that it is, by which `load.HtmlReport` knows the page
    /// @param look what the page shows at first, as in its links
    /// @param text of which the first lines are the fallback
    static HtmlPage begin(String kind, String title, String look, Content text, OutputStream out) throws IOException {
        byte[] script = resource("page.js");
        byte[] style = resource("page.css");
        HtmlPage page = new HtmlPage(new BufferedOutputStream(out), script);
        page.text("""
                <!doctype html><!-- Pyrometer %s 1 -->
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; \
                img-src data:; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="look" content="%s">
                <title>%s \u2013 Pyrometer</title>
                <style>""".formatted(kind, hash(script), hash(style), escaped(look), escaped(CallText.printable(title))));
        page.page.write(style);
        FirstLines lines = new FirstLines(FALLBACK_LINES, FALLBACK_BYTES);
        text.writeTo(lines);
        page.text("""
                </style>
                </head>
                <body>
                <p id="opening">Opening the recording ... <span>It takes a browser of 2023 or later.</span></p>
                <noscript>
                <p>This report is interactive, and scripts are off. It begins:</p>
                <pre>
                """);
        page.text(escaped(lines.text()));
        page.text("""
                </pre>
                </noscript>
                """);
        return page;
    }

    /// A recording, and what its paths say of its frames.
    ///
    /// @param suffix of the names by which the program finds them
    void carry(Session session, String suffix, Options options) throws IOException {
        carryCompressed("frames" + suffix, out -> new FrameNotes(session, options).write(out));
        carry("session" + suffix, out -> SessionFile.write(session, out));
    }

    void carryCompressed(String id, Content content) throws IOException {
        carry(id, out -> {
            try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
                content.writeTo(zipped);
            }
        });
    }

    private void carry(String id, Content content) throws IOException {
        text("<script type=\"text/plain\" id=\"" + id + "\">");
        try (OutputStream encoded = base64(page)) {
            content.writeTo(encoded);
        }
        text("</script>\n");
    }

    void end() throws IOException {
        text("<script>");
        page.write(script);
        text("</script>\n</body>\n</html>\n");
        page.flush();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = HtmlPage.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("this Pyrometer was built without " + name + ": build it anew");
            }
            return file.readAllBytes();
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void text(String text) throws IOException {
        page.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Closing it ends the base64, and leaves the page open.
    private static OutputStream base64(OutputStream page) {
        return Base64.getEncoder().wrap(new FilterOutputStream(page) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }
}
