package pyrometer.elf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The bytes of a file that may lie about itself: each read is checked against the size of the file.
///
/// Positional reads rather than a mapped file: a mapped file that shrinks meanwhile would take us down.
final class ElfBytes implements Closeable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    ElfBytes(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
    }

    long size() {
        return size;
    }

    /// @param what for the message: `section table`
    /// @throws MalformedElf if the file has no such bytes
    ByteBuffer read(String what, long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || offset > size - length) {
            throw malformed("%s: %d bytes at 0x%x, the file has %d".formatted(what, length, offset, size));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw malformed(what + ": the file became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    MalformedElf malformed(String what) {
        return new MalformedElf(path + " is damaged: " + what);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
