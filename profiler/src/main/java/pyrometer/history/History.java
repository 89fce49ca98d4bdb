package pyrometer.history;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The folder of kept runs. Of each run there are some of these files, named by its id:
///
/// - `.pyro` the complete recording, `.summary` what a list tells of it;
/// - `.running` as long as it is recorded, locked by its profiler, and `.journal` what was recorded so far.
///
/// Whoever adds or removes a run holds the lock of the file `lock` meanwhile. Only its owner can read the folder:
/// command lines hold secrets.
public final class History {
    /// How many runs are kept, and how much of the disk they may take. The newest stays, however large.
    ///
    /// @param runs how many
    /// @param bytes how much
    public record Limits(int runs, long bytes) {
        public static final Limits DEFAULT = new Limits(100, 500_000_000);
    }

    static final String RECORDING = ".pyro";
    static final String SUMMARY = ".summary";
    static final String RUNNING = ".running";
    static final String JOURNAL = ".journal";
    static final String UNFINISHED_WRITE = ".tmp";

    private static final Pattern FILE =
            Pattern.compile("(\\d{8}-\\d{6}-\\d{3})(\\.(?:pyro|summary|running|journal|tmp))");
    private static final Pattern LAST = Pattern.compile("last(?:~(\\d{1,6}))?");
    private static final int MAX_SUMMARY_BYTES = 1 << 20;
    private static final int MAX_ATTEMPTS = 1000;
    private static final int MAX_LOCK_WAITS = 400;
    private static final long LOCK_WAIT_NANOS = 5_000_000;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    public History(Path folder) {
        this.folder = folder;
    }

    /// The history of the user with these environment variables.
    public static History ofUser(Map<String, String> environment) {
        return new History(folder(environment));
    }

