package pyrometer.tree;

import java.util.function.IntPredicate;

/// Leaves out single nodes: what they called takes their place under their caller, their own time included.
final class LiftChildren {
    private LiftChildren() {}

    /// @param leftOut never asked for a node below the root: where a stack begins is always shown
    static CallTree of(CallTree tree, IntPredicate leftOut) {
        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        for (int node = CallTree.ROOT + 1; node < copies.length; node++) {
            int parent = tree.parent(node);
            copies[node] = parent != CallTree.ROOT && leftOut.test(node)
                    ? copies[parent]
                    : builder.copy(tree, node, copies[parent]);
        }
        return builder.build();
    }
}
