package pyrometer.session;

import java.util.Arrays;
import java.util.Optional;

/// What a block of a session file holds. Readers skip kinds that they do not know.
enum BlockKind {
    /// What is known about the recording as a whole; see [Facts].
    FACTS(1),
    /// Texts that frames are made of, and frames.
    FRAMES(2),
    /// Nodes of the stack trie.
    TRIE(3),
    PROCESSES(4),
    THREADS(5),
    /// The samples of one thread during a stretch of ticks, as version 1 wrote them: without [ThreadState#COLLECTING]
    /// and [ThreadState#WAITING_FOR_GIL].
    RUNS_OF_FEW_STATES(6),
    /// The times of a stretch of ticks. It makes the blocks of runs before it count.
    TICKS(7),
    /// There is no more, and nothing was lost.
    END(8),
    /// The samples of one thread during a stretch of ticks.
    RUNS(9);

    private final int code;

    BlockKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<BlockKind> of(int code) {
        return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
}
