package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/// All that a session holds, as text, whatever numbers its frames and stacks have.
final class SessionText {
    private SessionText() {}

    /// Compares line by line: a whole session is too long for a message.
    static void assertSame(String expected, String actual) {
        List<String> expectedLines = expected.lines().toList();
        List<String> actualLines = actual.lines().toList();
        for (int i = 0; i < Math.min(expectedLines.size(), actualLines.size()); i++) {
            assertEquals(expectedLines.get(i), actualLines.get(i), "line " + i);
        }
        assertEquals(expectedLines.size(), actualLines.size());
    }

    static String of(Session session) {
        List<String> lines = new ArrayList<>();
        lines.add(session.started() + " " + session.interval() + " " + session.cpuTime() + " " + session.description());
        lines.add(session.host() + " " + session.environment() + " " + session.quality() + " " + session.notes());
        lines.add(session.ticks() + " ticks, the program from " + session.firstTick() + ", " + session.duration());
        lines.addAll(samples(session));
        return String.join("\n", lines);
    }

    /// Ticks, processes, threads and samples.
    static List<String> samples(Session session) {
        List<String> lines = new ArrayList<>();
        StringBuilder ticks = new StringBuilder();
        for (int tick = 0; tick < session.ticks(); tick++) {
            ticks.append(session.tickNanos(tick)).append(' ');
        }
        lines.add(ticks.toString());
        session.processes().forEach(process -> lines.add(process.toString()));
        List<String> stacks = stacks(session);
        for (ThreadSamples thread : session.threads()) {
            lines.add(thread.thread() + " " + thread.firstTick() + "-" + thread.endTick() + ": " + thread.samples());
            for (Runs runs = session.runs(thread, 0, session.ticks()); runs.next(); ) {
                lines.add(run(runs) + stacks.get(runs.stack()));
            }
        }
        return lines;
    }

    private static String run(Runs runs) {
        return runs.start() + "-" + runs.end() + " " + runs.startNanos() + "-" + runs.endNanos() + " " + runs.state();
    }

    /// For each stack its innermost frame, its depth, and what all of its frames are together.
    private static List<String> stacks(Session session) {
        StackTrie stacks = session.stacks();
        List<String> frames = session.frames().stream().map(Frame::toString).toList();
        int[] depths = new int[stacks.size()];
        int[] sums = new int[stacks.size()];
        List<String> texts = new ArrayList<>(List.of(" nothing"));
        for (int node = 1; node < stacks.size(); node++) {
            int caller = stacks.parent(node);
            String frame = frames.get(stacks.frame(node)) + "#" + stacks.line(node);
            depths[node] = depths[caller] + 1;
            sums[node] = 31 * sums[caller] + frame.hashCode();
            texts.add(" " + frame + " " + depths[node] + " " + sums[node]);
        }
        return texts;
    }
}