    private static Path folder(Map<String, String> environment) {
        String own = environment.getOrDefault("PYROMETER_DATA_HOME", "");
        if (!own.isEmpty()) {
            return Path.of(own).toAbsolutePath().resolve("sessions");
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        if (data.startsWith("/")) { // Another is to be ignored, says the XDG specification.
            return Path.of(data, "pyrometer", "sessions");
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home") : home)
                .resolve(Path.of(".local", "share", "pyrometer", "sessions"));
    }

    public Path folder() {
        return folder;
    }

    /// Begins to keep a run.
    ///
    /// @param description what runs
    /// @throws IOException if the folder cannot be written to
    public Keeping begin(String description, Instant now) throws IOException {
        Files.createDirectories(folder, PRIVATE_FOLDER);
        try (FolderLock _ = lockFolder()) {
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                String id = RunId.of(now.plusMillis(i));
                if (!Files.exists(file(id, RECORDING)) && !Files.exists(file(id, JOURNAL))) {
                    try {
                        return Keeping.create(this, id, description);
                    } catch (FileAlreadyExistsException e) {
                        // That millisecond is taken: the next one.
                    }
                }
            }
        }
        throw new IOException("there are too many runs of the same second");
    }

    /// All runs, the newest last.
    ///
    /// @throws IOException if there is a folder that cannot be read
    public List<KeptRun> runs() throws IOException {
        List<KeptRun> runs = new ArrayList<>();
        for (FilesOfRun files : files()) {
            run(files).ifPresent(runs::add);
        }
        return runs;
    }

    /// The run that is called so: by its id, by the beginning of that if no other begins so, or by `last`, the newest
    /// that is not being recorded, or `last~1`, the one before it.
    public KeptRun find(String text) throws NoSuchRun, IOException {
        List<KeptRun> runs = runs();
        if (runs.isEmpty()) {
            throw new NoSuchRun("no run has been kept in " + folder);
        }
        Matcher last = LAST.matcher(text);
        if (last.matches()) {
            return last(runs, last.group(1) == null ? 0 : Integer.parseInt(last.group(1)));
        }
        List<KeptRun> matching = runs.stream()
                .filter(run -> !text.isEmpty() && run.id().startsWith(text))
                .toList();
        if (matching.isEmpty()) {
            throw new NoSuchRun("there is no kept run " + text + "; pyrometer list shows them");
        }
        if (matching.size() > 1) {
            throw new NoSuchRun(text + " may be any of " + matching.size() + " runs: "
                    + matching.stream().map(KeptRun::id).limit(3).collect(Collectors.joining(", "))
                    + (matching.size() > 3 ? ", ..." : ""));
        }
        return matching.getFirst();
    }

    private static KeptRun last(List<KeptRun> runs, int before) throws NoSuchRun {
        List<KeptRun> ended = runs.reversed().stream()
                .filter(run -> run.state() != KeptRun.State.RUNNING)
                .toList();
        if (before >= ended.size()) {
            throw new NoSuchRun("only " + ended.size() + (ended.size() == 1 ? " run is" : " runs are") + " kept");
        }
        return ended.get(before);
    }

    /// Keeps the run from being removed until the result is closed.
    ///
    /// @throws IOException if it has been removed already
    public Hold hold(KeptRun run) throws IOException {
        FileChannel channel = FileChannel.open(run.recording(), StandardOpenOption.READ);
        try {
            channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (IOException e) {
            // A file system without locks: what is open can be read to its end all the same.
        }
        return new Hold(channel);
    }

    /// Keeps a run from being removed.
    public static final class Hold implements AutoCloseable {
        private final FileChannel channel;

        private Hold(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// Removes the oldest runs beyond the limits. Not those that are being written or read.
    ///
    /// @param own the run of this process
    void prune(Limits limits, String own) throws IOException {
        try (FolderLock _ = lockFolder()) {
            List<FilesOfRun> runs = new ArrayList<>();
            for (FilesOfRun files : files()) {
                if (files.isRecording) {
                    runs.add(files);
                } else if (!files.id.equals(own) && !FileLocks.isHeld(file(files.id, RUNNING))) {
                    remove(files.id);
                }
            }
            int count = runs.size();
            long bytes = 0;
            for (FilesOfRun files : runs) {
                bytes += files.bytes;
            }
            for (int i = 0; i < runs.size() - 1 && (count > limits.runs() || bytes > limits.bytes()); i++) {
                String id = runs.get(i).id;
                if (!id.equals(own) && !isInUse(id)) {
                    remove(id);
                    count--;
                    bytes -= runs.get(i).bytes;
                }
            }
        }
    }

    /// Whether another process reads the run or writes it.
    private boolean isInUse(String id) {
        return Files.exists(file(id, RECORDING))
                ? FileLocks.isHeld(file(id, RECORDING))
                : FileLocks.isHeld(file(id, RUNNING)) || FileLocks.isHeld(file(id, JOURNAL));
    }

    private void remove(String id) throws IOException {
        for (String ending : List.of(RECORDING, JOURNAL, SUMMARY, UNFINISHED_WRITE, RUNNING)) {
            Files.deleteIfExists(file(id, ending));
        }
    }

    Path file(String id, String ending) {
        return folder.resolve(id + ending);
    }

    /// What the folder has of one run.
    private static final class FilesOfRun {
        private final String id;
        private long bytes;

        /// Whether there is something to read, rather than only what goes with it.
        private boolean isRecording;

        private FilesOfRun(String id) {
            this.id = id;
        }
    }

    /// Of all runs, the oldest first. Each run waits for this: so it asks for no more than it needs of a file.
    private List<FilesOfRun> files() throws IOException {
        SortedMap<String, FilesOfRun> runs = new TreeMap<>();
        String @Nullable [] names = folder.toFile().list();
        if (names == null && Files.exists(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        for (String name : names == null ? new String[0] : names) {
            Matcher matcher = FILE.matcher(name);
            if (matcher.matches()) {
                FilesOfRun run = runs.computeIfAbsent(matcher.group(1), FilesOfRun::new);
                run.bytes += new File(folder.toFile(), name).length();
                run.isRecording |= name.endsWith(RECORDING) || name.endsWith(JOURNAL);
            }
        }
        runs.keySet().removeIf(id -> RunId.moment(id).isEmpty());
        return List.copyOf(runs.values());
    }

    /// @return nothing if there is nothing to read of it
    private Optional<KeptRun> run(FilesOfRun files) {
        String id = files.id;
        Instant started = RunId.moment(id).orElseThrow();
        Path recording = file(id, RECORDING);
        if (Files.exists(recording)) {
            Optional<Summary> summary = text(file(id, SUMMARY)).flatMap(Summary::parse);
            String description = summary.map(Summary::description).orElse("");
            return Optional.of(
                    new KeptRun(id, started, recording, files.bytes, KeptRun.State.COMPLETE, description, summary));
        }
        Path journal = file(id, JOURNAL);
        if (!Files.exists(journal)) {
            return Optional.empty();
        }
        KeptRun.State state = FileLocks.isHeld(file(id, RUNNING)) ? KeptRun.State.RUNNING : KeptRun.State.UNFINISHED;
        String description = text(file(id, RUNNING)).orElse("");
        return Optional.of(new KeptRun(id, started, journal, files.bytes, state, description, Optional.empty()));
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.size(file) > MAX_SUMMARY_BYTES
                    ? Optional.empty()
                    : Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// A new file that only its owner can read.
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    private record FolderLock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private FolderLock lockFolder() throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        for (int i = 0; i < MAX_LOCK_WAITS; i++) {
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            if (lock != null) {
                return new FolderLock(channel);
            }
            LockSupport.parkNanos(LOCK_WAIT_NANOS);
        }
        channel.close();
        throw new IOException("another process has locked " + folder);
    }
}
