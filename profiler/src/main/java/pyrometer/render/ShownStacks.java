package pyrometer.render;

import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;
import pyrometer.session.StackTrie;

/// The stacks of a session for formats that have a viewer of their own: no call is too short for them, but what
/// `import`
/// does between the statement and the module is left out, and what asks for it with `__tracebackhide__`. With
/// `show_all` nothing is. Where a stack begins is always shown.
///
/// A stack is a node of the session's [StackTrie], and the one that stands for it is shown in its place. Like there, a
/// caller's number is smaller than those of its calls.
final class ShownStacks {
    private final StackTrie stacks;

    /// For each node the nearest one on its way to the bottom that is shown.
    private final int[] shown;

    ShownStacks(Session session, Options options) {
        stacks = session.stacks();
        shown = new int[stacks.size()];
        boolean[] leftOut = leftOut(session, options);
        for (int node = 1; node < shown.length; node++) {
            int caller = shown[stacks.parent(node)];
            shown[node] = caller != StackTrie.EMPTY && leftOut[stacks.frame(node)] ? caller : node;
        }
    }

    private static boolean[] leftOut(Session session, Options options) {
        CodePaths paths = new CodePaths(session.environment());
        boolean[] leftOut = new boolean[session.frames().size()];
        for (int i = 0; i < leftOut.length && !options.showAll(); i++) {
            Frame frame = session.frames().get(i);
            leftOut[i] = paths.origin(frame) == CodeOrigin.IMPORT_SYSTEM
                    || (frame instanceof Frame.Python python && python.hidden());
        }
        return leftOut;
    }

    /// One more than the greatest number of a stack.
    int size() {
        return shown.length;
    }

    /// The stack that is shown for a stack of the session.
    int of(int stack) {
        return shown[stack];
    }

    /// The stack that is shown for the caller of a shown one.
    int caller(int stack) {
        return shown[stacks.parent(stack)];
    }

    /// The index in the session's frames of the innermost frame.
    int frame(int stack) {
        return stacks.frame(stack);
    }

    /// The line the innermost frame was at, or [StackTrie#NO_LINE].
    int line(int stack) {
        return stacks.line(stack);
    }
}
