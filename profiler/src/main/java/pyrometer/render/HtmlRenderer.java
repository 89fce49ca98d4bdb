package pyrometer.render;

import java.io.IOException;
import java.io.OutputStream;
import pyrometer.session.Session;

/// The report as one HTML page, from which `pyrometer report` reads the recording back.
final class HtmlRenderer implements Renderer {
    private final Options options;

    HtmlRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        Options plain = options.withColor(false).withUnicode(true);
        HtmlPage page = HtmlPage.begin(
                "report",
                session.description(),
                FirstLook.of(options),
                text -> new ConsoleRenderer(plain).render(session, text),
                out);
        page.carry(session, "", options);
        if (options.source()) {
            page.carryCompressed("source", SourceTexts.of(session)::writeTo);
        }
        page.end();
    }
}
