package pyrometer.sampling;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import pyrometer.cpython.Layout;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.process.Finding;
import pyrometer.process.PythonBinaries;
import pyrometer.process.TargetProcess;
import pyrometer.session.AsyncMode;
import pyrometer.session.Quality;
import pyrometer.session.SessionRecorder;

/// What one look costs: samples a target as fast as it can, by the depth of its stack, its number of
/// tasks and its number of threads.
/// Run by `benchmarks/capacity`; prints one row a target.
public final class CapacityBenchmark {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(4);

    private CapacityBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path targets = Path.of(arguments[0]);
        System.out.println("python | target | ticks/s | samples/s | us of CPU a tick | bytes allocated a tick");
        System.out.println("---|---|---|---|---|---");
        for (String python : List.of(arguments).subList(1, arguments.length)) {
            for (String depth : List.of("10", "50", "200")) {
                measure(python, "depth " + depth, targets.resolve("steady_depth.py"), depth);
            }
            for (String depth : List.of("1000", "10000", "100000")) {
                measure(python, "depth " + depth, targets.resolve("deep.py"), depth, "60");
            }
            for (String tasks : List.of("10", "2000")) {
                measure(python, tasks + " waiting tasks", targets.resolve("many_tasks.py"), "60", tasks);
            }
            for (String threads : List.of("10", "200")) {
                measure(python, threads + " idle threads", targets.resolve("threads_200.py"), "60", threads);
            }
        }
    }

    private static void measure(String python, String name, Path target, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0", python, target.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader();
                PythonBinaries binaries = new PythonBinaries()) {
            if (!"ready".equals(output.readLine())) {
                throw new IOException(target + " did not start");
            }
            TargetProcess watched = TargetProcess.of((int) process.pid());
            if (!(binaries.find(watched) instanceof Finding.Python found)) {
                throw new IOException("no Python in " + target);
            }
            Memory memory = watched.memory();
            MemoryReader reader = new MemoryReader(memory);
            Layout layout = Layout.of(found.binary().version().orElseThrow())
                    .orElseThrow()
                    .withPublished(reader, found.runtimeAddress());
            PythonRuntime runtime = new PythonRuntime(reader, layout, found.runtimeAddress());
            SessionRecorder recorder = new SessionRecorder(Instant.now(), Duration.ofNanos(1));
            Sampler sampler =
                    new Sampler(watched, runtime, memory, recorder, SampleClock.precise(), 1, AsyncMode.ENABLED);
            run(sampler, WARM_UP, 0);
            System.out.println(
                    layout.version().series() + " | " + name + " | " + run(sampler, MEASURED, WARM_UP.toNanos()));
        } catch (pyrometer.memory.UnreadableMemory e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String run(Sampler sampler, Duration time, long offset) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Quality before = sampler.quality();
        long cpu = threads.getCurrentThreadCpuTime();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        int ticks = 0;
        long now = start;
        for (; now - start < time.toNanos(); now = System.nanoTime(), ticks++) {
            sampler.tick(offset + now - start);
        }
        double seconds = (now - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "%.0f | %.0f | %.1f | %.0f",
                ticks / seconds,
                (sampler.quality().samples() - before.samples()) / seconds,
                (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / ticks,
                (threads.getCurrentThreadAllocatedBytes() - allocated) / (double) ticks);
    }
}
