package pyrometer.tree;

import pyrometer.session.Session;

/// Trees as short text for tests: a node a line, indented by its depth, with its milliseconds.
final class TreeText {
    private static final double MILLI = 1e6;

    private TreeText() {}

    static CallTree addedUp(Session session) {
        return new CallTrees(session).addedUp(session.threads().getFirst()).check();
    }

    static CallTree inTimeOrder(Session session) {
        return new CallTrees(session).inTimeOrder(session.threads().getFirst()).check();
    }

    /// The tree without its root.
    static String of(CallTree tree) {
        StringBuilder text = new StringBuilder();
        int[] depths = new int[tree.size()];
        depths[CallTree.ROOT] = -1;
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            depths[node] = depths[tree.parent(node)] + 1;
            text.repeat("  ", depths[node])
                    .append(tree.className(node).map(name -> name + ".").orElse(""))
                    .append(tree.function(node).label())
                    .append(' ')
                    .append(String.valueOf(tree.nanos(node) / MILLI).replaceFirst("\\.0$", ""))
                    .append('\n');
        }
        return text.toString();
    }
}
