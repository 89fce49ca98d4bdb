package pyrometer.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Standard output or standard error, in UTF-8. A `PrintStream` keeps to itself why it could not write, and a report
/// that a full disk has cut short would look like a whole one.
final class Output extends PrintStream {
    private final Watched watched;

    Output(OutputStream out) {
        this(new Watched(out));
    }

    private Output(Watched watched) {
        super(watched, false, StandardCharsets.UTF_8);
        this.watched = watched;
    }

    /// Writes what is still to be written.
    ///
    /// @throws IOException if not everything could be; a reader that has gone, such as `head`, has what it wanted
    static void flush(PrintStream stream) throws IOException {
        stream.flush();
        if (stream instanceof Output output) {
            output.watched.report();
        }
    }

    private static final class Watched extends FilterOutputStream {
        private @Nullable IOException failure;

        Watched(OutputStream out) {
            super(out);
        }

        void report() throws IOException {
            IOException what = failure;
            failure = null; // said once
            if (what != null && !"Broken pipe".equals(what.getMessage())) {
                throw what;
            }
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
