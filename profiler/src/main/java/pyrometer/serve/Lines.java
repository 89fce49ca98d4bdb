package pyrometer.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// The lines of a stream, of which none may be so long that it does not fit into memory.
final class Lines {
    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[8192];
    private int start;
    private int end;

    /// @param longest how many bytes a line may have
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /// A line that is too long is thrown away.
    static final class TooLong extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /// The next line without its end; nothing at the end of the stream, where what does not end as a line
    /// is none.
    Optional<byte[]> next() throws IOException, TooLong {
        int scanned = 0;
        boolean skips = false;
        while (true) {
            for (int i = start + scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    if (skips) {
                        throw new TooLong();
                    }
                    return Optional.of(line);
                }
            }
            if (skips || end - start > longest) {
                skips = true;
                start = end;
            }
            scanned = end - start;
            if (!fill()) {
                return Optional.empty();
            }
        }
    }

    private boolean fill() throws IOException {
        if (end == buffer.length) {
            byte[] target = end - start > buffer.length / 2 ? new byte[2 * buffer.length] : buffer;
            System.arraycopy(buffer, start, target, 0, end - start);
            end -= start;
            start = 0;
            buffer = target;
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count > 0;
    }
}
