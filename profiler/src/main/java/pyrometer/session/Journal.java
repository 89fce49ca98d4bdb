package pyrometer.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Writes a recording to a session file while it goes on, on a thread of its own: who samples never waits
/// for a disk.
///
/// Each stretch is one write, so it is there as soon as it was made, whatever becomes of the profiler. If
/// the file cannot be written (any more), what follows is kept in memory, up to a limit; beyond that the
/// recording breaks off.
final class Journal implements SampleSink {
    /// How much is lost at most if the profiler is killed, less the time to write it.
    private static final long STRETCH_NANOS = 400_000_000;

    /// How many stretches may wait for the disk. Of those that are due by time, few; of full ones, all.
    private static final int MOST_STRETCHES = 16;

    private static final int FEW_STRETCHES = 3;

    /// The program has hardly any processor to spare, and the profiler must not take it: speed before
    /// size.
    private static final int LEVEL = 1;

    private static final long MOST_IN_MEMORY = 64L << 20;

    private final Path path;
    private final LongPredicate hasRoom;
    private final long mostInMemory;
    private final @Nullable FileChannel file;
    private final Samples samples;
    private final StretchEncoder encoder = new StretchEncoder(BlockWriter.deflating(LEVEL));
    private final BlockingQueue<Stretch> full = new ArrayBlockingQueue<>(MOST_STRETCHES + 1);
    private final BlockingQueue<Stretch> free = new ArrayBlockingQueue<>(MOST_STRETCHES + 1);
    private final Stretch end = new Stretch();
    private final Thread writer;
    private int made = 1;

    // What follows belongs to the writer until it has ended.

    private long length;
    private long inMemory;
    private @Nullable String failure;
    private volatile boolean brokeOff;
    private volatile boolean tooSlow;

    /// Begins the file. What goes wrong with it is told in the end, and only if something was lost.
    Journal(Path path) {
        this(path, _ -> true, MOST_IN_MEMORY);
    }

    /// @param hasRoom whether the file may grow to that length, as far as we are concerned
    /// @param mostInMemory how many bytes are kept when it does not
    Journal(Path path, LongPredicate hasRoom, long mostInMemory) {
        this.path = path;
        this.hasRoom = hasRoom;
        this.mostInMemory = mostInMemory;
        FileChannel opened = null;
        try {
            opened = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            failure = reason(e);
        } catch (UnsupportedOperationException e) {
            failure = "its file system has no permissions";
        }
        file = opened;
        samples = new Samples(opened == null ? BlockStore.inMemory() : new BlockStore(ByteSource.of(opened)));
        writer = Thread.ofPlatform().daemon().name("journal").start(this::writeAll);
    }

    @Override
    public boolean isFile() {
        return true;
    }

    @Override
    public boolean isDue(Stretch stretch, long nanos) {
        return stretch.isFull()
                || (nanos - stretch.ticks().baseNanos() >= STRETCH_NANOS
                        && (made < FEW_STRETCHES || !free.isEmpty() || brokeOff));
    }

    @Override
    public @Nullable Stretch take(Stretch stretch) {
        if (brokeOff) {
            return null;
        }
        full.add(stretch);
        Stretch next = free.poll();
        if (next == null) {
            if (made == MOST_STRETCHES) {
                tooSlow = true;
                return null;
            }
            made++;
            next = new Stretch();
        }
        return next;
    }

    /// Waits until all is written.
    @Override
    public Samples finish(@Nullable Stretch last) {
        if (last != null) {
            full.add(last);
        }
        endWriter();
        return samples;
    }

    private void endWriter() {
        full.add(end);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true; // The file is ours until it is whole.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (brokeOff || tooSlow) {
            String after = RecordingNotes.breaksOffAfter(samples.ticks().lastNanos());
            notes.add(
                    after + (failure == null ? "the disk was too slow" : "the journal could not be written: " + failure)
                            + " (" + path + ")");
        }
        return notes;
    }

    /// Gives up: the file is removed.
    @Override
    public void close() throws IOException {
        endWriter();
        samples.store().close();
        if (file != null) {
            Files.deleteIfExists(path);
        }
    }

    private void writeAll() {
        try (encoder) {
            begin();
            Stretch last = null;
            for (Stretch next = full.take(); next != end; next = full.take()) {
                put(next);
                last = next;
                free.add(next);
            }
            if (last != null && !brokeOff && !tooSlow) {
                encoder.clear();
                encoder.addEnd(samples.ticks().count());
                write(encoder.out());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the journal", e);
        }
    }

    private void begin() {
        PayloadWriter header = new PayloadWriter();
        SessionFile.writeHeader(header);
        write(header);
    }

    private void put(Stretch stretch) {
        if (brokeOff) {
            return;
        }
        try {
            encoder.encode(stretch);
        } catch (IllegalStateException e) {
            failure = e.getMessage();
            brokeOff = true;
            return;
        }
        long place = length;
        if (!write(encoder.out())) {
            inMemory += encoder.out().size();
            if (inMemory > mostInMemory) {
                brokeOff = true;
                return;
            }
            place = samples.store().keep(encoder.out());
        }
        encoder.index(stretch, place, samples);
    }

    /// @return whether all of it is in the file
    private boolean write(PayloadWriter bytes) {
        if (file == null || failure != null) {
            return false;
        }
        try {
            if (!hasRoom.test(length + bytes.size())) {
                throw new IOException("No space left on device");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes(), 0, bytes.size());
            while (buffer.hasRemaining()) {
                file.write(buffer, length + buffer.position());
            }
            length += bytes.size();
            return true;
        } catch (IOException e) {
            failure = reason(e);
            cutOff(file);
            return false;
        }
    }

    /// Leaves whole stretches only.
    private void cutOff(FileChannel broken) {
        try {
            broken.truncate(length);
        } catch (IOException e) {
            // Then it ends within a block, which readers expect.
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
