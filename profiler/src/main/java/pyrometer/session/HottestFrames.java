package pyrometer.session;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The frames that were seen in a program by the time spent in themselves, longest first.
public final class HottestFrames {
    private HottestFrames() {}

    public static List<Frame> of(Session session) {
        StackTrie stacks = session.stacks();
        long[] self = new long[session.frames().size()];
        boolean[] seen = new boolean[stacks.size()];
        for (ThreadSamples thread : session.threads()) {
            for (Runs runs = session.runs(thread); runs.next(); ) {
                seen[runs.stack()] = true;
                if (runs.stack() != StackTrie.EMPTY) {
                    self[stacks.frame(runs.stack())] += runs.nanos();
                }
            }
        }
        boolean[] seenFrames = new boolean[self.length];
        for (int stack = seen.length - 1; stack > StackTrie.EMPTY; stack--) {
            seen[stacks.parent(stack)] |= seen[stack];
            seenFrames[stacks.frame(stack)] |= seen[stack];
        }
        return IntStream.range(0, self.length)
                .filter(frame -> seenFrames[frame])
                .boxed()
                .sorted(Comparator.comparingLong(frame -> -self[frame]))
                .map(session.frames()::get)
                .toList();
    }
}
