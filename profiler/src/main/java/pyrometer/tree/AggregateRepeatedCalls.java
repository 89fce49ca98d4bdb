package pyrometer.tree;

/// Adds up the calls of one function by one caller, and sorts the calls of each caller by time, longest first.
public record AggregateRepeatedCalls() implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        TreeBuilder builder = new TreeBuilder(tree);
        SameCalls calls = new SameCalls(tree, builder::add);
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            builder.merge(tree, node, calls.of(node));
        }
        return builder.buildHottestFirst();
    }
}
