package pyrometer.tree;

import java.util.Arrays;
import pyrometer.session.StackTrie;

/// The calls that a thread is in, as it goes from stack to stack. A call goes on as long as the same
/// functions are below it, whichever lines they are at.
///
/// The outermost call is at level 1. To go to a stack, [#approach] it, do what is to be done for the levels
/// that go on at another line, for those that end and, after [#enter], for those that begin.
public final class OpenCalls {
    /// Stacks by numbers that are greater than their callers'; [StackTrie#EMPTY] is nobody's call.
    public interface Stacks {
        int caller(int stack);

        /// The number of the function on top.
        int function(int stack);
    }

    private final Stacks stacks;
    private int depth;

    /// For each level the stack that ends there.
    private int[] open = new int[64];

    /// The approached stack and its callers, the innermost first, but for those that stay as they are.
    private int[] ahead = new int[64];

    private int steps;
    private int unchanged;
    private int kept;

    public OpenCalls(Stacks stacks) {
        this.stacks = stacks;
    }

    /// How many calls are open.
    public int depth() {
        return depth;
    }

    public int stack(int level) {
        return open[level];
    }

    /// Compares a stack with the open calls, and leaves them open.
    public void approach(int stack) {
        steps = 0;
        int step = stack;
        int level = depth;
        while (level > 0 ? open[level] != step : step != StackTrie.EMPTY) {
            if (level == 0 || step > open[level]) {
                ahead = steps < ahead.length ? ahead : Arrays.copyOf(ahead, 2 * steps);
                ahead[steps++] = step;
                step = stacks.caller(step);
            } else {
                level--;
            }
        }
        unchanged = level;
        int next = steps - 1;
        while (next >= 0 && level < depth && stacks.function(ahead[next]) == stacks.function(open[level + 1])) {
            level++;
            next--;
        }
        kept = level;
    }

    /// Up to which level the stacks are those of the approached one.
    public int unchanged() {
        return unchanged;
    }

    /// Up to which level the calls go on: the functions are those of the approached stack.
    public int kept() {
        return kept;
    }

    /// Makes the approached stack the current one.
    public void enter() {
        depth = unchanged + steps;
        open = depth < open.length ? open : Arrays.copyOf(open, 2 * depth);
        for (int level = unchanged + 1; level <= depth; level++) {
            open[level] = ahead[depth - level];
        }
    }
}
