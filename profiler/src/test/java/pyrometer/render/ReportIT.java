package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.BrowserPage.Point;
import pyrometer.testing.Recordings;

/// What a person does with the HTML report, done by trusted keys and mouse events in a real browser.
class ReportIT extends InBrowser {
    @Test
    void arrowsWalkTheTreeAndOpenAndCloseIt() throws IOException {
        openShop();

        press("ArrowDown", "ArrowDown", "ArrowDown");
        shows(SELECTED, "main");
        press("ArrowLeft");
        page.waitUntil("!" + NAMES + ".includes('load')");
        press("ArrowRight");
        page.waitUntil(NAMES + ".includes('load')");
        press("ArrowRight");
        shows(SELECTED, "load");
        press("ArrowLeft", "ArrowLeft");
        shows(SELECTED, "main");
        press("End");
        page.waitUntil(SELECTED + " !== 'main'");
        press("Home");
        shows(SELECTED, "MainThread");
    }

    @Test
    void altClosesAndOpensAllBelow() throws IOException {
        openShop();

        press("ArrowDown");
        page.press("ArrowLeft", BrowserPage.ALT);
        page.waitUntil("!" + NAMES + ".includes('main')");
        press("ArrowRight");
        page.waitUntil(NAMES + ".includes('<module>') && !" + NAMES + ".includes('main')");
        page.press("ArrowRight", BrowserPage.ALT);
        page.waitUntil(NAMES + ".includes('raw')");
    }

    @Test
    void aClickSelectsARowAndClosesIt() throws IOException {
        openShop();

        page.click(page.middleOf(".tree .list-body .row:nth-child(3) .name"));
        shows(SELECTED, "main");
        page.waitUntil("!" + NAMES + ".includes('load')");
        page.click(page.middleOf(".tree .list-body .row:nth-child(3) .name"));
        page.waitUntil(NAMES + ".includes('load')");
    }

    @Test
    void libraryCallsAreFoldedUntilEnter() throws IOException {
        openShop();

        page.waitUntil("document.querySelector('.group .name').textContent === '2 frames hidden'");
        assertFalse(page.text(NAMES).contains("decode"));
        page.click(page.middleOf(".group .name"));
        page.waitUntil(NAMES + ".includes('decode') && " + NAMES + ".includes('raw')");
        press("Enter");
        page.waitUntil("!" + NAMES + ".includes('decode')");
    }

    @Test
    void whatIsSelectedIsSelectedInEveryView() throws IOException {
        openShop();
        select("work");

        press("2");
        shows(VIEW, "Timeline");
        press("ArrowDown");
        page.waitUntil(SPOKEN + ".startsWith('work, b.py:30')");
        press("3");
        shows(VIEW, "Flame graph");
        press("ArrowLeft");
        page.waitUntil(SPOKEN + ".startsWith('load, a.py:10')");
        press("4");
        shows(VIEW, "Functions");
        shows("document.querySelector('.picked .name').textContent", "load");
        shows("document.querySelector('.table [aria-selected=true] .c-function').textContent", "load");
        press("5");
        shows(VIEW, "Lines");
        page.waitUntil(
                "[...document.querySelectorAll('.lines .list-body .c-line')].map(e => e.textContent).sort().join() "
                        + "=== '12,14'");
        press("1");
        shows(SELECTED, "load");
    }

    @Test
    void theTabsAreReachedByKeysToo() throws IOException {
        openShop();

        page.evaluate("document.querySelector('[role=tab]').focus()");
        press("ArrowRight");
        shows(VIEW, "Timeline");
        page.waitUntil("document.activeElement.textContent === 'Timeline'");
        press("ArrowLeft", "ArrowLeft");
        shows(VIEW, "Lines");
    }

    @Test
    void aRangeIsFollowedWhileItIsDragged() throws IOException {
        openShop();
        Point middle = page.middleOf(".overview");
        double half = 1400 / 2.0;
        assertTrue(page.text(NAMES).contains("work"));

        mouse("mouseMoved", new Point(18, middle.y()), 0);
        mouse("mousePressed", new Point(18, middle.y()), 1);
        mouse("mouseMoved", new Point(100, middle.y()), 1);
        mouse("mouseMoved", new Point(half - 40, middle.y()), 1);
        page.waitUntil("!" + NAMES + ".includes('work')"); // the button is still down
        assertEquals("", page.text("location.hash"));
        mouse("mouseMoved", new Point(half + 300, middle.y()), 1);
        page.waitUntil(NAMES + ".includes('helper')");
        mouse("mouseReleased", new Point(half + 300, middle.y()), 1);
        page.waitUntil("location.hash.startsWith('#r=')");

        page.evaluate("history.back()");
        page.waitUntil("!" + CRUMBS + ".includes('–')");
    }

