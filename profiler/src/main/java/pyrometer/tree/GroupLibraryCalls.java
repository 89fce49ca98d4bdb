package pyrometer.tree;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import pyrometer.session.CodePaths;

/// Puts neighbouring library calls into groups: a library call that makes another, and all library calls below it
/// that are reached without leaving the library. A group is known by its first node.
///
/// `show` wins over `hide`, and both win over what is known about the file. A tree's only root is never in a group.
public record GroupLibraryCalls(Optional<Pattern> hide, Optional<Pattern> show) implements Pass {
    /// What the patterns are matched against for functions that have no file.
    private static final String BUILT_IN = "<built-in>";

    @Override
    public CallTree apply(CallTree tree) {
        boolean[] library = new boolean[tree.size()];
        boolean[] callsLibrary = new boolean[tree.size()];
        for (int node = CallTree.ROOT + 1; node < library.length; node++) {
            library[node] = isLibrary(tree, node);
            callsLibrary[tree.parent(node)] |= library[node];
        }

        int[] groups = new int[tree.size()];
        Arrays.fill(groups, CallTree.NONE);
        for (int node = firstThatMayBeGrouped(tree); node < groups.length; node++) {
            if (!library[node]) {
                continue;
            }
            int callersGroup = groups[tree.parent(node)];
            groups[node] = callersGroup != CallTree.NONE ? callersGroup : callsLibrary[node] ? node : CallTree.NONE;
        }
        return tree.withGroups(groups);
    }

    private static int firstThatMayBeGrouped(CallTree tree) {
        int first = CallTree.ROOT + 1;
        return first < tree.size() && tree.end(first) == tree.size() ? first + 1 : first;
    }

    private boolean isLibrary(CallTree tree, int node) {
        String file = tree.function(node) instanceof Function.Python python ? python.file() : BUILT_IN;
        CodePaths paths = tree.functions().paths();
        if (show.isPresent() && paths.matches(show.get(), file)) {
            return false;
        }
        return (hide.isPresent() && paths.matches(hide.get(), file)) || !tree.isApplication(node);
    }
}
