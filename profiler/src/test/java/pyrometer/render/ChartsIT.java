package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import pyrometer.session.ThreadState;
import pyrometer.testing.BrowserPage.Point;
import pyrometer.testing.Json;
import pyrometer.testing.Recordings;

/// What is painted on the timeline and the flame graph, by the colours of pixels and what is said of them.
class ChartsIT extends InBrowser {
    private static final int AXIS = 24;
    private static final int HEAD = 22;

    @Test
    void whatWasNotSeenIsDrawnAsAGap() throws IOException {
        open(Recordings.with(Duration.ofMillis(1)).ticks("""
                        0 <module> || W: serve
                        100 <module> || W: serve
                        100 <module> || W: -
                        100 <module> || W: serve ~
                        100 <module> || W: serve ~
                        """).finish());
        page.waitUntil("document.querySelector('.name')");
        press("2", "n", "n");
        page.waitUntil("document.querySelector('.timeline .chart canvas')?.height > 0");

        List<String> colors = strip(0.1, 0.9, 0.375);
        assertEquals(List.of(css("--running"), css("--waiting")), colors.subList(0, 2));
        assertFalse(colors.subList(0, 2).contains(colors.getLast()), "the gap: " + colors);
    }

    @Test
    void waitingForTheGilAndCollectingGarbageHaveColoursOfTheirOwn() throws IOException {
        Recordings recording = Recordings.with(Duration.ofMillis(1));
        for (ThreadState state : List.of(
                ThreadState.RUNNING, ThreadState.COLLECTING, ThreadState.WAITING, ThreadState.WAITING_FOR_GIL)) {
            recording.tick(100_000_000).sample("MainThread", List.of("<module>"), state);
        }
        open(recording.finish());
        page.waitUntil("document.querySelector('.name')");
        press("2");
        page.waitUntil("document.querySelector('.timeline .chart canvas')?.height > 0");

        assertEquals(
                List.of(css("--running"), css("--collecting"), css("--waiting"), css("--gil")),
                strip(0.11, 0.36, 0.61, 0.86)); // between the lines of the axis
    }

    @Test
    void aHitThatIsLessThanAPixelIsSeen() throws IOException {
        StringBuilder ticks = new StringBuilder();
        for (int second = 0; second < 1000; second++) {
            ticks.append("999 <module> > work\n").append(second == 500 ? "1 <module> > rare\n" : "1 <module> > work\n");
        }
        open(Recordings.of(ticks.toString()));
        page.waitUntil("document.querySelector('.name')");
        press("2", "/");
        page.send("Input.insertText", Map.of("text", "rare"));
        page.waitUntil("document.querySelector('.found')?.textContent.startsWith('1 function')");

        String found = "(() => { const canvas = document.querySelector('.timeline .chart canvas');"
                + " const { data } = canvas.getContext('2d').getImageData(0, " + (AXIS + HEAD + 6)
                + ", canvas.width, 1); let hits = 0; for (let x = 0; x < canvas.width; x++)"
                + " hits += `rgb(${data[4 * x]}, ${data[4 * x + 1]}, ${data[4 * x + 2]})` === '" + css("--box-hit")
                + "' ? 1 : 0; return hits; })()";
        press("ArrowDown"); // a frame
        assertEquals("1", page.text(found));
    }

    @Test
    void thePointerAndTheRangeSayTheTimeOfDay() throws IOException {
        openShop();
        press("2", "t");
        page.send("Input.insertText", Map.of("text", "100ms-300ms"));
        press("Enter");

        page.waitUntil(
                "/2026-11-2\\d \\d\\d:\\d\\d:22 – \\d\\d:\\d\\d:22/.test(document.querySelector('.crumb.now')?.title)");
        assertEquals("running", page.text("document.querySelector('.k-running').parentElement.innerText"));
        assertEquals("null", page.text("String(document.querySelector('.k-unknown'))"));
    }

    @Test
    void whatIsUnderThePointerOnATrackIsTold() throws IOException {
        openShop();
        press("2");
        page.waitUntil("document.querySelector('.timeline .chart canvas')?.height > 0");
        double top = Double.parseDouble(page.text("document.querySelector('.chart').getBoundingClientRect().top"));

        page.move(new Point(120, top + AXIS + HEAD + 10 + 17 * 2 + 8));

        page.waitUntil("document.querySelector('.timeline .tip')?.hidden === false");
        String tip =
                page.text("document.querySelector('.timeline .tip')?.innerText").replaceAll("\\s+", " ");
        assertEquals(
                "load a.py:10 a for 200 ms from 0 s thread MainThread state running total 200 ms self 0 s depth 3",
                tip);
    }

    @Test
    void aFlameGraphGrowsDownwardsOrUpwardsFromTheOutermostCallOrTheInnermost() throws IOException {
        openShop();
        press("3");
        page.waitUntil("document.querySelector('.flame .chart canvas')?.height > 0");
        assertEquals(List.of("everything", "main"), List.of(boxAt(9), boxAt(9 + 18 * 2)));

        press("i");
        assertEquals("everything", boxAt(9));
        assertTrue(List.of("wait", "compute").contains(boxAt(9 + 18)), "half of the worker's time each");
        press("i");
        page.click(button("Upwards"));
        page.waitUntil("location.hash.includes('up=1')");
        double height = Double.parseDouble(page.text("document.querySelector('.flame .chart').clientHeight"));
        assertEquals(List.of("everything", "main"), List.of(boxAt(height - 9), boxAt(height - 9 - 18 * 2)));
    }

    /// What the tip calls the box at the left, so far below the top of the chart.
    private String boxAt(double down) {
        double top =
                Double.parseDouble(page.text("document.querySelector('.flame .chart').getBoundingClientRect().top"));
        page.move(new Point(700, top + 2));
        page.move(new Point(30, top + down));
        painted();
        return page.text("document.querySelector('.flame .tip strong')?.textContent");
    }

    /// Waits until what was asked for is painted: at the next frame.
    private void painted() {
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
    }

    /// The colours of the strip of the first track at shares of its width.
    private List<String> strip(double... shares) {
        painted();
        return page
                .evaluate("(() => { const canvas = document.querySelector('.timeline .chart canvas');"
                        + " const { data } = canvas.getContext('2d').getImageData(0, " + (AXIS + HEAD + 2)
                        + ", canvas.width, 1); return " + Arrays.toString(shares)
                        + ".map(share => 4 * Math.round(canvas.width * share))"
                        + ".map(at => `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`); })()")
                .items()
                .stream()
                .map(Json::text)
                .toList();
    }

    private String css(String variable) {
        return page.text(
                "(() => { const span = document.createElement('span'); span.style.color = 'var(" + variable
                        + ")'; document.body.append(span); const { color } = getComputedStyle(span); span.remove(); return color; })()");
    }
}
