package pyrometer.session;

/// The frames that were there when the program asked for the recording, the caller's last. How the program
/// got to that
/// call is not what was asked about.
public final class Stem {
    private final StackTrie stacks;
    private final Session session;

    /// The frames, outermost first.
    private final int[] frames;

    private Stem(Session session) {
        this.session = session;
        this.stacks = session.stacks();
        int[] innermostFirst = new int[stacks.size()];
        int count = 0;
        for (int stack = session.stem(); stack != StackTrie.EMPTY; stack = stacks.parent(stack)) {
            innermostFirst[count++] = stacks.frame(stack);
        }
        frames = new int[count];
        for (int i = 0; i < count; i++) {
            frames[i] = innermostFirst[count - 1 - i];
        }
    }

    /// The session with its stacks beginning at the caller; or further out, at the innermost frame of the
    /// stem that is
    /// in all of them, where something was seen after the caller had returned. It reads its samples from
    /// where the
    /// session does. The session itself if it was not asked for by a call.
    public static Session cutOff(Session session) {
        if (session.stem() == StackTrie.EMPTY) {
            return session;
        }
        int shared = new Stem(session).shared();
        return shared > 1 ? session.with(session.stacks().without(shared - 1)) : session;
    }

    /// How many frames of the stem all stacks begin with.
    private int shared() {
        // For each stack how many; and whether its frames all are the stem's.
        int[] depths = new int[stacks.size()];
        boolean[] isOfStem = new boolean[stacks.size()];
        isOfStem[StackTrie.EMPTY] = true;
        for (int stack = 1; stack < depths.length; stack++) {
            int caller = stacks.parent(stack);
            int depth = depths[caller];
            isOfStem[stack] = isOfStem[caller] && depth < frames.length && isSame(stacks.frame(stack), frames[depth]);
            depths[stack] = isOfStem[stack] ? depth + 1 : depth;
        }
        return session.threads().stream()
                .mapToInt(thread -> least(session.runs(thread), depths))
                .min()
                .orElse(frames.length);
    }

    private int least(Runs runs, int[] depths) {
        int least = frames.length;
        while (runs.next()) {
            if (runs.stack() != StackTrie.EMPTY && runs.nanos() > 0) {
                least = Math.min(least, depths[runs.stack()]);
            }
        }
        return least;
    }

    /// Whether both are of one function: what it was called on may not have been told for both.
    private boolean isSame(int frame, int other) {
        return frame == other
                || (session.frames().get(frame) instanceof Frame.Python one
                        && session.frames().get(other) instanceof Frame.Python two
                        && one.firstLine() == two.firstLine()
                        && one.name().equals(two.name())
                        && one.file().equals(two.file()));
    }
}
