package pyrometer.render;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import pyrometer.session.Session;
import pyrometer.testing.Browser;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.BrowserPage.Point;

/// The page in HTML beside those of pyinstrument and speedscope, with the same session, in the browser that the tests
/// have. Run by `benchmarks/page`.
public final class PageBenchmark {
    private static final int STEPS = 30;
    private static final int PATIENCE_SECONDS = 180;

    /// A page and how to tell that it shows something.
    ///
    /// @param ready a condition
    /// @param chart a selector of what the wheel zooms, or nothing
    /// @param drags a selector of what is dragged along, or nothing
    /// @param prepare is evaluated before the wheel turns
    private record Viewer(
            String name, URI page, long bytes, String ready, String prepare, String chart, String drags) {}

    private PageBenchmark() {}

    /// @param arguments the number of samples, a folder for the files, the program `pyinstrument` and the folder of
    ///     speedscope's page; the last two may be empty
    public static void main(String[] arguments) throws Exception {
        int samples = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Session session = FormatBenchmark.session(samples);
        System.out.println(
                "page | samples | file, MB | first frame, s | heap, MB | frames while zooming, ms: median, worst"
                        + " | while dragging");
        System.out.println("---|---|---|---|---|---|---");
        Path ours = written(Format.HTML, session, folder.resolve("ours.html"));
        measure(
                new Viewer(
                        "Pyrometer",
                        ours.toUri(),
                        Files.size(ours),
                        "document.querySelector('.name')",
                        "document.querySelector('#tab-timeline').click()",
                        ".chart",
                        ".overview"),
                samples);
        if (!arguments[2].isEmpty()) {
            pyinstrument(session, samples, folder, arguments[2]);
        }
        if (!arguments[3].isEmpty()) {
            speedscope(session, samples, folder, Path.of(arguments[3]));
        }
    }

    private static void pyinstrument(Session session, int samples, Path folder, String program)
            throws IOException, InterruptedException {
        Path recording = written(Format.PYISESSION, session, folder.resolve("session.pyisession"));
        Path page = folder.resolve("pyinstrument.html");
        Process process = new ProcessBuilder(
                        program, "--load", recording.toString(), "-r", "html", "-o", page.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pyinstrument.log").toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS * 5L, TimeUnit.SECONDS) || process.exitValue() != 0) {
            System.out.println("pyinstrument | " + samples + " | made no page");
            return;
        }
        measure(
                new Viewer(
                        "pyinstrument",
                        page.toUri(),
                        Files.size(page),
                        "document.querySelector('.frame, .frame-description, [class*=frame]')",
                        "",
                        "",
                        ""),
                samples);
    }

    private static void speedscope(Session session, int samples, Path folder, Path release) throws IOException {
        Path profile = written(Format.SPEEDSCOPE, session, folder.resolve("profile.speedscope.json"));
        Path script = folder.resolve("profile.js");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(script))) {
            out.write("speedscope.loadFileFromBase64('profile', '".getBytes(StandardCharsets.UTF_8));
            out.write(Base64.getEncoder().encode(Files.readAllBytes(profile)));
            out.write("')".getBytes(StandardCharsets.UTF_8));
        }
        measure(
                new Viewer(
                        "speedscope",
                        URI.create(release.resolve("index.html").toUri() + "#localProfilePath=" + script),
                        Files.size(profile),
                        "document.querySelectorAll('canvas').length >= 2",
                        "",
                        "canvas",
                        ""),
                samples);
    }

    private static Path written(Format format, Session session, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            format.renderer(Options.DEFAULT).render(session, out);
        }
        return file;
    }

    private static void measure(Viewer viewer, int samples) throws IOException {
        try (Browser browser = Browser.start(Browser.find().orElseThrow());
                BrowserPage page = browser.newPage()) {
            page.resize(1400, 900);
            long begin = System.nanoTime();
            page.send("Page.navigate", Map.of("url", viewer.page.toString()));
            double seconds = waitUntil(page, viewer.ready, begin);
            String heap = seconds < 0 ? "-" : String.format(Locale.ROOT, "%.0f", page.heap() / 1e6);
            String zoom = seconds < 0 || viewer.chart.isEmpty() ? "-" : zooming(page, viewer);
            String drag = seconds < 0 || viewer.drags.isEmpty() ? "-" : dragging(page, viewer);
            System.out.printf(
                    Locale.ROOT,
                    "%s | %,d | %.1f | %s | %s | %s | %s%n",
                    viewer.name,
                    samples,
                    viewer.bytes / 1e6,
                    seconds < 0 ? "none in " + PATIENCE_SECONDS : String.format(Locale.ROOT, "%.2f", seconds),
                    heap,
                    zoom,
                    drag);
        } catch (AssertionError e) {
            System.out.println(viewer.name + " | " + samples + " | the page did not answer any more");
        }
    }

    private static double waitUntil(BrowserPage page, String condition, long begin) {
        while (System.nanoTime() - begin < PATIENCE_SECONDS * 1_000_000_000L) {
            if (page.text("!!(" + condition + ")").equals("true")) {
                page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
                return (System.nanoTime() - begin) / 1e9;
            }
        }
        return -1;
    }

    private static String zooming(BrowserPage page, Viewer viewer) {
        if (!viewer.prepare.isEmpty()) {
            page.evaluate(viewer.prepare);
        }
        page.waitUntil("document.querySelector(" + BrowserPage.quoted(viewer.chart) + ")");
        Point middle = page.middleOf(viewer.chart);
        watchFrames(page);
        for (int i = 0; i < STEPS; i++) {
            page.send(
                    "Input.dispatchMouseEvent",
                    Map.of("type", "mouseWheel", "x", middle.x(), "y", middle.y(), "deltaX", 0, "deltaY", -40));
        }
        return frames(page);
    }

    private static String dragging(BrowserPage page, Viewer viewer) {
        page.evaluate("document.querySelector('#tab-calls').click()");
        Point middle = page.middleOf(viewer.drags);
        mouse(page, "mousePressed", 100, middle.y());
        watchFrames(page);
        for (int i = 0; i < STEPS; i++) {
            mouse(page, "mouseMoved", 120 + i * 40, middle.y());
        }
        String frames = frames(page);
        mouse(page, "mouseReleased", 120 + STEPS * 40, middle.y());
        return frames;
    }

    private static void mouse(BrowserPage page, String type, double x, double y) {
        int buttons = type.equals("mouseReleased") ? 0 : 1;
        page.send(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", buttons, "clickCount", 1));
    }

    private static void watchFrames(BrowserPage page) {
        page.evaluate("window.gaps = []; window.last = performance.now(); (function next(now) {"
                + " gaps.push(performance.now() - last); last = performance.now(); window.asked ="
                + " requestAnimationFrame(next); })()");
    }

    /// How long frames took while something moved, the first and those of standing still not counted.
    private static String frames(BrowserPage page) {
        String gaps = page.text("cancelAnimationFrame(asked), gaps.slice(2).join(' ')");
        double[] sorted = Arrays.stream(gaps.split(" "))
                .filter(gap -> !gap.isEmpty())
                .mapToDouble(Double::parseDouble)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? "-"
                : String.format(Locale.ROOT, "%.0f, %.0f", sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
