package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pyrometer.testing.BrowserPage.Told;

/// What the browser tells a screen reader of the HTML report.
class AccessibilityIT extends InBrowser {
    /// What can be operated: it has to say what it is.
    private static final Set<String> OPERATED = Set.of(
            "button",
            "tab",
            "searchbox",
            "textbox",
            "combobox",
            "menuitem",
            "radio",
            "checkbox",
            "treegrid",
            "grid",
            "row",
            "application",
            "tabpanel",
            "dialog",
            "columnheader",
            "DisclosureTriangle");

    @Test
    void nothingMovesWhereTheReaderWantsNoMotion() throws IOException {
        String moving = "[...document.querySelectorAll('*')].map(each => getComputedStyle(each))"
                + ".filter(each => [each.transitionDuration, each.animationDuration].some(it => parseFloat(it) > 0)"
                + " || each.scrollBehavior === 'smooth').length";
        openShop();
        assertEquals("1", page.text(moving)); // what was copied is said by something that fades

        page.media("prefers-reduced-motion", "reduce");

        shows("String(" + moving + ")", "0");
    }

    @Test
    void whatCanBeOperatedHasANameInEveryView() throws IOException {
        openShop();

        for (String view : List.of("1", "2", "3", "4", "5")) {
            press(view, "ArrowDown", "ArrowDown");
            List<Told> nameless = page.told().stream()
                    .filter(told ->
                            OPERATED.contains(told.role()) && told.name().isBlank())
                    .toList();
            assertEquals(List.of(), nameless, view);
        }
    }

    @Test
    void aCallHasItsLevelAndWhetherItIsOpen() throws IOException {
        openShop();
        select("main");

        assertEquals("3 true true", stateOf("main"));
        press("ArrowLeft");
        page.waitUntil("document.querySelector('.tree [aria-selected=true]').ariaExpanded === 'false'");
        assertEquals("3 false true", stateOf("main"));
        press("ArrowRight", "ArrowRight");
        shows(SELECTED, "load");
        assertTrue(stateOf("load").startsWith("4 "), stateOf("load"));
        assertEquals("3 true false", stateOf("main"));
    }

    @Test
    void whatIsPressedSelectedSortedOrOpenIsTold() throws IOException {
        openShop();

        assertEquals("true", one("tab", "Calls").properties().get("selected"));
        assertEquals("false", one("tab", "Functions").properties().get("selected"));
        assertEquals("true", one("button", "Fold libraries").properties().get("pressed"));
        press("l");
        page.waitUntil("document.querySelector('[title*=\"(l)\"]').ariaPressed === 'false'");
        assertEquals("false", one("button", "Fold libraries").properties().get("pressed"));
        assertEquals("Views", one("tablist", "Views").name());
        assertEquals("Calls", one("tabpanel", "Calls").name());
        select("load");
        press("m");
        page.waitUntil("document.activeElement.role === 'menuitem'");
        assertTrue(one("menuitem", "Hide this function").properties().containsKey("focusable"));
        press("Escape", "?");
        page.waitUntil("document.querySelector('dialog').open");
        assertEquals("true", one("dialog", "Keys").properties().get("modal"));
    }

    @Test
    void aChartSaysHowItIsUsedAndSpeaksOfWhatTheKeysAreAt() throws IOException {
        openShop();

        press("2");
        page.waitUntil("document.querySelector('.chart')");
        assertTrue(one("application", "Timeline").description().startsWith("Arrow keys go from box to box"));
        press("ArrowDown", "ArrowDown", "ArrowDown");
        page.waitUntil(SPOKEN + ".startsWith('load, a.py:10')");
        List<Told> live = page.told().stream()
                .filter(told -> "polite".equals(told.properties().get("live")))
                .toList();
        assertFalse(live.isEmpty());
        assertTrue(page.accessibility().stream()
                .anyMatch(told -> told.startsWith("StaticText: load, a.py:10, for 200 ms")));
        press("3");
        page.waitUntil("document.querySelector('.flame .chart')");
        assertTrue(one("application", "Flame graph").description().contains("button As table"));
    }

    /// Level, expanded and selected of a row of the tree.
    private String stateOf(String function) {
        Told row = page.told().stream()
                .filter(told -> told.role().equals("row")
                        && List.of(told.name().split(" ")).contains(function))
                .findFirst()
                .orElseThrow(() -> new AssertionError(function + " is no row of " + page.accessibility()));
        return String.join(
                " ",
                row.properties().get("level"),
                row.properties().get("expanded"),
                row.properties().getOrDefault("selected", "false"));
    }

    private Told one(String role, String name) {
        return page.told().stream()
                .filter(told -> told.role().equals(role) && told.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(role + " " + name + " is not in " + page.accessibility()));
    }
}
