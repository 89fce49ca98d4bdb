package pyrometer.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import pyrometer.session.Environment;
import pyrometer.session.Frame;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;
import pyrometer.session.SessionRecorder;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;
import pyrometer.session.UnusableSession;

/// How large a report is in each format, and how long it takes to write. Run by `benchmarks/formats`.
public final class FormatBenchmark {
    private static final int THREADS = 4;
    private static final int FUNCTIONS = 2000;
    private static final int DEPTH = 30;
    private static final int MILLIS = 1_000_000;

    private FormatBenchmark() {}

    /// @param arguments the number of samples to make up or a `.pyro` file, the folder for the files, and perhaps the
    ///     formats
    public static void main(String[] arguments) throws IOException, UnusableSession {
        Session session = arguments[0].endsWith(".pyro")
                ? SessionFile.read(Path.of(arguments[0]))
                : session(Integer.parseInt(arguments[0]));
        List<String> formats = List.of(arguments).subList(2, arguments.length);
        System.out.println("format | bytes | seconds | MB of heap used besides");
        System.out.println("---|---|---|---");
        for (Format format : Format.values()) {
            if (formats.isEmpty() || formats.contains(format.label())) {
                measure(format, session, Path.of(arguments[1], "profile." + format.label()));
            }
        }
    }

    private static void measure(Format format, Session session, Path file) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long begin = System.nanoTime();
        Renderer renderer = format.renderer(Options.DEFAULT.withShowAll(true));
        try (OutputStream out = Files.newOutputStream(file)) {
            renderer.render(session, out);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long after = runtime.totalMemory() - runtime.freeMemory();
        System.out.println(String.format(
                Locale.ROOT,
                "%s | %,d | %.2f | %d",
                format.label(),
                Files.size(file),
                seconds,
                Math.max(0, after - before) / 1_000_000));
    }

    /// Threads that go up and down their stacks at random, now and then into a part of the program not seen before. One
    /// of them waits.
    static Session session(int samples) {
        Random random = new Random(1);
        SessionRecorder recorder = new SessionRecorder(Instant.now(), Duration.ofMillis(1));
        int[] functions = new int[FUNCTIONS];
        for (int i = 0; i < FUNCTIONS; i++) {
            String name = "function_" + i;
            String file = (i % 3 == 0 ? "/app/" : "/venv/lib/python3.12/site-packages/package_" + i % 7 + "/")
                    + "module_" + i % 100 + ".py";
            functions[i] = recorder.frame(new Frame.Python(name, name, file, 10 * i + 1, null, false));
        }
        int[] stacks = new int[THREADS];
        int[] depths = new int[THREADS];
        int[] numbers = new int[THREADS];
        long now = 0;
        for (int i = 0; i < samples; i += THREADS) {
            now += MILLIS + random.nextInt(MILLIS / 10);
            recorder.tick(now);
            for (int t = 0; t < THREADS; t++) {
                if (i == 0) {
                    numbers[t] = recorder.thread(new ThreadInfo(100, 7000 + t, 100 + t, "Thread-" + t, t == 0));
                }
                boolean waits = t == THREADS - 1;
                for (int changes = waits && i > 0 ? 0 : random.nextInt(4); changes > 0 && depths[t] > 5; changes--) {
                    stacks[t] = recorder.stacks().parent(stacks[t]);
                    depths[t]--;
                }
                while (depths[t] < DEPTH && (depths[t] < 10 || (!waits && random.nextInt(5) > 1))) {
                    int line = random.nextInt(3);
                    int next = (depths[t] * 37 + line * 11 + (random.nextInt(50) == 0 ? random.nextInt(9) : 0))
                            % FUNCTIONS;
                    stacks[t] = recorder.stacks().child(stacks[t], functions[next], 10 * next + 2 + line);
                    depths[t]++;
                }
                recorder.sample(
                        numbers[t],
                        depths[t] == 0 ? StackTrie.EMPTY : stacks[t],
                        waits ? ThreadState.WAITING : ThreadState.RUNNING);
            }
        }
        Environment environment = new Environment(
                "3.12.1", "/venv/bin/python", "/app", List.of("/venv", "/usr"), List.of("/app"), "/usr/lib/python3.12");
        return recorder.finish(
                now, "Program: made up", Duration.ofNanos(now), environment, new Quality(samples, 0, 0, 0, 0));
    }
}
