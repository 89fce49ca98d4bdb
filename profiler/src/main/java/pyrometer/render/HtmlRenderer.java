package pyrometer.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;

/// The report as one HTML page that needs nothing else: a program in TypeScript, and the session, from which the page
/// computes whatever its reader asks for. The page fetches nothing, and its security policy says so to the browser.
///
/// What comes from the profiled program is in the page as base64, or as escaped text: never as markup, never as script.
/// Written as a stream; a longer recording takes no more memory.
final class HtmlRenderer implements Renderer {
    private static final int FALLBACK_LINES = 200;
    private static final int FALLBACK_BYTES = 100_000;

    private final Options options;

    HtmlRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        byte[] script = resource("page.js");
        byte[] style = resource("page.css");
        OutputStream page = new BufferedOutputStream(out);
        // The first line and the id of the session are what load.HtmlReport looks for.
        text(page, """
                <!doctype html><!-- Pyrometer report 1 -->
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; \
                img-src data:; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s \u2013 Pyrometer</title>
                <style>""".formatted(hash(script), hash(style), escaped(CallText.printable(session.description()))));
        page.write(style);
        text(page, """
                </style>
                </head>
                <body>
                <p id="opening">Opening the recording ...</p>
                <noscript>
                <p>This report is interactive, and scripts are off. It begins:</p>
                <pre>
                """);
        text(page, escaped(fallback(session)));
        text(page, """
                </pre>
                </noscript>
                <script type="text/plain" id="frames">""");
        try (OutputStream encoded = base64(page);
                GZIPOutputStream zipped = new GZIPOutputStream(encoded)) {
            writeNotes(session, zipped);
        }
        text(page, """
                </script>
                <script type="text/plain" id="session">""");
        try (OutputStream encoded = base64(page)) {
            SessionFile.write(session, encoded);
        }
        text(page, "</script>\n<script>");
        page.write(script);
        text(page, "</script>\n</body>\n</html>\n");
        page.flush();
    }

    /// The first lines of the text report, for whoever cannot run scripts.
    private String fallback(Session session) throws IOException {
        FirstLines lines = new FirstLines(FALLBACK_LINES, FALLBACK_BYTES);
        new ConsoleRenderer(options.withColor(false).withUnicode(true)).render(session, lines);
        return lines.text();
    }

    /// What the paths of the program say about its frames: the page knows no paths.
    private static void writeNotes(Session session, OutputStream out) throws IOException {
        CodePaths paths = new CodePaths(session.environment());
        Map<String, Integer> texts = new LinkedHashMap<>();
        Map<String, Integer> shortPaths = new HashMap<>();
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature())) { // Some have no encoding.
            json.writeStartObject();
            json.writeArrayFieldStart("shortPath");
            for (Frame frame : session.frames()) {
                String path = shortPath(frame, paths);
                json.writeNumber(shortPaths.computeIfAbsent(path, known -> number(known, texts)));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("library");
            for (Frame frame : session.frames()) {
                json.writeNumber(number(library(frame, paths), texts));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("origin");
            for (Frame frame : session.frames()) {
                json.writeNumber(code(paths.origin(frame)));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("texts");
            for (String text : texts.keySet()) {
                json.writeString(text);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static int number(String text, Map<String, Integer> texts) {
        return texts.computeIfAbsent(text, _ -> texts.size());
    }

    private static String shortPath(Frame frame, CodePaths paths) {
        return switch (frame) {
            case Frame.Python python -> paths.shorten(python.file());
            case Frame.C _ -> CallText.BUILT_IN;
        };
    }

    private static String library(Frame frame, CodePaths paths) {
        return switch (paths.origin(frame)) {
            case APPLICATION, GENERATED -> "";
            case INSTALLED_LIBRARY, STANDARD_LIBRARY, IMPORT_SYSTEM, BUILTIN ->
                CallText.library(shortPath(frame, paths));
        };
    }

    /// As `Origin` in `report/src/session.ts`.
    private static int code(CodeOrigin origin) {
        return switch (origin) {
            case APPLICATION -> 0;
            case INSTALLED_LIBRARY -> 1;
            case STANDARD_LIBRARY -> 2;
            case IMPORT_SYSTEM -> 3;
            case BUILTIN -> 4;
            case GENERATED -> 5;
        };
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = HtmlRenderer.class.getResourceAsStream(name)) {
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

    private static void text(OutputStream page, String text) throws IOException {
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