    @Test
    void rangesNestAndAreLeftOneByOne() throws IOException {
        openShop();
        Point middle = page.middleOf(".overview");

        page.drag(new Point(200, middle.y()), new Point(1200, middle.y()));
        page.waitUntil("document.querySelectorAll('.crumb').length === 2");
        page.drag(new Point(500, middle.y()), new Point(700, middle.y()));
        page.waitUntil("document.querySelectorAll('.crumb').length === 3");
        press("Escape");
        page.waitUntil("document.querySelectorAll('.crumb').length === 2");
        press("Escape");
        page.waitUntil("document.querySelectorAll('.crumb').length === 1");
    }

    @Test
    void aRangeIsMadeByKeysAlone() throws IOException {
        openShop();

        page.press("ArrowRight", BrowserPage.SHIFT);
        page.waitUntil("document.querySelector('.crumb b')");
        String first = page.text(CRUMBS);
        page.press("ArrowRight", BrowserPage.SHIFT);
        page.waitUntil(CRUMBS + " !== " + BrowserPage.quoted(first));
        press("t");
        paste("100ms-200ms");
        press("Enter");
        page.waitUntil(CRUMBS + ".includes('100.0 ms – 200.0 ms')");
        page.waitUntil("!" + NAMES + ".includes('work') && " + NAMES + ".includes('load')");
    }

    @Test
    void aSearchCountsGoesToHitsAndIsTakenBack() throws IOException {
        openShop();

        press("/");
        paste("/^(sort|help)/");
        shows("document.querySelector('.found').textContent.split(',')[0]", "2 functions");
        page.waitUntil("document.querySelectorAll('.tree .hit').length === 2");
        press("Enter");
        String first = page.text(SELECTED);
        assertTrue(List.of("sort", "helper").contains(first), first);
        press("Enter");
        page.waitUntil(SELECTED + " !== " + BrowserPage.quoted(first));
        press("Escape");
        page.waitUntil("!document.querySelector('.tree .hit')");
        shows("document.activeElement.getAttribute('role')", "treegrid");
    }

    @Test
    void aSearchThatIsNoRegularExpressionIsSaidToBeNone() throws IOException {
        openShop();

        press("/");
        page.type("/(/");

        page.waitUntil("document.querySelector('.found').textContent.includes('no regular expression')");
    }

    @Test
    void focusHideAndFoldAreUndone() throws IOException {
        openShop();
        select("load");

        press("f");
        page.waitUntil(CRUMBS + ".includes('only below load') && !" + NAMES + ".includes('work')");
        press("4");
        page.waitUntil("document.querySelector('.table .name')"
                + " && ![...document.querySelectorAll('.table .c-function')].some(e => e.textContent === 'work')");
        press("1", "u");
        page.waitUntil(NAMES + ".includes('work')");
        select("load");
        press("x");
        page.waitUntil(CRUMBS + ".includes('without load') && !/\\bload\\b/.test(" + NAMES + ")");
        page.press("z", BrowserPage.CONTROL);
        page.waitUntil("/\\bload\\b/.test(" + NAMES + ")");
        press("r");
        page.waitUntil(CRUMBS + ".includes('recursion folded')");
        page.click(page.middleOf(".chip .remove"));
        page.waitUntil("!" + CRUMBS + ".includes('recursion')");
    }

    @Test
    void aLinkOpensExactlyThisView() throws IOException {
        URI report = openShop();
        select("work");
        press("x", "4", "%");
        page.click(page.middleOf(".c-total .sort"));
        page.waitUntil("document.querySelector('.c-total').getAttribute('aria-sort') === 'descending'");
        String shown = page.text("document.querySelector('.table').innerText");
        String hash = page.text("location.hash");
        assertTrue(hash.length() < 200, hash);

        try (BrowserPage other = browser.newPage()) {
            other.resize(1400, 900);
            other.open(URI.create(report + hash));
            other.waitUntil("document.querySelector('.table .name')");
            other.waitUntil("document.querySelector('.table').innerText === " + BrowserPage.quoted(shown));
            assertTrue(other.text(CRUMBS).contains("without work"), other.text(CRUMBS));
        }
    }

    @Test
    void backAndForwardWalkThroughWhatWasSeen() throws IOException {
        openShop();

        press("3", "4");
        page.evaluate("history.back()");
        shows(VIEW, "Flame graph");
        page.evaluate("history.back()");
        shows(VIEW, "Calls");
        page.evaluate("history.forward()");
        shows(VIEW, "Flame graph");
    }

