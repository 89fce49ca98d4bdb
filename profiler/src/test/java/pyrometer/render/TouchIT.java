package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pyrometer.testing.BrowserPage.Point;

/// What fingers do on the HTML report on a phone, by trusted touches.
class TouchIT extends InBrowser {
    private static final String HASH = "location.hash";

    @BeforeEach
    void beAPhone() {
        page.resize(360, 740);
        page.touchable();
    }

    @Test
    void twoFingersZoomTheTimelineAndOneMovesIt() throws IOException {
        openChart("Timeline");
        Point middle = page.middleOf(".chart");

        pinch(middle, 40, 120);
        page.waitUntil(HASH + ".includes('z=')");
        double[] zoomed = range("z");
        assertTrue(zoomed[1] - zoomed[0] < 200, "400 ms, three times as wide: " + zoomed[1]);
        assertTrue(zoomed[0] < 200 && zoomed[1] > 200, "around the middle");
        assertEquals("", page.text("new URLSearchParams(location.hash.slice(1)).get('s') ?? ''"), "nothing was picked");
        page.swipe(List.of(middle), List.of(new Point(middle.x() - 100, middle.y())));
        page.waitUntil("Number(/z=([\\d.]+)/.exec(location.hash)[1]) > " + (zoomed[0] + 10));
        assertEquals(zoomed[1] - zoomed[0], range("z")[1] - range("z")[0], 0.01);
        pinch(middle, 150, 20);
        page.waitUntil("!" + HASH + ".includes('z=')");
    }

    @Test
    void twoFingersZoomTheFlameGraphWhichALinkRemembers() throws IOException {
        openChart("Flame graph");
        Point middle = page.middleOf(".chart");

        pinch(middle, 40, 120);
        page.waitUntil("/[#&]g=/.test(" + HASH + ")");
        double[] zoomed = range("g");
        page.swipe(List.of(middle), List.of(new Point(middle.x() + 60, middle.y())));
        page.waitUntil("Number(/[#&]g=([\\d.]+)/.exec(location.hash)[1]) < " + (zoomed[0] - 10));
        assertEquals(zoomed[1] - zoomed[0], range("g")[1] - range("g")[0], 0.01);
    }

    @Test
    void aTapPicksABoxAndSaysWhatItIs() throws IOException {
        openChart("Flame graph");

        Point middle = page.middleOf(".chart");
        double top = Double.parseDouble(page.text("document.querySelector('.chart').getBoundingClientRect().top"));
        page.tap(new Point(middle.x(), top + 9));

        page.waitUntil("!document.querySelector('.tip').hidden");
        page.waitUntil("document.querySelector('.tip').innerText.includes('everything')");
    }

    @Test
    void aFingerOnTheOverviewSelectsARange() throws IOException {
        openShop();
        Point middle = page.middleOf(".overview");

        page.swipe(List.of(new Point(100, middle.y())), List.of(new Point(200, middle.y())));

        page.waitUntil(HASH + ".includes('r=')");
        double[] range = range("r");
        assertEquals(400.0 * 100 / 328, range[1] - range[0], 5); // 360 pixels less two margins
        page.tap(middle);
        page.waitUntil("!" + HASH + ".includes('r=')");
    }

    @Test
    void aLongPressOpensTheMenuOfACall() throws IOException {
        openShop();
        page.evaluate("document.querySelector('.tree').scrollIntoView()"); // it begins below the screen
        page.longPress(page.middleOf(".tree .list-body .row:nth-child(2) .name"));

        page.waitUntil("document.querySelector('.menu-title')?.checkVisibility()");
        shows("document.querySelector('.menu-title').textContent", "<module>");
        page.tap(button("Copy name"));
        page.waitUntil("!document.querySelector('.menu-title').checkVisibility()");
    }

    @Test
    void aLongPressOpensTheMenuOfABox() throws IOException {
        openChart("Flame graph");
        double top = Double.parseDouble(page.text("document.querySelector('.chart').getBoundingClientRect().top"));
        page.longPress(new Point(60, top + 27));

        page.waitUntil("document.querySelector('.menu-title')?.checkVisibility()");
        shows("document.querySelector('.menu-title').textContent", "<module>");
    }

    private void openChart(String view) throws IOException {
        openShop();
        page.tap(button(view));
        page.waitUntil("document.querySelector('.chart canvas')?.height > 0");
    }

    /// Two fingers beside one another, from one distance to another.
    private void pinch(Point middle, double from, double to) {
        page.swipe(
                List.of(new Point(middle.x() - from / 2, middle.y()), new Point(middle.x() + from / 2, middle.y())),
                List.of(new Point(middle.x() - to / 2, middle.y()), new Point(middle.x() + to / 2, middle.y())));
    }

    private double[] range(String name) {
        String[] ends = page.text("new URLSearchParams(location.hash.slice(1)).get('" + name + "')")
                .split("-");
        return new double[] {Double.parseDouble(ends[0]), Double.parseDouble(ends[1])};
    }
}
