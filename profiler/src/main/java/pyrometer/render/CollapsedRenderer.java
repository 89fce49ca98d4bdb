package pyrometer.render;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import pyrometer.session.CodePaths;
import pyrometer.session.Session;
import pyrometer.session.ThreadInfo;
import pyrometer.session.ThreadSamples;
import pyrometer.tree.CallTree;
import pyrometer.tree.CallTrees;
import pyrometer.tree.Function;
import pyrometer.tree.Pass;
import pyrometer.tree.RemoveHidden;
import pyrometer.tree.RemoveImportSystem;

/// Collapsed stacks, for flame graphs: a line for each stack, `caller (file:line);function (file:line) microseconds`,
/// of calls added up. Where there are several threads, a stack begins with the name of its own; where there are several
/// processes, with that of its process.
///
/// Each weight is rounded so that the sum of all lines so far is right to the microsecond: no error adds up. A stack
/// for
/// which that leaves nothing has no line.
final class CollapsedRenderer implements Renderer {
    private static final long NANOS_PER_MICRO = 1000;
    private static final char SEPARATOR = ';';

    private final Options options;

    CollapsedRenderer(Options options) {
        this.options = options;
    }

    @Override
    public void render(Session session, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        new Document(session, writer).write();
        writer.flush();
    }

    private final class Document {
        private final Session session;
        private final Writer out;
        private final CodePaths paths;
        private final ProcessNames processes;
        private final Set<String> threadNames = new HashSet<>();

        private long nanos;
        private long writtenMicros;

        Document(Session session, Writer out) {
            this.session = session;
            this.out = out;
            this.paths = new CodePaths(session.environment());
            this.processes = new ProcessNames(session);
        }

        void write() throws IOException {
            CallTrees trees = new CallTrees(session);
            for (ThreadSamples thread : session.threads()) {
                CallTree tree = trees.addedUp(thread);
                if (!options.showAll()) {
                    for (Pass pass : new Pass[] {new RemoveImportSystem(), new RemoveHidden()}) {
                        tree = pass.apply(tree);
                    }
                }
                stacks(tree, session.threads().size() > 1 ? threadName(thread.thread()) : "");
            }
        }

        /// Its name, and its number too if another thread of the process is called the same.
        private String threadName(ThreadInfo thread) {
            String process = processes.areSeveral() ? escaped(processes.process(thread.processId())) + SEPARATOR : "";
            String name = process + escaped(thread.name());
            return threadNames.add(name) ? name : name + " " + thread.ident();
        }

        private void stacks(CallTree tree, String threadName) throws IOException {
            StringBuilder stack = new StringBuilder(threadName);
            int[] lengths = new int[64]; // for each level how much of the text is that of the calls down to there
            lengths[0] = stack.length();
            int[] depths = new int[tree.size()];
            for (int node = CallTree.ROOT + 1; node < depths.length; node++) {
                int depth = depths[tree.parent(node)] + 1;
                depths[node] = depth;
                stack.setLength(lengths[depth - 1]);
                if (tree.isSelf(node)) {
                    line(stack, tree.nanos(node));
                    continue;
                }
                stack.append(stack.isEmpty() ? "" : SEPARATOR).append(escaped(name(tree, node)));
                if (tree.function(node) instanceof Function.Synthetic) {
                    line(stack, tree.nanos(node));
                }
                lengths = depth < lengths.length ? lengths : Arrays.copyOf(lengths, 2 * depth);
                lengths[depth] = stack.length();
            }
        }

        private String name(CallTree tree, int node) {
            String name = CallText.name(tree, node);
            return switch (tree.function(node)) {
                case Function.Python _ -> name + " (" + CallText.position(tree, node, paths) + ")";
                case Function.C _, Function.Synthetic _ -> name;
            };
        }

        private void line(CharSequence stack, long time) throws IOException {
            nanos += time;
            long micros = nanos / NANOS_PER_MICRO - writtenMicros;
            if (micros > 0) {
                out.append(stack).append(' ').append(Long.toString(micros)).append('\n');
                writtenMicros += micros;
            }
        }
    }

    /// The text without what means something between stacks.
    private static String escaped(String text) {
        return CallText.printable(text).replace(String.valueOf(SEPARATOR), "\\x3b");
    }
}
