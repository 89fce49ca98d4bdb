package pyrometer.cpython;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import pyrometer.testing.Interpreters.Interpreter;

/// Every code object of an interpreter's standard library, dumped by that interpreter.
final class StandardLibrary {
    /// @param slots size of the frame's array before the value stack
    /// @param lines by code unit, as CPython gives them
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Code(
            int firstLine,
            int flags,
            int stackSize,
            int slots,
            String name,
            byte[] bytecode,
            byte[] exceptionTable,
            byte[] lineTable,
            int[] lines) {}

    private StandardLibrary() {}

    static void forEach(Interpreter interpreter, Consumer<Code> action) throws IOException, InterruptedException {
        Process dump = new ProcessBuilder(
                        interpreter.executable().toString(),
                        "-I",
                        "-W",
                        "ignore",
                        script("dump_code.py").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = new DataInputStream(new BufferedInputStream(dump.getInputStream(), 1 << 16))) {
            while (in.readByte() == 1) {
                int firstLine = readInt(in);
                int flags = readInt(in);
                int stackSize = readInt(in);
                int slots = readInt(in);
                String name = new String(readBytes(in), StandardCharsets.UTF_8);
                byte[] bytecode = readBytes(in);
                byte[] exceptionTable = readBytes(in);
                byte[] lineTable = readBytes(in);
                int[] lines = new int[bytecode.length / 2];
                ByteBuffer.wrap(in.readNBytes(4 * lines.length))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer()
                        .get(lines);
                action.accept(
                        new Code(firstLine, flags, stackSize, slots, name, bytecode, exceptionTable, lineTable, lines));
            }
            if (dump.waitFor() != 0) {
                throw new IOException(interpreter.executable() + " ended with " + dump.exitValue());
            }
        } finally {
            dump.destroy();
        }
    }

    static Path script(String name) {
        return Path.of("src/test/resources/pyrometer/cpython", name).toAbsolutePath();
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(readInt(in));
    }

    private static int readInt(DataInputStream in) throws IOException {
        return Integer.reverseBytes(in.readInt());
    }
}
