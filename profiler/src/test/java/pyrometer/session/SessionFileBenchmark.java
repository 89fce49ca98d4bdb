package pyrometer.session;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// What a session file costs: bytes and time by the number of samples, and the memory of a long recording. The
/// samples are made up: a program with some thousand stacks that goes from one to a near one, at times with the
/// jitter of a real clock. Run by `benchmarks/session-file`.
public final class SessionFileBenchmark {
    private static final long MILLI = 1_000_000;
    private static final int STACKS = 8_000;
    private static final double NANOS = 1e9;
    private static final double MIB = 1 << 20;

    private SessionFileBenchmark() {}

    /// @param arguments the threads of an hour's recording, then numbers of samples; or `make`, a number of samples and
    ///     the file that they are to be in
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("make")) {
            make(Integer.parseInt(arguments[1]), Path.of(arguments[2]));
            return;
        }
        Path folder = Files.createTempDirectory("pyrometer-benchmark");
        try {
            System.out.println("samples | threads | journal B/sample | finished B/sample | record s | write s | open s"
                    + " | walk s");
            System.out.println("---|---|---|---|---|---|---|---");
            measure(folder, 1_000, 1);
            for (String count : List.of(arguments).subList(1, arguments.length)) {
                measure(folder, Integer.parseInt(count), 1);
            }
            hour(folder, Integer.parseInt(arguments[0]));
        } finally {
            Files.delete(folder);
        }
    }

    private static void make(int ticks, Path file) throws IOException {
        Path journal = Files.createTempFile("pyrometer-benchmark", ".pyro");
        Files.delete(journal);
        try (Session session = record(journal, ticks, 1);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            SessionFile.write(session, out);
        } finally {
            Files.delete(journal);
        }
    }

    private static void measure(Path folder, int ticks, int threads) throws IOException, UnusableSession {
        Path journal = folder.resolve("journal.pyro");
        Path file = folder.resolve("finished.pyro");
        long begin = System.nanoTime();
        try (Session session = record(journal, ticks, threads)) {
            long recorded = System.nanoTime();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                SessionFile.write(session, out);
            }
            long written = System.nanoTime();
            try (Session read = SessionFile.read(file)) {
                long opened = System.nanoTime();
                long nanos = walk(read);
                long walked = System.nanoTime();
                if (nanos != walk(session)) {
                    throw new IllegalStateException("another time than was recorded");
                }
                double samples = (double) ticks * threads;
                System.out.printf(
                        "%,d | %d | %.2f | %.2f | %.3f | %.3f | %.3f | %.3f%n",
                        (long) samples,
                        threads,
                        Files.size(journal) / samples,
                        Files.size(file) / samples,
                        (recorded - begin) / NANOS,
                        (written - recorded) / NANOS,
                        (opened - written) / NANOS,
                        (walked - opened) / NANOS);
            }
        } finally {
            Files.delete(journal);
            Files.delete(file);
        }
    }

    /// An hour at 1 kHz, on a clock that does not wait.
    private static void hour(Path folder, int threads) throws IOException {
        Path journal = folder.resolve("hour.pyro");
        long begin = System.nanoTime();
        try (Session session = record(journal, 3_600_000, threads)) {
            System.out.printf(
                    "%nan hour at 1 kHz with %d threads: %.0f MiB on disk, %.1f s to record, %.1f MiB of heap at most;"
                            + " %d ticks, notes %s%n",
                    threads,
                    Files.size(journal) / MIB,
                    (System.nanoTime() - begin) / NANOS,
                    peakHeap() / MIB,
                    session.ticks(),
                    session.notes());
        } finally {
            Files.delete(journal);
        }
    }

    private static Session record(Path journal, int ticks, int threads) {
        Random random = new Random(1);
        SessionRecorder recorder = SessionRecorder.journaled(journal, Instant.EPOCH, Duration.ofMillis(1));
        recorder.roundTimes();
        int[] stacks = stacks(recorder, random);
        int[] now = new int[threads];
        long written = System.nanoTime();
        for (int tick = 1; tick <= ticks; tick++) {
            recorder.tick(tick * MILLI + (long) Math.abs(random.nextGaussian() * 20_000));
            for (int thread = 0; thread < threads; thread++) {
                if (tick == 1) {
                    recorder.thread(new ThreadInfo(1, thread, thread, "Thread " + thread, thread == 0));
                }
                if (thread % 5 == 0 && random.nextInt(3) != 0) {
                    now[thread] = Math.floorMod(now[thread] + (int) (random.nextGaussian() * 40), STACKS);
                }
                boolean busy = thread % 5 == 0;
                recorder.sample(thread, stacks[now[thread]], busy ? ThreadState.RUNNING : ThreadState.WAITING);
            }
            if (tick % 1000 == 0) {
                written = pause(written);
            }
        }
        return recorder.finish(
                (ticks + 1) * MILLI,
                "Program: made.up",
                Duration.ZERO,
                Progress.NONE.environment(),
                new Quality((long) ticks * threads, 0, 0, 0, 0));
    }

    /// The clock does not wait, but who writes must be given the time that there really is, or a hundredth of it.
    private static long pause(long last) {
        long now = System.nanoTime();
        long left = 10 * MILLI - (now - last);
        if (left > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(left);
        }
        return System.nanoTime();
    }

    /// Stacks in the order of their numbers, near ones next to each other.
    private static int[] stacks(SessionRecorder recorder, Random random) {
        int[] stacks = new int[STACKS];
        int[] path = new int[64];
        int depth = 0;
        for (int i = 0; i < STACKS; i++) {
            depth = Math.max(0, Math.min(40, depth + random.nextInt(5) - 2));
            int frame = recorder.frame(new Frame.Python(
                    "function_" + random.nextInt(1500),
                    "Class.function_" + i % 1500,
                    "/app/module_" + i % 97 + ".py",
                    random.nextInt(2000),
                    null,
                    false));
            path[depth + 1] = recorder.stacks().child(path[depth], frame, random.nextInt(2000));
            stacks[i] = path[depth + 1];
        }
        return stacks;
    }

    private static long walk(Session session) {
        long nanos = 0;
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread); runs.next(); ) {
                nanos += runs.nanos();
            }
        }
        return nanos;
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
