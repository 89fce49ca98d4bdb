package pyrometer.render;

import java.io.IOException;
import pyrometer.session.StackTrie;
import pyrometer.tree.OpenCalls;

/// Follows a thread from stack to stack and says which calls end and which begin.
final class CallEvents {
    /// Who is told.
    interface Listener {
        void begins(int function) throws IOException;

        void ends(int function) throws IOException;
    }

    private final CalledFunctions functions;
    private final ShownStacks stacks;
    private final Listener listener;
    private final OpenCalls calls;

    /// Whether the thread is outside Python, which is told as a call.
    private boolean outside;

    CallEvents(ShownStacks stacks, CalledFunctions functions, Listener listener) {
        this.functions = functions;
        this.stacks = stacks;
        this.listener = listener;
        this.calls = new OpenCalls(new OpenCalls.Stacks() {
            @Override
            public int caller(int stack) {
                return stacks.caller(stack);
            }

            @Override
            public int function(int stack) {
                return functions.number(stacks.frame(stack));
            }
        });
    }

    /// Makes a shown stack the current one; [StackTrie#EMPTY] is the time outside Python.
    void moveTo(int stack) throws IOException {
        if (stack != StackTrie.EMPTY) {
            endOutside();
            enter(stack);
        } else if (!outside) {
            closeAll();
            listener.begins(functions.outsidePython());
            outside = true;
        }
    }

    /// Ends all calls: the thread is not there.
    void closeAll() throws IOException {
        endOutside();
        enter(StackTrie.EMPTY);
    }

    private void endOutside() throws IOException {
        if (outside) {
            listener.ends(functions.outsidePython());
            outside = false;
        }
    }

    private void enter(int stack) throws IOException {
        calls.approach(stack);
        for (int level = calls.depth(); level > calls.kept(); level--) {
            listener.ends(functionAt(level));
        }
        calls.enter();
        for (int level = calls.kept() + 1; level <= calls.depth(); level++) {
            listener.begins(functionAt(level));
        }
    }

    private int functionAt(int level) {
        return functions.number(stacks.frame(calls.stack(level)));
    }
}
