package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.testing.Firefox;
import pyrometer.testing.Recordings;
import pyrometer.tree.TreeDiff;

/// The pages in a second browser: that they open and show what they have.
class HtmlInFirefoxIT {
    private static final Session SESSION =
            Recordings.of("100 <module> > load > *sleep ~\n300 <module> > work || Worker: serve");

    @TempDir
    private Path folder;

    @Test
    void bothPagesOpenAndEveryViewHasSomethingInIt() throws IOException {
        assumeTrue(Firefox.find().isPresent(), "no Firefox on the PATH");
        Path report = folder.resolve("report.html");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(report))) {
            Format.HTML.renderer(Options.DEFAULT).render(SESSION, out);
        }
        Path comparison = folder.resolve("comparison.html");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(comparison))) {
            DiffFormat.HTML.renderer(Options.DEFAULT).render(TreeDiff.of(List.of(SESSION), List.of(SESSION)), out);
        }
        try (Firefox firefox = Firefox.start(Firefox.find().get())) {
            firefox.open(report.toUri());
            firefox.waitUntil("[...document.querySelectorAll('.tree .name')].some(e => e.textContent === 'work')");
            firefox.press("2");
            firefox.waitUntil("document.querySelector('.timeline canvas').height > 0");
            firefox.press("3");
            firefox.waitUntil("document.querySelector('.flame canvas').height > 0");
            firefox.press("4");
            firefox.waitUntil("document.querySelector('.functions .list-body .row')");
            firefox.press("5");
            firefox.waitUntil("document.querySelector('.lines .list-body .row')");
            firefox.open(comparison.toUri());
            firefox.waitUntil("[...document.querySelectorAll('.changes .name')].some(e => e.textContent === 'work')");
            assertEquals(List.of(), firefox.errors());
        }
    }
}
