package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.Recordings;

/// How the reader of a report has the call tree shown.
class CallOptionsIT extends InBrowser {
    private static final String GROUPS = "String(document.querySelectorAll('.tree .group').length)";

    @Test
    void whoseCodeItIsTheReaderCanSay() throws IOException {
        openShop();
        shows(GROUPS, "1");
        shows("document.querySelector('.own .name')?.textContent", "MainThread");

        page.click(page.middleOf(".own-input"));
        insert("json/");
        shows(GROUPS, "0");
        page.waitUntil("[...document.querySelectorAll('.own .name')].some(each => each.textContent === 'raw')");
        press("Escape");
        shows("document.activeElement.getAttribute('role')", "treegrid");

        page.click(page.middleOf(".own-input"));
        page.evaluate("document.activeElement.select()");
        insert("/decoder[.]py$/, -a.py");
        page.waitUntil("[...document.querySelectorAll('.library .name')].some(each => each.textContent === 'load')");
        page.evaluate("document.activeElement.select()");
        insert("/(/");
        shows("document.querySelector('.own-input').getAttribute('aria-invalid')", "true");
        shows(GROUPS, "1");
    }

    @Test
    void whatIsSetIsStillSetWhenThePageIsLoadedAgain() throws IOException {
        openShop();

        page.click(page.middleOf(".own-input"));
        insert("json/");
        press("Enter", "%");
        page.evaluate("document.querySelector('.calls select').focus()");
        press("ArrowDown", "ArrowDown"); // from 1 % to 5 %
        page.waitUntil("location.hash.includes('min=0.05') && location.hash.includes('own=')");
        String shown = page.text("document.querySelector('.tree')?.innerText");

        page.send("Page.reload", Map.of());
        page.waitUntil("document.querySelector('.tree .name') && document.querySelector('.tree')?.innerText === "
                + BrowserPage.quoted(shown));
        assertEquals(
                "json/ 0.05",
                page.text("document.querySelector('.own-input').value + ' ' +"
                        + " document.querySelector('.calls select').value"));
    }

    @Test
    void howItLooksIsRememberedForOtherReports() throws IOException {
        openShop();
        page.click(button("Colours"));
        shows("document.querySelector('.toolbar [aria-pressed]').getAttribute('aria-pressed')", "true");
        page.click(button("◐ System"));
        page.click(button("○ Light"));

        openShop();
        shows("document.documentElement.dataset.look", "dark");
        shows("document.querySelector('.toolbar [aria-pressed]').getAttribute('aria-pressed')", "true");
        page.evaluate("localStorage.clear()");
    }

    @Test
    void showAllShowsWhatIsLeftOutAndFolded() throws IOException {
        open(Recordings.of("""
                500 <module> > main > _find_and_load(<frozen importlib._bootstrap>:9) > <module>(m.py:1)
                500 <module> > main > !wrapped > loads(std:json/__init__.py:5) > decode(std:json/decoder.py:9)
                1 <module> > main > rare
                """));
        page.waitUntil("document.querySelector('.name')");
        String quiet = page.text(NAMES);
        assertEquals("<module> main <module> loads decode", quiet);

        page.click(button("Show all"));
        page.waitUntil("['_find_and_load', 'wrapped', 'decode', 'rare'].every(each => " + NAMES + ".includes(each))");
        page.click(button("Show all"));
        shows(NAMES, quiet);
    }

    @Test
    void whatIsFoundInARowThatIsClosedIsCountedThere() throws IOException {
        openShop();
        shows(GROUPS, "1");

        press("/");
        insert("decode");
        shows("document.querySelector('.group .found-below')?.textContent", "1 found");
        press("Enter");
        shows(SELECTED, "decode");
        shows("String(document.querySelector('.found-below'))", "null");
        press("ArrowDown"); // back to the tree
        press("Home", "[");
        shows("document.querySelector('.tree .list-body .found-below')?.textContent", "1 found");
    }

    @Test
    void aFunctionThatCallsNothingSaysSo() throws IOException {
        openShop();
        select("helper");

        press("o");
        page.waitUntil("document.querySelector('[aria-label=Callers]')?.innerText.includes('work')");
        shows(
                "getComputedStyle(document.querySelector('[aria-label=Callees] .list-spacer'), '::after').content",
                "\"None was seen.\"");
    }

    private void insert(String text) {
        page.send("Input.insertText", Map.of("text", text));
    }
}
