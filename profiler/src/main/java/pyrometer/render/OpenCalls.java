package pyrometer.render;

import java.io.IOException;
import java.util.Arrays;
import pyrometer.session.StackTrie;

/// Follows a thread from stack to stack and says which calls end and which begin. A call goes on as long as the same
/// functions are below it, whichever lines they are at.
final class OpenCalls {
    /// Who is told.
    interface Listener {
        void begins(int function) throws IOException;

        void ends(int function) throws IOException;
    }

    private final ShownStacks stacks;
    private final CalledFunctions functions;
    private final Listener listener;

    /// How many calls are open, and for each the stack that ends there and its function, from 1 on.
    private int depth;

    private int[] openStacks = new int[64];
    private int[] openFunctions = new int[64];
    private int[] ahead = new int[64];

    OpenCalls(ShownStacks stacks, CalledFunctions functions, Listener listener) {
        this.stacks = stacks;
        this.functions = functions;
        this.listener = listener;
    }

    /// Makes a shown stack the current one; [StackTrie#EMPTY] is the time outside Python.
    void moveTo(int stack) throws IOException {
        boolean outside = depth > 0 && openStacks[1] == StackTrie.EMPTY;
        if (stack == StackTrie.EMPTY) {
            if (!outside) {
                closeAll();
                open(StackTrie.EMPTY, functions.outsidePython());
            }
            return;
        }
        if (outside) {
            closeAll();
        }
        int steps = 0;
        int step = stack;
        int level = depth;
        while (level > 0 ? openStacks[level] != step : step != StackTrie.EMPTY) {
            if (level == 0 || step > openStacks[level]) {
                ahead = steps < ahead.length ? ahead : Arrays.copyOf(ahead, 2 * steps);
                ahead[steps++] = step;
                step = stacks.caller(step);
            } else {
                level--;
            }
        }
        while (steps > 0 && level < depth && functionOf(ahead[steps - 1]) == openFunctions[level + 1]) {
            openStacks[++level] = ahead[--steps];
        }
        close(level);
        while (steps > 0) {
            int next = ahead[--steps];
            open(next, functionOf(next));
        }
    }

    /// Ends all calls: the thread is not there.
    void closeAll() throws IOException {
        close(0);
    }

    private int functionOf(int stack) {
        return functions.number(stacks.frame(stack));
    }

    private void open(int stack, int function) throws IOException {
        depth++;
        if (depth == openStacks.length) {
            openStacks = Arrays.copyOf(openStacks, 2 * depth);
            openFunctions = Arrays.copyOf(openFunctions, 2 * depth);
        }
        openStacks[depth] = stack;
        openFunctions[depth] = function;
        listener.begins(function);
    }

    private void close(int kept) throws IOException {
        while (depth > kept) {
            listener.ends(openFunctions[depth--]);
        }
    }
}