    @Test
    void theTimelineIsWalkedZoomedAndSpoken() throws IOException {
        openShop();

        press("2", "ArrowDown");
        page.waitUntil(SPOKEN + ".startsWith('<module>,')");
        press("ArrowDown");
        page.waitUntil(SPOKEN + ".startsWith('main,')");
        press("ArrowDown");
        page.waitUntil(SPOKEN + ".startsWith('load, a.py:10, for 200 ms')");
        assertTrue(page.text(SPOKEN).contains("thread MainThread"), page.text(SPOKEN));
        assertTrue(page.text(SPOKEN).contains("total 200 ms"), page.text(SPOKEN));
        press("ArrowRight");
        page.waitUntil(SPOKEN + ".startsWith('work, b.py:30, for 200 ms')");
        press("Enter");
        page.waitUntil("location.hash.includes('z=')");
        press("0");
        page.waitUntil("!location.hash.includes('z=')");
        press("w");
        page.waitUntil("location.hash.includes('z=')");
        String zoomed = page.text("location.hash");
        press("d");
        page.waitUntil("location.hash !== " + BrowserPage.quoted(zoomed));
    }

    @Test
    void theWheelZoomsAndADragOnTheTimelineSelects() throws IOException {
        openShop();
        press("2");
        page.waitUntil("document.querySelector('.chart')");
        Point middle = page.middleOf(".chart");

        page.send(
                "Input.dispatchMouseEvent",
                Map.of("type", "mouseWheel", "x", middle.x(), "y", middle.y(), "deltaX", 0, "deltaY", -300));
        page.waitUntil("location.hash.includes('z=')");
        page.drag(new Point(400, middle.y()), new Point(900, middle.y()));
        page.waitUntil("location.hash.includes('r=') && document.querySelector('.crumb b')");
    }

    @Test
    void whatIsUnderThePointerIsTold() throws IOException {
        openShop();
        press("3");
        page.waitUntil("document.querySelector('.flame .chart canvas').height > 0");

        page.move(new Point(
                page.middleOf(".chart").x(),
                Double.parseDouble(page.text("document.querySelector('.chart').getBoundingClientRect().top + 45"))));

        page.waitUntil("!document.querySelector('.flame .tip').hidden");
        page.waitUntil("/total\\s*\\d+ ms/.test(document.querySelector('.flame .tip').innerText)");
    }

    @Test
    void everyChartIsATableToo() throws IOException {
        openShop();

        press("3");
        page.waitUntil("document.querySelector('.flame .chart')");
        page.click(button("As table"));
        page.waitUntil("document.querySelector('[role=treegrid][aria-label=\"Flame graph as a table\"] .name')");
        page.waitUntil(NAMES + ".includes('work')");
        press("2");
        page.waitUntil("document.querySelector('[role=grid][aria-label=\"Timeline as a table\"] .name')");
        String table = page.text("document.querySelector('.timeline .table').innerText");
        assertTrue(table.contains("MainThread") && table.contains("Worker"), table);
        assertTrue(table.contains("waiting") && table.contains("running"), table);
    }

    @Test
    void functionsAreSortedGroupedAndSandwiched() throws IOException {
        openShop();
        press("4");
        page.waitUntil("document.querySelector('.table .name')");

        page.click(page.middleOf(".c-function .sort"));
        page.waitUntil("(names => names.join() === [...names].sort((a, b) => a.localeCompare(b)).join())"
                + "([...document.querySelectorAll('.table .list-body .c-function')].map(e => e.textContent))");
        page.evaluate("[...document.querySelectorAll('.table .list-body .c-function')]"
                + ".find(each => each.textContent === 'load').id = 'load'");
        page.click(page.middleOf("#load"));
        page.waitUntil("document.querySelector('[aria-label=Callers]').innerText.includes('main')");
        page.waitUntil("document.querySelector('[aria-label=Callees]').innerText.includes('loads')");
        page.click(page.middleOf("[data-by=package]"));
        page.waitUntil(
                "[...document.querySelectorAll('.table .list-body .c-function')].some(e => e.textContent === 'json')");
        shows("document.querySelector('.table .head .c-function').textContent", "Package");
        shows(
                "document.querySelectorAll('.table .library').length + ' of ' +"
                        + " document.querySelectorAll('.table .list-body .row').length",
                "2 of 6");
        page.evaluate("[...document.querySelectorAll('.table .list-body .c-function')]"
                + ".find(each => each.textContent === 'json').id = 'json'");
        page.click(page.middleOf("#json"));
        shows("document.querySelector('.table .head .c-function').textContent", "Function");
        shows(
                "[...document.querySelectorAll('.table .hit .c-function')].map(e => e.textContent).sort().join()",
                "decode,loads,raw");
        shows("document.querySelector('.found').textContent.split(',')[0]", "3 functions");
    }

