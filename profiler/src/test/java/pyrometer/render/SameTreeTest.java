package pyrometer.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.testing.Golden;
import pyrometer.testing.Recordings;

/// One recording with a bit of everything. Its trees were compared with those that pyinstrument 5.1.2 draws of the same
/// stacks and times, and are equal line by line; so the files may only change if we want to differ.
class SameTreeTest {
    @Test
    void theTreeIsTheOnePeopleKnow() {
        assertTree("service-tree.txt", Options.DEFAULT.withUnicode(true));
    }

    @Test
    void soIsTheTimeline() {
        assertTree(
                "service-timeline.txt",
                Options.DEFAULT.withUnicode(true).withTimeline(true).withFilterThreshold(0));
    }

    @Test
    void soIsTheTreeWithNothingHidden() {
        assertTree("service-all.txt", Options.DEFAULT.withShowAll(true).withTime(Options.Time.PERCENT_OF_TOTAL));
    }

    private static void assertTree(String golden, Options options) {
        String report = ConsoleRendererTest.text(recording(), options);
        Golden.assertMatches(
                golden, report.substring(report.indexOf("\n\n") + 2).split("\n\n")[0] + "\n");
    }

    private static Session recording() {
        try (InputStream file = SameTreeTest.class.getResourceAsStream("/recordings/service.txt")) {
            return Recordings.of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
