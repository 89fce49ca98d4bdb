package pyrometer.session;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Where the bytes of a session are: in a file or in memory.
interface ByteSource extends Closeable {
    long size() throws IOException;

    /// Copies bytes.
    ///
    /// @return how many; fewer than asked for at the end
    int read(long position, byte[] into, int count) throws IOException;

    static ByteSource of(FileChannel file) {
        return new ByteSource() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(long position, byte[] into, int count) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(into, 0, count);
                while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
                    // until it is full or the file has ended
                }
                return buffer.position();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int read(long position, byte[] into, int count) {
                int available = (int) Math.max(0, Math.min(count, bytes.length - position));
                System.arraycopy(bytes, (int) position, into, 0, available);
                return available;
            }

            @Override
            public void close() {
                // Memory is freed by itself.
            }
        };
    }
}