    @Test
    void oneThreadAfterAnotherIsLookedAt() throws IOException {
        openShop();

        press("n");
        page.waitUntil("!" + NAMES + ".includes('serve') && " + NAMES + ".includes('main')");
        press("n");
        page.waitUntil(NAMES + ".includes('serve') && !" + NAMES + ".includes('main')");
        press("n");
        page.waitUntil(NAMES + ".includes('serve') && " + NAMES + ".includes('main')");
        press("p");
        page.waitUntil(NAMES + ".includes('serve') && !" + NAMES + ".includes('main')");
    }

    @Test
    void theMenuIsOpenedUsedAndLeftByKeys() throws IOException {
        openShop();
        select("load");

        press("m");
        page.waitUntil("document.activeElement.getAttribute('role') === 'menuitem'");
        press("ArrowDown", "ArrowDown");
        page.waitUntil("document.activeElement.textContent.startsWith('Hide this function')");
        press("Escape");
        page.waitUntil("document.activeElement.getAttribute('role') === 'treegrid'");
        press("m", "ArrowDown", "ArrowDown", "Enter");
        page.waitUntil(CRUMBS + ".includes('without load')");
    }

    @Test
    void copiesAStackAsText() throws IOException {
        openShop();
        page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }");
        select("load");

        press("c");

