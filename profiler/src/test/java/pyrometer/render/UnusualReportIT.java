package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pyrometer.testing.BrowserPage;
import pyrometer.testing.Recordings;

/// HTML reports of recordings that are unlike most: every view shows them, and none asks the network for anything.
class UnusualReportIT extends InBrowser {
    private static final List<String> VIEWS = List.of("1", "2", "3", "4", "5");

    @Test
    void anEmptyRecordingSaysWhyAndWhatToDo() throws IOException {
        open(Recordings.of(""));

        page.waitUntil("document.querySelector('.empty')");
        String said = page.text("document.querySelector('.empty').innerText");
        assertTrue(said.contains("No samples were recorded."), said);
        assertTrue(said.contains("shorter interval"), said);
    }

    @Test
    void aDeepStackIsFewRowsAndASmallCanvas() throws IOException {
        String deep = String.join(
                " > ", IntStream.range(0, 30_000).mapToObj(i -> "f" + i % 7).toList());
        open(Recordings.of("100 <module> > " + deep + " > *end"));

        page.waitUntil("document.querySelector('.tree .name')");
        press("End");
        shows(SELECTED, "end");
        page.waitUntil("document.querySelectorAll('.row').length <= 200");
        for (String view : List.of("2", "3")) {
            press(view);
            page.waitUntil("document.querySelector('.chart canvas').height > 0");
            page.waitUntil("document.querySelector('.chart canvas').height <= innerHeight");
            page.waitUntil("document.querySelector('.chart').scrollHeight > 30_000 * 15");
        }
    }

    @Test
    void oneSampleIsAReport() throws IOException {
        walkAllViews(open(Recordings.of("1 <module> > work(a.py:3)#4")));

        press("4");
        page.waitUntil("document.querySelector('.table .list-body').innerText.includes('work')");
    }

    @Test
    void aThousandThreadsAreFewRowsAndAllCanBeReached() throws IOException {
        String others = IntStream.range(1, 1000)
                .mapToObj(i -> " || T" + i + ": serve(s.py:1) > compute" + i % 5)
                .collect(Collectors.joining());

        walkAllViews(open(Recordings.of("50 <module> > main" + others)));

        press("1", "End");
        page.waitUntil("document.querySelector('.tree [aria-selected=true] .name').textContent === 'compute4'");
        press("2");
        page.waitUntil("document.querySelector('.chart').scrollHeight > 1000 * 30");
        assertEquals("All 1\u202f000 threads", page.text("document.querySelector('.picker summary').textContent"));
    }

    @Test
    void aPathThatIsNoTextAndNamesThatAreMarkupAreShownAsTheyAre() throws IOException {
        String attack = "</script><b>&amp;";

        walkAllViews(open(Recordings.of(
                "5 <module> > " + attack + "(/tmp/\udcff/" + "\u202e".repeat(2) + ".py:3) > größe(/tmp/日本/😀.py:7)")));

        press("4");
        page.waitUntil(
                "document.querySelector('.table .list-body').innerText.includes(" + BrowserPage.quoted(attack) + ")");
        assertEquals("0", page.text("document.querySelectorAll('#view b').length"));
        String shown = page.text("document.body.innerText");
        assertTrue(shown.contains("größe") && shown.contains("😀.py"), shown);
        assertFalse(shown.contains("\u202e"), "turns round what follows");
        assertFalse(page.hadDialog());
    }

    private void walkAllViews(URI report) {
        page.waitUntil("document.querySelector('.tree .name')");
        for (String view : VIEWS) {
            press(view, "ArrowDown", "ArrowDown");
            page.waitUntil("document.querySelectorAll('[role=tab]')[" + view + " - 1].ariaSelected === 'true'");
            page.waitUntil("document.querySelectorAll('.row').length <= 200");
        }
        assertEquals(
                List.of(report.toString()),
                page.requests().stream()
                        .map(each -> each.replaceFirst("#.*", ""))
                        .distinct()
                        .toList());
    }
}
