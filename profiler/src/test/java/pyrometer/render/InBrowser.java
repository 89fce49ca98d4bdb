package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.testing.Browser;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.BrowserPage.Point;
import pyrometer.testing.Recordings;

/// A real browser for the tests of a class, and a tab for each, in which a report is opened. A test fails if its page
/// logged an error.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InBrowser {
    static final String SHOP = """
            100 <module> > main > load(a.py:10)#12 > loads(std:json/__init__.py:5) > decode(std:json/decoder.py:9) > raw(std:json/decoder.py:20) || Worker: serve(s.py:1) > *wait ~
            100 <module> > main > load(a.py:10)#14 > *sort || Worker: serve(s.py:1) > compute(s.py:9)
            100 <module> > main > work(b.py:30)#33 > helper(b.py:50) || Worker: serve(s.py:1) > *wait ~
            100 <module> > main > work(b.py:30)#34 || Worker: serve(s.py:1) > compute(s.py:9)
            """;
    static final String SELECTED = "document.querySelector('.tree [aria-selected=true] .name')?.textContent";
    static final String NAMES =
            "[...document.querySelectorAll('.tree .list-body .name')].map(each => each.textContent).join(' ')";
    static final String CRUMBS = "document.querySelector('.crumbs').textContent";
    static final String SPOKEN = "document.querySelector('[aria-live]').textContent";
    static final String VIEW = "document.querySelector('[role=tab][aria-selected=true]').textContent";

    @TempDir
    Path folder;

    Browser browser;
    BrowserPage page;

    @BeforeAll
    void startBrowser() throws IOException {
        assumeTrue(Browser.find().isPresent(), "no Chromium on the PATH");
        browser = Browser.start(Browser.find().get());
    }

    @BeforeEach
    void openTab() {
        page = browser.newPage();
        page.resize(1400, 900);
    }

    @AfterEach
    void closeTab() {
        List<String> errors = page.errors();
        page.close();
        assertEquals(List.of(), errors);
    }

    @AfterAll
    void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    URI openShop() throws IOException {
        URI report = open(Recordings.with(Duration.ofMillis(1)).ticks(SHOP).finish());
        page.waitUntil("document.querySelector('.name')");
        return report;
    }

    URI open(Session session) throws IOException {
        return open(session, Options.DEFAULT);
    }

    URI open(Session session, Options options) throws IOException {
        Path report = Files.createTempFile(folder, "report", ".html");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(report))) {
            Format.HTML.renderer(options).render(session, out);
        }
        page.open(report.toUri());
        return report.toUri();
    }

    void press(String... keys) {
        for (String key : keys) {
            page.press(key);
            // a frame, so that what the key asked for is there
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
        }
    }

    /// Goes down the call tree until the function is selected.
    void select(String function) {
        press("Home");
        for (int row = 0; row < 50; row++) {
            if (page.text(SELECTED).equals(function)) {
                return;
            }
            press("ArrowDown");
        }
        throw new AssertionError(function + " is not in " + page.text(NAMES));
    }

    Point button(String label) {
        page.evaluate("document.querySelectorAll('button').forEach(each => each.toggleAttribute('data-wanted',"
                + " each.offsetParent !== null && each.textContent === " + BrowserPage.quoted(label) + "))");
        return page.middleOf("[data-wanted]");
    }

    void shows(String expression, String expected) {
        page.waitUntil("(" + expression + ") === " + BrowserPage.quoted(expected));
    }
}
