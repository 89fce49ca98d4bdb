package pyrometer.tree;

/// Leaves out a `[self]` that has no calls beside it: it says no more than its caller.
public record RemoveUnnecessarySelfTime() implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        for (int node = CallTree.ROOT + 1; node < copies.length; node++) {
            int parent = tree.parent(node);
            boolean alone = node == parent + 1 && tree.end(node) == tree.end(parent);
            if (!(alone && tree.isSelf(node) && parent != CallTree.ROOT)) {
                copies[node] = builder.copy(tree, node, copies[parent]);
            }
        }
        return builder.build();
    }
}
