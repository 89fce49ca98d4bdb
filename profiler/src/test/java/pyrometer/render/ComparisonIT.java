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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.testing.Browser;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.Recordings;
import pyrometer.tree.TreeDiff;

/// What a person does with the page that compares two recordings, in a real browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparisonIT {
    private static final Session BEFORE = recorded("""
            1000 <module> > main > load(a.py:10)
            1000 <module> > main > parse(a.py:20) > *scan
            1000 <module> > main > save(a.py:30)
            5 <module> > main > check(a.py:40)
            """);
    private static final Session AFTER = recorded("""
            1000 <module> > main > load(a.py:10)
            3000 <module> > main > parse(a.py:25) > *scan
            400 <module> > main > save(a.py:35)
            200 <module> > main > </script><b>
            5 <module> > main > check(a.py:45)
            """);
    private static final String CALLS = """
            [...document.querySelectorAll('.tree .list-body .row')].map(row => ['.before', '.after', '.changed', '.name']
              .map(each => row.querySelector(each).textContent).join(' ')).join('; ')""";
    private static final String FUNCTIONS = """
            [...document.querySelectorAll('.table .list-body .row')].map(row => ['.c-selfchange', '.c-function']
              .map(each => row.querySelector(each).textContent).join(' ')).join('; ')""";
    private static final String SPOKEN = "document.querySelector('[aria-live]').textContent";

    @TempDir
    private Path folder;

    private Browser browser;
    private BrowserPage page;
    private Path report;

    private static Session recorded(String ticks) {
        return Recordings.with(Duration.ofMillis(1))
                .cpuTime(Duration.ofHours(1))
                .ticks(ticks)
                .finish();
    }

    @BeforeAll
    void startBrowser() throws IOException {
        assumeTrue(Browser.find().isPresent(), "no Chromium on the PATH");
        browser = Browser.start(Browser.find().get());
    }

    @BeforeEach
    void openPage() throws IOException {
        report = folder.resolve("comparison.html");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(report))) {
            DiffFormat.HTML.renderer(Options.DEFAULT).render(TreeDiff.of(List.of(BEFORE), List.of(AFTER)), out);
        }
        page = browser.newPage();
        page.resize(1400, 900);
        page.open(report.toUri());
        page.waitUntil("document.querySelector('.name')");
    }

    @AfterEach
    void closePage() {
        List<String> errors = page.errors();
        List<String> requests = page.requests();
        boolean dialog = page.hadDialog();
        page.close();
        assertEquals(List.of(), errors);
        assertEquals(List.of(report.toUri().toString()), requests);
        assertFalse(dialog);
    }

    @AfterAll
    void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void theCallsHaveTheTimesOfBothAndTheirChange() {
        String head = page.text("document.querySelector('.change').textContent");
        assertTrue(head.startsWith("3.00 s → 4.61 s, +53.2%: slower, more than the "), head);
        assertEquals(
                "3.005 4.605 ▲ +1.600 <module>; 3.005 4.605 ▲ +1.600 main; 1.000 3.000 ▲ +2.000 parse;"
                        + " 1.000 3.000 ▲ +2.000 scan; 1.000 1.000  load; 1.000 0.400 ▼ −0.600 save;"
                        + " – 0.200 new +0.200 </script><b>",
                page.text(CALLS));
        press("End");
        press("ArrowLeft", "ArrowLeft");
        page.waitUntil("document.querySelectorAll('.tree .list-body .row').length === 2");
    }

    @Test
    void normalisedTheRunsAreEquallyLong() {
        press("%");

        page.waitUntil(CALLS + ".startsWith('100.0% 100.0%  <module>; ')");
        page.waitUntil(CALLS + ".includes('33.3% 21.7% ▼ −11.6% load')");
        assertTrue(page.text("location.hash").contains("pc=1"));
    }

    @Test
    void callsThatAreShortAndDidNotChangeAreLeftOutUntilAllAreWanted() {
        assertFalse(page.text(CALLS).contains("check"));

        page.click(page.middleOf("button[title^='Also calls']"));

        page.waitUntil(CALLS + ".includes('0.005 0.005  check')");
    }

    @Test
    void functionsAreInTheOrderOfTheirChange() {
        press("3");
        page.waitUntil(FUNCTIONS + ".startsWith('▲ +2.000 scan; ▼ −0.600 save; new +0.200 <')");

        page.click(page.middleOf(".c-selfchange .sort"));
        page.click(page.middleOf(".c-selfchange .sort"));
        page.waitUntil(FUNCTIONS + ".startsWith('▼ −0.600 save; ')");
        page.click(page.middleOf(".table .list-body .row:first-child .name"));
        press("1");
        page.waitUntil("document.querySelector('.tree [aria-selected=true] .name')?.textContent === 'save'");
    }

    @Test
    void aPickedFunctionStandsBetweenItsCallersAndItsCallees() {
        press("3");
        page.waitUntil("document.querySelector('.picked').textContent.startsWith('Pick a function')");
        page.click(page.middleOf(".table .list-body .row:first-child .name"));

        page.waitUntil("document.querySelector('.picked .name')?.textContent === 'scan'");
        assertTrue(page.text("document.querySelector('.picked .facts').textContent")
                .startsWith("total 1.00 s → 3.00 s, +200.0%: slower"));
        assertEquals(
                "1.000 3.000 ▲ +2.000 parse; 1.000 3.000 ▲ +2.000 main; 1.000 3.000 ▲ +2.000 <module>",
                page.text(CALLS));
        press("1", "End", "ArrowLeft", "ArrowUp", "o");
        page.waitUntil("document.querySelector('.picked .name')?.textContent !== 'scan'");
    }

    @Test
    void theFlameGraphsAreWalkedTogether() {
        press("2");
        page.waitUntil("document.querySelectorAll('.chart canvas').length === 4");
        press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
        page.waitUntil(
                SPOKEN + ".startsWith('parse, a.py:25, total after 3.00 s, change 1.00 s → 3.00 s, +200.0%: slower')");

        page.evaluate("document.querySelector('.chart').focus()");
        press("ArrowRight");
        page.waitUntil(SPOKEN + ".startsWith('load, a.py:10, total before 1.00 s')");
    }

    @Test
    void aSearchGoesToItsHits() {
        press("/");
        page.send("Input.insertText", Map.of("text", "sa"));
        page.waitUntil("document.querySelector('.found').textContent === '1 function'");
        press("Enter");
        page.waitUntil("document.querySelector('.tree [aria-selected=true] .name')?.textContent === 'save'");
    }

    @Test
    void keysThatDoNothingHereAreNotListed() {
        press("?");

        String help = page.text("document.querySelector('dialog').innerText");
        assertTrue(help.contains("Copy the selected stack"), help);
        assertFalse(help.contains("Fold recursion"), help);
        press("Escape");
    }

    @Test
    void paperGetsBothTimesOfEachCall() {
        page.evaluate("dispatchEvent(new Event('beforeprint'))");
        page.send("Emulation.setEmulatedMedia", Map.of("media", "print"));

        page.waitUntil("[...document.querySelectorAll('.paper-row')].some(each => / → .*main/.test(each.textContent))");
        page.waitUntil("getComputedStyle(document.querySelector('.paper')).display === 'block'");
    }

    @Test
    void nothingSticksOutOnAPhone() {
        page.resize(360, 740);

        for (String view : List.of("1", "2", "3")) {
            press(view);
            page.waitUntil("document.documentElement.scrollWidth <= innerWidth");
            page.waitUntil("document.querySelector('.list, .chart').clientHeight > 80");
        }
    }

    private void press(String... keys) {
        for (String key : keys) {
            page.press(key);
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
        }
    }
}
