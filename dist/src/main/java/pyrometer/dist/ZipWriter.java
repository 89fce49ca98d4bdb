package pyrometer.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes a zip file whose entries are regular files with their permissions, all of one time. The JDK's own writers
/// leave out that they are regular files, without which pip makes none of them executable.
final class ZipWriter implements Closeable {
    enum Mode {
        READABLE(0644),
        EXECUTABLE(0755);

        private final int permissions;

        Mode(int permissions) {
            this.permissions = permissions;
        }
    }

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;

    /// The version of the format, and that a Unix wrote it.
    private static final short VERSION = 20;

    private static final short MADE_BY = 3 << 8 | VERSION;

    private static final short NAMES_ARE_UTF_8 = 1 << 11;
    private static final short DEFLATED = 8;
    private static final int REGULAR_FILE = 0100000;

    /// 1980-01-01, the first that the format knows.
    private static final short DATE = 1 << 5 | 1;

    private final OutputStream out;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int offset;
    private short entries;

    ZipWriter(Path file) throws IOException {
        out = Files.newOutputStream(file);
    }

    void add(String name, byte[] content, Mode mode) throws IOException {
        byte[] compressed = deflate(content);
        CRC32 sum = new CRC32();
        sum.update(content);
        byte[] nameBytes = name.getBytes(UTF_8);
        byte[] common = little(26)
                .putShort(VERSION)
                .putShort(NAMES_ARE_UTF_8)
                .putShort(DEFLATED)
                .putShort((short) 0)
                .putShort(DATE)
                .putInt((int) sum.getValue())
                .putInt(compressed.length)
                .putInt(content.length)
                .putShort((short) nameBytes.length)
                .putShort((short) 0)
                .array();

        directory.write(little(6).putInt(CENTRAL).putShort(MADE_BY).array());
        directory.write(common);
        directory.write(little(14)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt((REGULAR_FILE | mode.permissions) << 16)
                .putInt(offset)
                .array());
        directory.write(nameBytes);
        entries++;

        write(little(4).putInt(LOCAL).array());
        write(common);
        write(nameBytes);
        write(compressed);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        offset = Math.addExact(offset, bytes.length); // Beyond 2 GiB the format is another one.
    }

    private static byte[] deflate(byte[] content) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            byte[] bytes = directory.toByteArray();
            out.write(bytes);
            out.write(little(22)
                    .putInt(END)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort(entries)
                    .putShort(entries)
                    .putInt(bytes.length)
                    .putInt(offset)
                    .putShort((short) 0)
                    .array());
        }
    }
}
