package pyrometer.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A run that is being recorded and will be kept. If it is closed before [#complete], what its journal has is kept.
public final class Keeping implements AutoCloseable {
    /// What writes the recording.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private final History history;
    private final String id;

    /// The file that says the run is being recorded. Its lock lasts until it is closed.
    private final FileChannel running;

    private boolean isComplete;

    private Keeping(History history, String id, FileChannel running) {
        this.history = history;
        this.id = id;
        this.running = running;
    }

    static Keeping create(History history, String id, String description) throws IOException {
        FileChannel running = History.create(history.file(id, History.RUNNING));
        try {
            running.tryLock();
            running.write(ByteBuffer.wrap(description.getBytes(StandardCharsets.UTF_8)));
            return new Keeping(history, id, running);
        } catch (IOException e) {
            running.close();
            Files.deleteIfExists(history.file(id, History.RUNNING));
            throw e;
        }
    }

    public String id() {
        return id;
    }

    /// Where to write what is recorded, so that it outlives a profiler that is killed. There is no such file yet.
    public Path journal() {
        return history.file(id, History.JOURNAL);
    }

    /// Keeps the run as it is now complete, and removes the oldest beyond the limits.
    ///
    /// @throws IOException if it could not be written; then nothing of it is left but the journal
    public void complete(Content recording, Summary summary, History.Limits limits) throws IOException {
        write(out -> out.write(summary.toText().getBytes(StandardCharsets.UTF_8)), History.SUMMARY);
        write(recording, History.RECORDING);
        isComplete = true;
        Files.deleteIfExists(journal());
        history.prune(limits, id);
    }

    /// The file is there as a whole, or not at all.
    private void write(Content content, String ending) throws IOException {
        Path beside = history.file(id, History.UNFINISHED_WRITE);
        try {
            try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(History.create(beside)))) {
                content.writeTo(out);
            }
            Files.move(beside, history.file(id, ending), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /// Keeps nothing of it: nothing was recorded.
    public void forget() throws IOException {
        Files.deleteIfExists(journal());
    }

    @Override
    public void close() throws IOException {
        try (running) {
            if (!isComplete) {
                Files.deleteIfExists(history.file(id, History.SUMMARY));
            }
            if (Files.exists(journal()) && Files.size(journal()) == 0) {
                Files.delete(journal());
            }
            Files.deleteIfExists(history.file(id, History.RUNNING));
        }
    }
}
