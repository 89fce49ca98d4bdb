package pyrometer.sampling;

import java.util.Arrays;
import java.util.BitSet;
import pyrometer.sampling.LoopFrames.Role;
import pyrometer.session.StackTrie;

/// For each stack of a session where the innermost event loop in it is, and how deep it is. Found out once for each.
final class LoopNodes {
    /// No loop in this stack.
    static final int NONE = -1;

    private final StackTrie stacks;
    private final LoopFrames frames;

    /// Indexed by the stack; 0 where it was not asked for yet.
    private int[] loops = new int[1024];

    private int[] depths = new int[1024];

    /// The stacks whose innermost function calls a loop in C: seen only while nothing is above that loop.
    private final BitSet callers = new BitSet();

    LoopNodes(StackTrie stacks, LoopFrames frames) {
        this.stacks = stacks;
        this.frames = frames;
    }

    /// The stack that ends with the innermost loop of a stack, or [#NONE].
    int loop(int node) {
        explore(node);
        return loops[node];
    }

    /// How many frames a stack has, C functions included.
    int depth(int node) {
        explore(node);
        return depths[node];
    }

    /// The outermost `depth` frames of a stack.
    int atDepth(int node, int depth) {
        int at = node;
        for (int i = depth(node); i > depth; i--) {
            at = stacks.parent(at);
        }
        return at;
    }

    /// Takes the inner frames of a stack off and puts them upon another.
    ///
    /// @param outer the part of the stack that is replaced
    int transplant(int node, int outer, int upon) {
        int from = depth(outer);
        int[] inner = new int[depth(node) - from];
        int at = node;
        for (int i = inner.length - 1; i >= 0; i--) {
            inner[i] = at;
            at = stacks.parent(at);
        }
        int result = upon;
        for (int each : inner) {
            result = stacks.child(result, stacks.frame(each), stacks.line(each));
        }
        return result;
    }

    private void explore(int node) {
        if (node >= loops.length) {
            int length = Math.max(2 * loops.length, node + 1);
            loops = Arrays.copyOf(loops, length);
            depths = Arrays.copyOf(depths, length);
        }
        if (node == StackTrie.EMPTY || loops[node] != 0) {
            loops[StackTrie.EMPTY] = NONE;
            return;
        }
        int unknown = 0;
        int at = node;
        while (at != StackTrie.EMPTY && loops[at] == 0) {
            unknown++;
            at = stacks.parent(at);
        }
        int[] path = new int[unknown];
        at = node;
        for (int i = unknown - 1; i >= 0; i--) {
            path[i] = at;
            at = stacks.parent(at);
        }
        int loop = at == StackTrie.EMPTY ? NONE : loops[at];
        int depth = depths[at];
        for (int each : path) {
            Role role = frames.role(stacks.frame(each));
            if (role == Role.LOOP_IN_C && !callers.get(stacks.parent(each))) {
                callers.set(stacks.parent(each));
                Arrays.fill(loops, 0); // Of those above it the loop was not known.
                explore(node);
                return;
            }
            loop = role == Role.LOOP || role == Role.RUNNER || callers.get(each) ? each : loop;
            loops[each] = loop;
            depths[each] = ++depth;
        }
    }
}
