package pyrometer.tree;

import java.util.Arrays;
import pyrometer.session.Runs;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;

/// Makes the call trees of a session, from the start of the program on: what came before was the interpreter's.
///
/// Every nanosecond of a thread's samples is in its tree: the time of a stack is that of the ticks it stands for.
public final class CallTrees {
    private final Session session;
    private final Functions functions;

    public CallTrees(Session session) {
        this.session = session;
        this.functions = new Functions(session);
    }

    /// The thread's calls as they followed one another. Looks in a row that saw the same call are one node.
    public CallTree inTimeOrder(ThreadSamples thread) {
        return inTimeOrder(thread, session.firstTick(), session.ticks());
    }

    /// The same for the time that the ticks from `from` up to the one before `to` stand for.
    public CallTree inTimeOrder(ThreadSamples thread, int from, int to) {
        Timeline timeline = new Timeline(session.stacks(), functions);
        for (Runs runs = session.runs(thread, from, to); runs.next(); ) {
            if (runs.nanos() > 0) {
                timeline.add(runs.stack(), runs.nanos(), looks(runs, session));
            }
        }
        return timeline.finish();
    }

    /// The thread's calls with those of the same function by the same caller added up, first seen first.
    /// The same as [AggregateRepeatedCalls] makes of the time order, for a fraction of the work and memory.
    public CallTree addedUp(ThreadSamples thread) {
        return addedUp(thread, session.firstTick(), session.ticks());
    }

    /// The same for the time that the ticks from `from` up to the one before `to` stand for.
    public CallTree addedUp(ThreadSamples thread, int from, int to) {
        StackTrie stacks = session.stacks();
        long[] self = new long[stacks.size()];
        long[] looks = new long[stacks.size()];
        int[] seen = new int[64];
        int different = 0;
        for (Runs runs = session.runs(thread, from, to); runs.next(); ) {
            if (runs.nanos() > 0) {
                int stack = runs.stack();
                if (self[stack] == 0) {
                    seen = grown(seen, different);
                    seen[different++] = stack;
                }
                self[stack] += runs.nanos();
                looks[stack] += looks(runs, session);
            }
        }
        return new Sum(stacks, functions, self, looks).of(Arrays.copyOf(seen, different));
    }

    /// How many looks the run stands for. The last tick is the end of the recording, at which nobody looked.
    static int looks(Runs run, Session session) {
        return Math.min(run.end(), session.ticks() - 1) - run.start();
    }

    private static int[] grown(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, 2 * index);
    }

    /// Follows a thread from stack to stack and keeps the nodes of the current one open.
    private static final class Timeline implements OpenCalls.Stacks {
        private final StackTrie stacks;
        private final Functions functions;
        private final TreeBuilder builder;
        private final OpenCalls calls = new OpenCalls(this);
        private long now;
        private long looks;

        /// The last leaf, and whose time it is.
        private int newestLeaf = CallTree.NONE;

        private int leafCaller = CallTree.NONE;

        /// For each open level its node, and since when it is at its stack. Level 0 is the root.
        private int[] nodes = new int[64];

        private long[] since = new long[64];
        private long[] looksBefore = new long[64];

        Timeline(StackTrie stacks, Functions functions) {
            this.stacks = stacks;
            this.functions = functions;
            this.builder = new TreeBuilder(functions);
        }

        @Override
        public int caller(int stack) {
            return stacks.parent(stack);
        }

        @Override
        public int function(int stack) {
            return functions.ofFrame(stacks.frame(stack));
        }

        void add(int stack, long nanos, long count) {
            moveTo(stack);
            int caller = nodes[calls.depth()];
            boolean goesOn = builder.isNewest(newestLeaf) && leafCaller == caller;
            if (!goesOn) {
                leafCaller = caller;
                newestLeaf = builder.add(caller, stack == StackTrie.EMPTY ? Functions.OUTSIDE : Functions.SELF);
            }
            builder.addTime(newestLeaf, nanos, count);
            now += nanos;
            looks += count;
        }

        CallTree finish() {
            moveTo(StackTrie.EMPTY);
            builder.addTime(CallTree.ROOT, now, looks);
            return builder.build();
        }

        private void moveTo(int stack) {
            calls.approach(stack);
            for (int level = calls.unchanged() + 1; level <= calls.depth(); level++) {
                flush(level);
            }
            calls.enter();
            for (int level = calls.kept() + 1; level <= calls.depth(); level++) {
                push(level);
            }
        }

        private void push(int level) {
            if (level == nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * level);
                since = Arrays.copyOf(since, 2 * level);
                looksBefore = Arrays.copyOf(looksBefore, 2 * level);
            }
            nodes[level] = builder.add(nodes[level - 1], function(calls.stack(level)));
            since[level] = now;
            looksBefore[level] = looks;
        }

        /// Gives the node of the level the time since it is at its line.
        private void flush(int level) {
            int stack = calls.stack(level);
            builder.addTime(
                    nodes[level],
                    now - since[level],
                    looks - looksBefore[level],
                    stacks.frame(stack),
                    stacks.line(stack));
            since[level] = now;
            looksBefore[level] = looks;
        }
    }

    /// Merges the stacks, which differ by lines and classes, to calls of functions.
    private static final class Sum {
        private final StackTrie stacks;
        private final Functions functions;
        private final long[] self;
        private final long[] total;
        private final long[] looks;
        private final long[] totalLooks;
        private final TreeBuilder builder;

        /// For each stack its node; 0, the root, for those that have none yet.
        private final int[] nodes;

        private final PairMap nodeOfCall = new PairMap();
        private int[] ahead = new int[64];

        Sum(StackTrie stacks, Functions functions, long[] self, long[] looks) {
            this.stacks = stacks;
            this.functions = functions;
            this.self = self;
            this.total = withCallers(self);
            this.looks = looks;
            this.totalLooks = withCallers(looks);
            this.nodes = new int[stacks.size()];
            this.builder = new TreeBuilder(functions);
        }

        /// Each stack's sum with those of the stacks that go on from it.
        private long[] withCallers(long[] ofStacks) {
            long[] sums = ofStacks.clone();
            for (int stack = stacks.size() - 1; stack > StackTrie.EMPTY; stack--) {
                sums[stacks.parent(stack)] += sums[stack];
            }
            return sums;
        }

        CallTree of(int[] seen) {
            builder.addTime(CallTree.ROOT, total[StackTrie.EMPTY], totalLooks[StackTrie.EMPTY]);
            for (int stack : seen) {
                int own = stack == StackTrie.EMPTY ? Functions.OUTSIDE : Functions.SELF;
                builder.addTime(call(nodeOf(stack), own), self[stack], looks[stack]);
            }
            return builder.build();
        }

        private int nodeOf(int stack) {
            int known = stack;
            int steps = 0;
            while (known != StackTrie.EMPTY && nodes[known] == CallTree.ROOT) {
                ahead = grown(ahead, steps);
                ahead[steps++] = known;
                known = stacks.parent(known);
            }
            while (steps > 0) {
                int next = ahead[--steps];
                nodes[next] = call(nodes[known], functions.ofFrame(stacks.frame(next)));
                builder.addTime(nodes[next], total[next], totalLooks[next], stacks.frame(next), stacks.line(next));
                known = next;
            }
            return nodes[known];
        }

        private int call(int caller, int function) {
            int node = nodeOfCall.get(caller, function);
            if (node == PairMap.ABSENT) {
                node = builder.add(caller, function);
                nodeOfCall.put(caller, function, node);
            }
            return node;
        }
    }
}
