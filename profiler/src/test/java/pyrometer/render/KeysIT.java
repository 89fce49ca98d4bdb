package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.Json;
import pyrometer.testing.Recordings;

/// Every key that the page lists does what the list says, pressed as a person presses it.
class KeysIT extends InBrowser {
    private static final String HASH = "location.hash";
    private static final String LAST = "[...document.querySelectorAll('.tree .list-body .name')].at(-1).textContent";
    private static final String TABLE_ROW =
            "document.querySelector('.table [aria-selected=true] .c-function')?.textContent";

    /// How a browser calls keys that the list shows as they are printed.
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("Esc", "Escape"),
            Map.entry("Menu", "ContextMenu"),
            Map.entry("Space", " "),
            Map.entry("↑", "ArrowUp"),
            Map.entry("↓", "ArrowDown"),
            Map.entry("←", "ArrowLeft"),
            Map.entry("→", "ArrowRight"),
            Map.entry("Page ↑", "PageUp"),
            Map.entry("Page ↓", "PageDown"));

    /// What was pressed in a test, as the list of keys has it: `Shift F3`.
    private final Set<String> pressed = new TreeSet<>();

    @Test
    void everyKeyThatIsListedWasPressed() throws IOException {
        everywhere();
        inACallTree();
        inCharts();
        inATable();

        press("?");
        page.waitUntil("document.querySelector('dialog').open");
        Set<String> listed =
                page
                        .evaluate("[...document.querySelectorAll('dialog kbd')].map(each => each.textContent)")
                        .items()
                        .stream()
                        .map(Json::text)
                        .collect(Collectors.toCollection(TreeSet::new));
        pressed.add("?");
        assertEquals(listed, pressed);
    }

    private void everywhere() throws IOException {
        openShop();
        key("2", VIEW, "Timeline");
        key("3", VIEW, "Flame graph");
        key("4", VIEW, "Functions");
        key("5", VIEW, "Lines");
        key("1", VIEW, "Calls");

        key("/", "document.activeElement.type", "search");
        key("Esc", "document.activeElement.getAttribute('role')", "treegrid");
        key("Ctrl f", "document.activeElement.type", "search");
        page.send("Input.insertText", Map.of("text", "/^(sort|helper)$/"));
        key("Esc", "document.querySelector('.found')?.textContent", "");
        key("/", "document.activeElement.type", "search");
        page.send("Input.insertText", Map.of("text", "/^(sort|helper)$/"));
        page.waitUntil("document.querySelectorAll('.tree .hit').length === 2");
        String first = "[...document.querySelectorAll('.tree .hit .name')].map(each => each.textContent)[0]";
        String second = "[...document.querySelectorAll('.tree .hit .name')].map(each => each.textContent)[1]";
        key("F3", SELECTED + " === " + first, "true");
        key("Ctrl g", SELECTED + " === " + second, "true");
        key("Shift F3", SELECTED + " === " + first, "true");
        key("Ctrl Shift g", SELECTED + " === " + second, "true");
        openShop();

        key("n", "/serve/.test(" + NAMES + ")", "false");
        key("p", "/serve/.test(" + NAMES + ") && /main/.test(" + NAMES + ")", "true");
        select("load");
        key("f", CRUMBS + ".includes('only below load')", "true");
        key("u", CRUMBS + ".includes('only')", "false");
        key("Shift F", CRUMBS + ".includes('only load')", "true");
        key("Ctrl z", CRUMBS + ".includes('only')", "false");
        select("load");
        key("x", CRUMBS + ".includes('without load')", "true");
        key("u", CRUMBS + ".includes('without')", "false");
        key("r", CRUMBS + ".includes('recursion folded')", "true");
        key("r", CRUMBS + ".includes('recursion folded')", "false");
        key("l", "document.querySelector('.group') === null", "true");
        key("l", "document.querySelector('.group') !== null", "true");
        key("%", "document.querySelector('.tree .list-body .number')?.textContent", "100.0%");
        key("%", "document.querySelector('.tree .list-body .number')?.textContent.includes('%')", "false");
        select("load");
        page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }");
        for (String copy : new String[] {"c", "Ctrl c"}) {
            page.evaluate("window.copied = ''");
            key(copy, "window.copied.endsWith('load  a.py:10')", "true");
        }
        for (String menu : new String[] {"m", "Menu"}) {
            key(menu, "document.activeElement.getAttribute('role')", "menuitem");
            key("Esc", "document.activeElement.getAttribute('role')", "treegrid");
        }
        key("o", VIEW + " + document.querySelector('.picked .name')?.textContent", "Functionsload");
        key("3", VIEW, "Flame graph");
        key("i", HASH + ".includes('inv=1')", "true");
        key("i", HASH + ".includes('inv=1')", "false");

        key("t", "document.activeElement.className", "range-input");
        key("Esc", "document.activeElement.getAttribute('role')", "application");
        ranged("Shift →");
        ranged("Shift →");
        ranged("Shift ←");
        ranged("Shift ↑");
        ranged("Shift ↓");
        key("z", VIEW + " + " + HASH + ".includes('z=')", "Timelinetrue");
    }

    /// Presses a key that makes the range another one.
    private void ranged(String key) {
        String before = page.text(CRUMBS);
        key(key, CRUMBS + " !== " + BrowserPage.quoted(before), "true");
    }

    private void inACallTree() throws IOException {
        openShop();
        String rows = "String(document.querySelector('.tree').getAttribute('aria-rowcount'))";
        String all = page.text(rows);
        key("Home", SELECTED, "MainThread");
        key("↓", SELECTED, "<module>");
        key("↓", SELECTED, "main");
        key("←", NAMES + ".includes('load')", "false");
        key("→", NAMES + ".includes('load')", "true");
        key("→", SELECTED, "load");
        key("↑", SELECTED, "main");
        key("Enter", NAMES + ".includes('load')", "false");
        key("Space", NAMES + ".includes('load')", "true");
        key("Alt ←", NAMES + ".includes('load')", "false");
        key("Alt →", NAMES + ".includes('raw')", "true");
        key("Alt Enter", NAMES + ".includes('load')", "false");
        key("Alt Space", NAMES + ".includes('raw')", "true");
        key("End", SELECTED + " === " + LAST, "true");
        key("Page ↑", SELECTED, "MainThread");
        key("Page ↓", SELECTED + " === " + LAST, "true");
        key("Home", SELECTED, "MainThread");
        key("[", rows, "3"); // the threads and the head
        key("*", rows + " > 3", "true");
        key("[", rows, "3");
        key(">", NAMES + ".includes('<module>') && !" + NAMES + ".includes('main ')", "true");
        key("<", rows, "3");
        key("]", NAMES + ".includes('raw')", "true");
        assertNotEquals(all, page.text(rows), "all folded calls are there");
        key("Home", SELECTED, "MainThread");
        key("h", SELECTED + " !== 'MainThread'", "true");
        key("'", "document.querySelector('.toast')?.textContent", "Type the beginning of a name.");
        page.type("hel");
        shows(SELECTED, "helper");
    }

    private void inCharts() throws IOException {
        openShop();
        press("2");
        key("↓", SPOKEN + ".startsWith('<module>')", "true");
        key("↓", SPOKEN + ".startsWith('main')", "true");
        key("↓", SPOKEN + ".startsWith('load')", "true");
        key("→", SPOKEN + ".startsWith('work')", "true");
        key("←", SPOKEN + ".startsWith('load')", "true");
        key("↑", SPOKEN + ".startsWith('main')", "true");
        key("↓", SPOKEN + ".startsWith('load')", "true");
        key("Enter", HASH + ".includes('z=')", "true");
        key("0", HASH + ".includes('z=')", "false");
        key("w", HASH + ".includes('z=')", "true");
        zoomed("+");
        zoomed("-");
        zoomed("d");
        zoomed("a");
        key("Home", HASH + ".includes('z=0-')", "true");
        key("End", HASH + ".includes('-400')", "true");
        key("s", HASH + ".includes('z=')", "false");

        open(Recordings.of("9 <module>" + " > deeper".repeat(100)));
        page.waitUntil("document.querySelector('.name')");
        press("2");
        page.waitUntil("document.querySelector('.timeline .chart')");
        String scrolled = "document.querySelector('.timeline .chart').scrollTop > 0";
        key("Page ↓", scrolled, "true");
        key("Page ↑", scrolled, "false");
    }

    /// Presses a key that zooms or moves.
    private void zoomed(String key) {
        String before = page.text(HASH);
        key(key, HASH + " !== " + BrowserPage.quoted(before), "true");
    }

    private void inATable() throws IOException {
        openShop();
        press("4");
        page.waitUntil("document.querySelector('.table .name')");
        key("Home", TABLE_ROW + " === document.querySelector('.table .list-body .c-function')?.textContent", "true");
        String first = page.text(TABLE_ROW);
        key("↓", TABLE_ROW + " !== " + BrowserPage.quoted(first), "true");
        key("Enter", "document.querySelector('.picked .name')?.textContent === " + TABLE_ROW, "true");
        key("↑", TABLE_ROW, first);
        key("End", TABLE_ROW + " !== " + BrowserPage.quoted(first), "true");
        key("Page ↑", TABLE_ROW, first);
        key("Page ↓", TABLE_ROW + " !== " + BrowserPage.quoted(first), "true");
    }

    /// Presses a key as the list names it, and waits for what comes of it.
    private void key(String listed, String expression, String expected) {
        pressed.add(listed);
        String[] parts = listed.equals("Page ↓") || listed.equals("Page ↑") ? new String[] {listed} : listed.split(" ");
        int modifiers = Arrays.stream(parts)
                .limit(parts.length - 1)
                .mapToInt(KeysIT::modifier)
                .sum();
        String key = NAMED.getOrDefault(parts[parts.length - 1], parts[parts.length - 1]);
        page.press(
                (modifiers & BrowserPage.SHIFT) != 0 && key.length() == 1 ? key.toUpperCase(Locale.ROOT) : key,
                modifiers);
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
        page.waitUntil("String(" + expression + ") === " + BrowserPage.quoted(expected));
    }

    private static int modifier(String name) {
        return switch (name) {
            case "Shift" -> BrowserPage.SHIFT;
            case "Ctrl" -> BrowserPage.CONTROL;
            case "Alt" -> BrowserPage.ALT;
            default -> throw new AssertionError("no modifier: " + name);
        };
    }
}
