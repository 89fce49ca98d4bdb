package pyrometer.render;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pyrometer.session.Frame;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadSamples;

/// The functions of all threads together as a file for Python's own `pstats`. Where a deterministic profiler counts
/// calls, this has the number of looks that saw the function on the stack; a function that calls itself is counted, and
/// its time added up, once for each of them.
final class PstatsRenderer implements Renderer {
    private static final double NANOS = 1e9;

    /// The file that `pstats` knows functions written in C by.
    private static final String NO_FILE = "~";

    private static final Key OUTSIDE_PYTHON = new Key(NO_FILE, 0, "<outside Python>");

    /// `pstats` takes an empty file for a broken one.
    private static final Key NO_SAMPLES = new Key(NO_FILE, 0, "<no samples were recorded>");

    private final Options options;

    PstatsRenderer(Options options) {
        this.options = options;
    }

    /// What `pstats` knows a function by.
    private record Key(String file, int line, String name) {
        static Key of(Frame frame) {
            return switch (frame) {
                case Frame.Python python -> new Key(python.file(), python.firstLine(), python.name());
                case Frame.C c -> new Key(NO_FILE, 0, "<" + c.qualifiedName() + ">");
            };
        }
    }

    /// What is added up for a function, or for the calls of it by one caller.
    private static final class Sums {
        private long looks;
        private long selfNanos;
        private long nanos;

        /// How often it is on the stack that is being looked at.
        private int open;

        void open(long stackLooks, long self, long total) {
            selfNanos += self;
            if (open++ == 0) {
                looks += stackLooks;
                nanos += total;
            }
        }

        void close() {
            open--;
        }

        void write(Marshal marshal) throws IOException {
            marshal.integer(looks);
            marshal.integer(looks);
            marshal.real(selfNanos / NANOS);
            marshal.real(nanos / NANOS);
        }
    }

    private static final class Entry {
        private final Key key;
        private final Sums sums = new Sums();
        private final Map<Entry, Sums> callers = new LinkedHashMap<>();

        Entry(Key key) {
            this.key = key;
        }

        Sums by(Entry caller) {
            return callers.computeIfAbsent(caller, _ -> new Sums());
        }
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        Marshal marshal = new Marshal(new BufferedOutputStream(out));
        marshal.startDict();
        for (Entry entry : new Table(session).entries()) {
            key(entry.key, marshal);
            marshal.tuple(5);
            entry.sums.write(marshal);
            marshal.startDict();
            for (Map.Entry<Entry, Sums> caller : entry.callers.entrySet()) {
                key(caller.getKey().key, marshal);
                marshal.tuple(4);
                caller.getValue().write(marshal);
            }
            marshal.endDict();
        }
        marshal.endDict();
        marshal.flush();
    }

    private static void key(Key key, Marshal marshal) throws IOException {
        marshal.tuple(3);
        marshal.string(key.file);
        marshal.integer(key.line);
        marshal.string(key.name);
    }

    private final class Table {
        private final Session session;
        private final ShownStacks stacks;
        private final StackTotals own;
        private final Map<Key, Entry> entries = new LinkedHashMap<>();
        private final Map<Integer, Entry> entriesByFrame = new HashMap<>();

        /// For each stack what was seen of it and of all that was called from there.
        private final long[] nanos;

        private final long[] looks;

        /// The stacks that were seen, as a tree: 0 where there is none.
        private final int[] firstCalls;

        private final int[] nextCalls;

        Table(Session session) {
            this.session = session;
            stacks = new ShownStacks(session, options);
            own = new StackTotals(session, stacks);
            for (ThreadSamples thread : session.threads()) {
                own.add(thread);
            }
            nanos = new long[stacks.size()];
            looks = new long[stacks.size()];
            firstCalls = new int[stacks.size()];
            nextCalls = new int[stacks.size()];
        }

        List<Entry> entries() {
            addUp();
            walk();
            if (own.nanos(StackTrie.EMPTY) > 0 || own.looks(StackTrie.EMPTY) > 0) {
                long outside = own.nanos(StackTrie.EMPTY);
                entry(OUTSIDE_PYTHON).sums.open(own.looks(StackTrie.EMPTY), outside, outside);
            }
            if (entries.isEmpty()) {
                entry(NO_SAMPLES);
            }
            return new ArrayList<>(entries.values());
        }

        private void addUp() {
            for (int stack = nanos.length - 1; stack > StackTrie.EMPTY; stack--) {
                nanos[stack] += own.nanos(stack);
                looks[stack] += own.looks(stack);
                if (nanos[stack] > 0 || looks[stack] > 0) {
                    int caller = stacks.caller(stack);
                    nanos[caller] += nanos[stack];
                    looks[caller] += looks[stack];
                    nextCalls[stack] = firstCalls[caller];
                    firstCalls[caller] = stack;
                }
            }
        }

        /// Goes from stack to stack by calls and returns, so that it is known at each what is below.
        private void walk() {
            int stack = firstCalls[StackTrie.EMPTY];
            while (stack != StackTrie.EMPTY) {
                open(stack);
                if (firstCalls[stack] != StackTrie.EMPTY) {
                    stack = firstCalls[stack];
                    continue;
                }
                close(stack);
                while (stack != StackTrie.EMPTY && nextCalls[stack] == StackTrie.EMPTY) {
                    stack = stacks.caller(stack);
                    close(stack);
                }
                stack = nextCalls[stack];
            }
        }

        private void open(int stack) {
            Entry entry = entry(stack);
            long self = own.nanos(stack);
            entry.sums.open(looks[stack], self, nanos[stack]);
            int caller = stacks.caller(stack);
            if (caller != StackTrie.EMPTY) {
                entry.by(entry(caller)).open(looks[stack], self, nanos[stack]);
            }
        }

        private void close(int stack) {
            if (stack != StackTrie.EMPTY) {
                Entry entry = entry(stack);
                entry.sums.close();
                int caller = stacks.caller(stack);
                if (caller != StackTrie.EMPTY) {
                    entry.by(entry(caller)).close();
                }
            }
        }

        private Entry entry(int stack) {
            return entriesByFrame.computeIfAbsent(
                    stacks.frame(stack), frame -> entry(Key.of(session.frames().get(frame))));
        }

        private Entry entry(Key key) {
            return entries.computeIfAbsent(key, Entry::new);
        }
    }
}
