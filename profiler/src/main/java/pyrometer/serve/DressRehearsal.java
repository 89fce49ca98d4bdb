package pyrometer.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import pyrometer.RunningProgram;

/// Answers requests that nobody made, about a recorded program: so that the first real ones take no longer than others.
final class DressRehearsal {
    /// As long as it lasts, a first request waits.
    private static final long NANOS = 120_000_000;

    private static final int MOST_SCENES = 40;
    private static final int BLOCKS = 25;

    private DressRehearsal() {}

    /// Never keeps the server from serving.
    static void play(Server.Crew crew) {
        long end = System.nanoTime() + NANOS;
        Optional<RunningProgram> program = RunningProgram.rehearsed();
        if (program.isEmpty()) {
            return;
        }
        List<Long> threads = program.get().threads();
        if (threads.isEmpty()) {
            return;
        }
        byte[] requests = requests(program.get().pid(), threads.getLast());
        for (int i = 0; i < MOST_SCENES && System.nanoTime() < end; i++) {
            try {
                new Server(new ByteArrayInputStream(requests), OutputStream.nullOutputStream(), crew, program).serve();
            } catch (IOException e) {
                throw new IllegalStateException("nothing is read or written", e);
            }
        }
    }

    private static byte[] requests(int pid, long thread) {
        StringBuilder requests = new StringBuilder();
        for (int i = 1; i <= BLOCKS; i++) {
            requests.append("""
                    {"id":1,"do":"start","pid":%d,"thread":%d,"native_thread":%d,"interval":0.0001,\
                    "async_mode":"disabled","skip":1,"description":"rehearsal"}
                    {"id":2,"do":"stop","profiler":%d,"at_ns":%d,"cpu_ns":1000}
                    {"id":3,"do":"forget","sessions":[%d]}
                    """.formatted(pid, thread, pid, i, Long.MAX_VALUE, i));
        }
        return requests.toString().getBytes(StandardCharsets.UTF_8);
    }
}
