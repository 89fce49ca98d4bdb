package pyrometer.render;

import java.io.IOException;
import java.io.Writer;

/// Puts three characters in front of each line: the left side of the short report's frame.
final class Framed extends Writer {
    static final String EDGE = ".  ";

    private final Writer out;
    private boolean atStart = true;

    Framed(Writer out) {
        this.out = out;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            if (atStart) {
                out.write(text[i] == '\n' ? "." : EDGE);
            }
            out.write(text[i]);
            atStart = text[i] == '\n';
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
