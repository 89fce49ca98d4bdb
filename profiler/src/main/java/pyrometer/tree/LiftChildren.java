package pyrometer.tree;

import java.util.BitSet;
import java.util.function.IntPredicate;

/// Leaves out single nodes: what they called takes their place under their caller, their own time included.
final class LiftChildren {
    private LiftChildren() {}

    /// @param leftOut never asked for a node below the root: where a stack begins is always shown
    static CallTree of(CallTree tree, IntPredicate leftOut) {
        BitSet lifted = new BitSet();
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            lifted.set(node, tree.parent(node) != CallTree.ROOT && leftOut.test(node));
        }
        if (lifted.isEmpty()) {
            return tree;
        }

        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        for (int node = CallTree.ROOT + 1; node < copies.length; node++) {
            int caller = copies[tree.parent(node)];
            copies[node] = lifted.get(node) ? caller : builder.copy(tree, node, caller);
        }
        return builder.build();
    }
}
