package pyrometer.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The file format of sessions, `.pyro`, as `protocol/session-format.md` specifies it. A journal that is
/// being written and a finished file are the same format, so what is left of a recording opens like any
/// other session.
public final class SessionFile {
    /// The version that is written. All from 1 on are read.
    static final int VERSION = 2;

    /// The first byte is none of a text; the line ends show whether somebody took it for one on the way.
    private static final byte[] MAGIC = "\u0089PYRO\r\n\u001a".getBytes(StandardCharsets.ISO_8859_1);

    static final int HEADER_SIZE = MAGIC.length + Integer.BYTES;

    /// A file of up to so many bytes is read into memory, and needs no closing.
    private static final long SMALL_FILE = 16 << 20;

    private SessionFile() {}

    /// Whether these first bytes, eight or more, are those of a session file.
    public static boolean isOne(byte[] start) {
        return start.length >= MAGIC.length && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /// Opens a session file. The whole file is checked, so that what it holds can be used without fear;
    /// its samples are read later, from the file if that is large. What is missing at its end or within,
    /// the session's notes say.
    ///
    /// @throws IOException if it cannot be read at all
    /// @throws UnusableSession if it is not a session file, or too damaged to show anything
    public static Session read(Path path) throws IOException, UnusableSession {
        return read(path, SMALL_FILE);
    }

    /// @param small how many bytes are read into memory
    static Session read(Path path, long small) throws IOException, UnusableSession {
        if (!Files.isRegularFile(path) && Files.exists(path)) {
            throw new UnusableSession(path + " is not a file");
        }
        if (Files.size(path) <= small) {
            return read(Files.readAllBytes(path), path.toString());
        }
        FileChannel file = FileChannel.open(path);
        try {
            return read(ByteSource.of(file), path.toString());
        } catch (IOException | UnusableSession | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Opens a session that is in memory.
    ///
    /// @param name what to call it in messages
    public static Session read(byte[] bytes, String name) throws UnusableSession {
        try {
            return read(ByteSource.of(bytes), name);
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be read", e);
        }
    }

    private static Session read(ByteSource source, String name) throws IOException, UnusableSession {
        return read(source, name, Runtime.getRuntime().maxMemory() / 2);
    }

    /// @param mostMemory how many bytes the session may take
    static Session read(ByteSource source, String name, long mostMemory) throws IOException, UnusableSession {
        byte[] header = new byte[HEADER_SIZE];
        int read = source.read(0, header, HEADER_SIZE);
        if (read == 0) {
            throw new UnusableSession(name + " is empty");
        }
        if (!isOne(header)) {
            throw new UnusableSession(name + " is not a session that Pyrometer recorded");
        }
        if (read < HEADER_SIZE) {
            throw new UnusableSession(name + " ends right after it begins: nothing was recorded");
        }
        int version = header[MAGIC.length] & 0xFF;
        for (int i = 1; i < Integer.BYTES; i++) {
            version |= (header[MAGIC.length + i] & 0xFF) << (8 * i);
        }
        if (version < 1 || version > VERSION) {
            throw new UnusableSession(name + " has version " + Integer.toUnsignedString(version)
                    + " of the format, and this Pyrometer reads versions up to " + VERSION + ": update Pyrometer");
        }
        return new SessionReader(source, name, mostMemory).read();
    }

    /// Writes the session in its finished form. The stream is flushed, not closed.
    public static void write(Session session, OutputStream out) throws IOException {
        try (SessionWriter writer = new SessionWriter(session, out)) {
            writer.write();
        }
        out.flush();
    }

    static void writeHeader(PayloadWriter out) {
        out.bytes(MAGIC, 0, MAGIC.length);
        out.u32(VERSION);
    }
}
