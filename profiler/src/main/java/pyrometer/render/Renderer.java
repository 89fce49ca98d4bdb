package pyrometer.render;

import java.io.IOException;
import java.io.OutputStream;
import pyrometer.session.Session;

/// Writes a session in one format. Text is UTF-8. The stream is flushed, not closed.
@FunctionalInterface
public interface Renderer {
    void render(Session session, OutputStream out) throws IOException;
}
