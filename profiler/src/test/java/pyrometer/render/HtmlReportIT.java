package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.session.Frame;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;
import pyrometer.testing.Browser;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.Json;
import pyrometer.testing.Recordings;

/// HTML reports in a real browser, opened from the disk.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HtmlReportIT {
    private static final String ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

    /// The time and the name of a call in the text report.
    private static final Pattern CALL = Pattern.compile("^[|` -]*(\\d+\\.\\d+ .*?)  [\\w</.]");

    @TempDir
    private Path folder;

    private Browser browser;
    private BrowserPage page;

    @BeforeAll
    void startBrowser() throws IOException {
        assumeTrue(Browser.find().isPresent(), "no Chromium on the PATH");
        browser = Browser.start(Browser.find().get());
    }

    @BeforeEach
    void openTab() {
        page = browser.newPage();
    }

    @AfterEach
    void closeTab() {
        page.close();
    }

    @AfterAll
    void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void opensFromTheDiskAndAsksForNothing() throws IOException {
        Path report = open(Recordings.of("3 <module> > load > *sleep ~\n5 <module> > work"));

        page.waitUntil("document.body.innerText.includes('work')");
        assertEquals(List.of(report.toUri().toString()), page.requests());
        assertEquals(List.of(), page.errors());
        assertEquals("Program: app.py \u2013 Pyrometer", page.text("document.title"));
    }

    @Test
    void nothingOfTheProgramIsMarkupOrScript() throws IOException {
        SessionRecorder recorder = new SessionRecorder(Recordings.STARTED, Duration.ofMillis(1));
        recorder.note(ATTACK);
        recorder.tick(5_000_000);
        int caller = recorder.stacks()
                .child(
                        StackTrie.EMPTY,
                        recorder.frame(new Frame.Python(ATTACK, ATTACK, "/app/" + ATTACK + ".py", 1, ATTACK, false)),
                        2);
        int stack = recorder.stacks().child(caller, recorder.frame(new Frame.C(ATTACK)), StackTrie.NO_LINE);
        recorder.sample(recorder.thread(new ThreadInfo(1, 2, 3, ATTACK, true)), stack, ThreadState.RUNNING);
        Session session = recorder.finish(
                6_000_000,
                "Program: app.py " + ATTACK,
                Duration.ZERO,
                Recordings.ENVIRONMENT,
                new Quality(1, 0, 0, 0, 0));

        open(session);

        page.waitUntil("[...document.querySelectorAll('.name')].some(each => each.textContent.includes('alert(1)'))");
        assertFalse(page.hadDialog());
        assertEquals(List.of(), page.errors());
        assertEquals("0", page.text("document.scripts.length"));
        assertEquals("0", page.text("document.images.length"));
        assertEquals("Program: app.py " + ATTACK + " \u2013 Pyrometer", page.text("document.title"));
    }

    @Test
    void thePolicyForbidsWhatAnIntruderWouldNeed() throws IOException {
        open(Recordings.of("3 <module>"));

        page.waitUntil("document.querySelector('.name')");
        page.evaluate("""
                const script = document.createElement('script');
                script.textContent = 'window.intruded = true';
                document.body.append(script);
                const style = document.createElement('style');
                style.textContent = 'body { display: none }';
                document.body.append(style);
                """);
        assertEquals("undefined", page.text("typeof window.intruded"));
        assertEquals(
                "block", page.text("getComputedStyle(document.body).display").replace("flex", "block"));
        assertEquals("refused", page.text("fetch('https://example.org/').then(() => 'sent', () => 'refused')"));
        assertEquals(
                "refused",
                page.text(
                        "new Promise(done => { const image = new Image(); image.onload = () =>"
                                + " done('sent'); image.onerror = () => done('refused'); image.src = 'https://example.org/a.png'; })"));
        assertEquals(1, page.requests().size(), page.requests().toString());
    }

    @Test
    void theBeginningOfTheTextReportIsThereWithoutScripts() throws IOException {
        page.scripts(false);

        page.open(write(Recordings.of("3 <module> > load<T>&amp; > *sleep")).toUri());

        String shown = page.accessibility().toString();
        assertTrue(shown.contains("Recorded: "), shown);
        assertTrue(shown.contains("load<T>&amp;"), shown);
    }

    @Test
    void saysWhatIsWrongWithADamagedReport() throws IOException {
        Path report = write(Recordings.of("3 <module> > load > *sleep"));
        String text = Files.readString(report);
        int place = text.indexOf("id=\"session\">") + 60;
        char other = text.charAt(place) == 'A' ? 'B' : 'A';
        Files.writeString(report, text.substring(0, place) + other + text.substring(place + 1));

        page.open(report.toUri());

        page.waitUntil("document.querySelector('[role=alert]')");
        String said = page.text("document.querySelector('[role=alert]').textContent");
        assertTrue(said.startsWith("The recording in this report is damaged: "), said);
    }

    @Test
    void aBrowserThatIsTooOldSaysSo() throws IOException {
        Path report = write(Recordings.of("3 <module>"));
        page.send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", "delete window.DecompressionStream"));
        page.open(report.toUri());
        page.waitUntil("document.querySelector('[role=alert]')?.textContent.includes('a browser of 2023 or later')");

        // One that cannot even read the script: here it is not the one that the page's policy allows.
        Files.writeString(report, Files.readString(report).replace("<script>", "<script>;"));
        page.open(report.toUri());
        assertEquals("hidden", page.text("getComputedStyle(document.querySelector('#opening span')).visibility"));
        page.waitUntil("getComputedStyle(document.querySelector('#opening span')).visibility === 'visible'");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void showsTheTimesThatJavaAddsUp(int seed) throws IOException {
        Session session = random(seed);
        List<String> expected = new ArrayList<>();
        for (String line : ConsoleRendererTest.text(session, Options.DEFAULT).split("\n")) {
            Matcher call = CALL.matcher(line);
            if (call.find()) {
                expected.add(call.group(1));
            }
        }
        page.resize(1500, 4000); // Rows that are not in sight are not there.

        open(session);

        page.waitUntil("document.querySelector('.name')");
        List<String> shown = page.evaluate("""
                [...document.querySelectorAll('.row:not(.head):not(.group)')].map(row =>
                  row.querySelector('.number').textContent + ' ' + row.querySelector('.name').textContent)
                """).items().stream().map(Json::text).toList();
        assertFalse(shown.isEmpty());
        assertEquals(expected, shown);
    }

    @Test
    void aMillionSamplesOpen() throws IOException {
        Path report = write(millionSamples());

        long before = System.nanoTime();
        page.open(report.toUri());
        page.waitUntil("document.querySelector('.name')");

        System.out.printf(
                "1,000,000 samples: %,d bytes, shown after %d ms, %,d bytes of heap%n",
                Files.size(report), (System.nanoTime() - before) / 1_000_000, page.heap());
        assertEquals(List.of(), page.errors());
    }

    private Path open(Session session) throws IOException {
        Path report = write(session);
        page.open(report.toUri());
        return report;
    }

    private Path write(Session session) throws IOException {
        Path report = Files.createTempFile(folder, "report", ".html");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(report))) {
            Format.HTML.renderer(Options.DEFAULT).render(session, out);
        }
        return report;
    }

    private static Session random(int seed) {
        Random random = new Random(seed);
        String[] frames = {"a", "b", "K:c(m.py:5)", "loads(std:json/__init__.py)", "get(lib:requests/api.py)", "!h"};
        StringBuilder ticks = new StringBuilder();
        for (int tick = 0; tick < 200; tick++) {
            ticks.append(1 + random.nextInt(3)).append(" <module>");
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                ticks.append(" > ").append(frames[random.nextInt(frames.length)]);
            }
            ticks.append('\n');
        }
        return Recordings.of(ticks.toString());
    }

    private static Session millionSamples() {
        Random random = new Random(1);
        SessionRecorder recorder = new SessionRecorder(Recordings.STARTED, Duration.ofMillis(1));
        recorder.roundTimes();
        recorder.tick(1);
        int thread = recorder.thread(new ThreadInfo(1, 2, 3, "MainThread", true));
        List<Integer> stack = new ArrayList<>(List.of(StackTrie.EMPTY));
        for (int i = 1; i <= 1_000_000; i++) {
            recorder.tick(i * 1_000_000L + random.nextInt(80_000));
            if (random.nextInt(2) == 0) {
                for (int out = random.nextInt(6); out > 0 && stack.size() > 1; out--) {
                    stack.removeLast();
                }
                for (int in = random.nextInt(6); in > 0 && stack.size() < 40; in--) {
                    int number = random.nextInt(3) + 3 * (stack.size() % 15);
                    int frame = recorder.frame(new Frame.Python(
                            "f" + number, "f" + number, "/app/m" + number % 7 + ".py", 1, null, false));
                    int line = 2 + random.nextInt(2);
                    int next = recorder.stacks().size() < 10_000
                            ? recorder.stacks().child(stack.getLast(), frame, line)
                            : stack.getLast();
                    stack.add(next);
                }
            }
            recorder.sample(thread, stack.getLast(), ThreadState.RUNNING);
        }
        return recorder.finish(
                1_000_001_000_000L,
                "Program: long.py",
                Duration.ZERO,
                Recordings.ENVIRONMENT,
                new Quality(1_000_000, 0, 0, 0, 0));
    }
}
