package pyrometer.render;

import java.io.IOException;
import java.io.OutputStream;
import pyrometer.tree.TreeDiff;

/// Writes a comparison in one format. Text is UTF-8. The stream is flushed, not closed.
@FunctionalInterface
public interface DiffRenderer {
    void render(TreeDiff diff, OutputStream out) throws IOException;
}
