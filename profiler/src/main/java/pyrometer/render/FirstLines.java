package pyrometer.render;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps the first lines of what is written to it.
final class FirstLines extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int mostBytes;
    private int linesLeft;

    /// @param mostBytes for lines that are very long
    FirstLines(int lines, int mostBytes) {
        this.linesLeft = lines;
        this.mostBytes = mostBytes;
    }

    @Override
    public void write(int value) {
        if (linesLeft > 0 && kept.size() < mostBytes) {
            kept.write(value);
            linesLeft -= value == '\n' ? 1 : 0;
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count && linesLeft > 0; i++) {
            write(bytes[i]);
        }
    }

    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
