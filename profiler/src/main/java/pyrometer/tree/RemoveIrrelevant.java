package pyrometer.tree;

/// Leaves out what is too short to matter, with all it called.
///
/// What counts is the time of all calls of a function by the same callers, so that in time order a thousand short
/// calls are kept where their sum would be.
///
/// @param threshold the share of the thread's time below which calls are left out
public record RemoveIrrelevant(double threshold) implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        long[] sums = new long[tree.size()];
        int[] calls = new int[tree.size()];
        int[] used = {0};
        SameCalls same = new SameCalls(tree, (_, _) -> ++used[0]);
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            calls[node] = same.of(node);
            sums[calls[node]] += tree.nanos(node);
        }

        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        int node = CallTree.ROOT + 1;
        while (node < tree.size()) {
            if ((double) sums[calls[node]] / tree.totalNanos() < threshold) {
                node = tree.end(node);
            } else {
                copies[node] = builder.copy(tree, node, copies[tree.parent(node)]);
                node++;
            }
        }
        return builder.build();
    }
}