        page.waitUntil("window.copied");
        String copied = page.text("window.copied");
        assertTrue(copied.endsWith("load  a.py:10"), copied);
        assertTrue(copied.contains("<module>"), copied);
        page.waitUntil("document.querySelector('.toast').textContent === 'Copied the stack.'");
    }

    @Test
    void copiesASubtreeAsTheTextReportHasIt() throws IOException {
        openShop();
        page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }");
        select("work");

        press("m");
        page.waitUntil("document.activeElement.role === 'menuitem'");
        page.click(page.middleOf("[role=menuitem]:nth-last-child(2)"));

        page.waitUntil("window.copied");
        Session session = Recordings.with(Duration.ofMillis(1)).ticks(SHOP).finish();
        List<String> copied = page.text("window.copied").lines().toList();
        assertEquals(3, copied.size(), copied.toString());
        List<String> same = ConsoleRendererTest.text(session, Options.DEFAULT)
                .lines()
                .dropWhile(line -> !line.contains("work  b.py:30"))
                .limit(copied.size())
                .map(line -> line.substring("`- `- ".length())) // those of <module> and main
                .toList();
        assertEquals(same, copied);
    }

    @Test
    void theKeysAreListed() throws IOException {
        openShop();

        press("?");
        page.waitUntil("document.querySelector('dialog').open");
        assertTrue(page.text("document.querySelector('dialog').innerText").contains("Hide the selected function"));
        press("Escape");
        page.waitUntil("!document.querySelector('dialog').open");
    }

    @Test
    void aScreenReaderIsToldOfATree() throws IOException {
        openShop();
        press("ArrowDown", "ArrowDown", "ArrowDown");
        shows(SELECTED, "main");

        List<String> told = page.accessibility();
        assertTrue(told.contains("treegrid: Calls"), told.toString());
        assertTrue(told.stream().anyMatch(each -> each.startsWith("tab: Timeline")), told.toString());
        assertTrue(told.stream().anyMatch(each -> each.startsWith("row: ") && each.contains("main")), told.toString());
        assertEquals(
                "3 1 1 true",
                page.text(
                        "['level', 'posinset', 'setsize', 'expanded'].map(name =>"
                                + " document.querySelector('.tree [aria-selected=true]').getAttribute('aria-' + name)).join(' ')"));
        assertEquals(
                "true",
                page.text("document.querySelector('.tree').getAttribute('aria-activedescendant') ==="
                        + " document.querySelector('.tree [aria-selected=true]').id"));
        press("2");
        page.waitUntil("document.querySelector('.chart')");
        assertTrue(
                page.accessibility().contains("application: Timeline"),
                page.accessibility().toString());
    }

    @Test
    void everythingWorksWhereNothingMayBeStored() throws IOException {
        page.send(
                "Page.addScriptToEvaluateOnNewDocument",
                Map.of(
                        "source",
                        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } });"
                                + "history.pushState = history.replaceState = () => { throw new Error('forbidden'); };"));
        openShop();

        press("4");
        shows(VIEW, "Functions");
        page.click(button("◐ System"));
        page.waitUntil("document.documentElement.dataset.look === 'light'");
    }

    @Test
    void itIsDarkWhereTheSystemIsAndAsTheReaderWants() throws IOException {
        page.media("prefers-color-scheme", "dark");
        openShop();

        page.waitUntil("document.documentElement.dataset.look === 'dark'");
        String dark = page.text("getComputedStyle(document.body).backgroundColor");
        page.click(button("◐ System"));
        page.waitUntil("document.documentElement.dataset.look === 'light'");
        assertFalse(dark.equals(page.text("getComputedStyle(document.body).backgroundColor")));
    }

    @Test
    void nothingSticksOutOnAPhone() throws IOException {
        page.resize(360, 740);
        openShop();

        for (String view : List.of("1", "2", "3", "4", "5")) {
            press(view);
            page.waitUntil("document.querySelectorAll('[role=tab]')[" + view + " - 1].ariaSelected === 'true'");
            assertEquals(
                    "0",
                    page.text("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
                    view);
        }
    }

    @Test
    void paperGetsTheTreeAndNoButtons() throws IOException {
        openShop();

        page.evaluate("dispatchEvent(new Event('beforeprint'))");
        page.send("Emulation.setEmulatedMedia", Map.of("media", "print"));

        page.waitUntil("document.querySelector('.paper').innerText.includes('work')");
        assertEquals("none", page.text("getComputedStyle(document.querySelector('.toolbar')).display"));
    }

    @Test
    void aNameIsGoneToByItsBeginning() throws IOException {
        openShop();

        press("'", "l", "o");
        shows(SELECTED, "load");
        press("'", "h", "e", "l");
        shows(SELECTED, "helper");
        press("Home");
        page.press("x"); // a key of its own again
        press("u");
    }

    @Test
    void aShareSaysHowSureItIs() throws IOException {
        openShop();

        String said = page.text("document.querySelector('.tree .list-body .row:nth-child(2) .time').title");
        // The end of the recording is a tick, too.
        assertEquals("100.0% of 0.400 s: 56.6% to 100.0%, 95% sure from 5 samples", said);
    }

    @Test
    void thePageBeginsAsItWasAskedTo() throws IOException {
        Options options = Options.DEFAULT
                .withTimeline(true)
                .withShowAll(true)
                .withTime(Options.Time.PERCENT_OF_TOTAL)
                .withHide(Optional.of(Pattern.compile(".*/b[.]py")));
        URI report = open(Recordings.with(Duration.ofMillis(1)).ticks(SHOP).finish(), options);

        page.waitUntil("document.querySelector('.chart')");
        shows(VIEW, "Timeline");
        assertEquals("", page.text("location.hash"));
        press("1");
        page.waitUntil("document.querySelector('.tree .list-body .number').textContent === '100.0%'");
        page.waitUntil("[...document.querySelectorAll('.library .name')].some(e => e.textContent === 'work')");
        assertEquals("#v=calls", page.text("location.hash"));
        page.open(report);
        page.waitUntil("document.querySelector('.chart')");
        shows(VIEW, "Timeline");
    }

    @Test
    void theLinesOfAFunctionAreItsSourceWithTimes() throws IOException {
        Path source = Files.writeString(
                folder.resolve("work.py"), "import os\n\ndef work():\n\tx = '<b>'\n\treturn x\n\nwork()\n");
        Files.setLastModifiedTime(source, FileTime.from(Recordings.STARTED.minusSeconds(5)));
        open(
                Recordings.of("3 <module>(%1$s:1)#7 > work(%1$s:3)#4\n1 <module>(%1$s:1)#7 > work(%1$s:3)#5"
                        .formatted(source)),
                Options.DEFAULT.withSource(true));
        page.waitUntil("document.querySelector('.name')");

        select("work");
        press("5");
        shows(
                "[...document.querySelectorAll('.lines .list-body .row')].map(row => ['.c-self', '.c-line', '.c-source']"
                        + ".map(each => row.querySelector(each).textContent).join('|')).join(';')",
                "|3|def work():;0.003|4|    x = '<b>';0.001|5|    return x");
        assertTrue(
                page.text("document.querySelector('.lines .hint').textContent").contains("1 file, 52 bytes"));
    }

    private void paste(String text) {
        page.send("Input.insertText", Map.of("text", text));
    }

    private void mouse(String type, Point point, int buttons) {
        page.send(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        type,
                        "x",
                        point.x(),
                        "y",
                        point.y(),
                        "button",
                        buttons == 0 ? "none" : "left",
                        "buttons",
                        type.equals("mouseReleased") ? 0 : buttons,
                        "clickCount",
                        type.equals("mouseMoved") ? 0 : 1));
    }
}
