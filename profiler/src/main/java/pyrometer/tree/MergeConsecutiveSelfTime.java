package pyrometer.tree;

/// Makes one `[self]` of those that follow one another.
public record MergeConsecutiveSelfTime() implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        int[] lastSelf = new int[tree.size()]; // by parent; 0 where the last child was something else
        for (int node = CallTree.ROOT + 1; node < copies.length; node++) {
            int parent = tree.parent(node);
            if (tree.isSelf(node) && lastSelf[parent] != 0) {
                builder.merge(tree, node, lastSelf[parent]);
                continue;
            }
            copies[node] = builder.copy(tree, node, copies[parent]);
            lastSelf[parent] = tree.isSelf(node) ? copies[node] : 0;
        }
        return builder.build();
    }
}
