package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import pyrometer.cpython.CodeObject;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;
import pyrometer.process.ThreadClock;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadState;

/// One thread of the target under observation.
final class ThreadSampler {
    /// No accepted stack.
    static final int NONE = -1;

    /// How often a look is repeated at once when the plan was incomplete or the stack moved.
    private static final int MAX_INCOMPLETE = 40;

    private static final int MAX_MOVED = 24;

    private final long thread;
    private final StackReader reader;
    private final StackResolver resolver;
    private final Optional<ThreadClock> clock;
    private final Snapshot again;
    private final int recorded;

    private ThreadInfo info;
    private boolean named;
    private int firstRange;
    private int readerRanges;
    private long retried;

    /// @param recorded the thread's number in the recording
    ThreadSampler(
            Memory memory,
            long thread,
            StackReader reader,
            StackResolver resolver,
            Optional<ThreadClock> clock,
            int recorded,
            ThreadInfo info) {
        this.again = new Snapshot(memory, 1 << 16);
        this.thread = thread;
        this.reader = reader;
        this.resolver = resolver;
        this.clock = clock;
        this.recorded = recorded;
        this.info = info;
    }

    long thread() {
        return thread;
    }

    /// The thread state behind this one in the interpreter's list.
    long next() {
        return reader.nextThread();
    }

    int recorded() {
        return recorded;
    }

    ThreadInfo info() {
        return info;
    }

    boolean isNamed() {
        return named;
    }

    void name(ThreadInfo withName) {
        info = withName;
        named = true;
    }

    /// How many looks had to be repeated since this was last asked.
    long takeRetried() {
        long count = retried;
        retried = 0;
        return count;
    }

    long unnamedCalls() {
        return resolver.unnamedCalls();
    }

    ThreadState state() {
        if (clock.isEmpty()) {
            return ThreadState.UNKNOWN;
        }
        return switch (clock.get().look()) {
            case RUNNING -> ThreadState.RUNNING;
            case WAITING -> ThreadState.WAITING;
            case UNKNOWN -> ThreadState.UNKNOWN;
        };
    }

    /// Adds what a look at this thread needs.
    void plan(Ranges ranges) {
        firstRange = ranges.count();
        reader.plan(ranges);
        readerRanges = ranges.count() - firstRange;
        resolver.plan(ranges);
    }

    /// Looks at the thread in a snapshot with its planned ranges, and again by itself as long as that is of use.
    ///
    /// @return the node of its stack, [StackTrie#EMPTY], or [#NONE]
    int look(Snapshot snapshot) {
        return lookAgain(lookOnce(snapshot, snapshot.copied() - firstRange));
    }

    /// Looks at the thread by itself.
    int lookAlone() {
        return lookAgain(INCOMPLETE);
    }

    private int lookAgain(int first) {
        int node = first;
        int moved = 0;
        for (int i = 0; i < MAX_INCOMPLETE && node < 0; i++) {
            if (node == GONE) {
                return NONE;
            }
            if (node == MOVED && ++moved > MAX_MOVED) {
                return NONE;
            }
            retried += node == MOVED ? 1 : 0;
            again.ranges().clear();
            plan(again.ranges());
            again.take();
            node = lookOnce(again, again.copied());
        }
        return node < 0 ? NONE : node;
    }

    private static final int GONE = -2;
    private static final int MOVED = -3;
    private static final int INCOMPLETE = -4;

    private int lookOnce(Snapshot snapshot, int complete) {
        MemorySegment copy = snapshot.bytes();
        Verdict verdict = reader.walk(copy, Math.max(0, Math.min(complete, readerRanges)));
        return switch (verdict) {
            case STACK -> {
                if (snapshot.wasInterrupted()) {
                    yield MOVED;
                }
                int checksRead = Math.max(0, complete - readerRanges);
                if (checksRead < resolver.planned()) {
                    resolver.forget();
                    checksRead = 0;
                }
                int node = resolver.resolve(reader, copy, checksRead);
                yield node == StackResolver.STALE ? MOVED : node;
            }
            case EMPTY -> StackTrie.EMPTY;
            case INCOMPLETE -> INCOMPLETE;
            case MOVED -> MOVED;
            case GONE -> GONE;
        };
    }

    /// The outermost frame's code of the last accepted stack.
    CodeObject outermost() {
        StackBuffer stack = reader.stack();
        return stack.code(stack.depth() - 1);
    }
}
