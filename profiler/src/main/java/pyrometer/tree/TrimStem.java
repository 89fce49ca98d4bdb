package pyrometer.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import pyrometer.session.CodeOrigin;

/// Lets a tree begin at the program: leaves out the calls by which Python itself gets there. For `python -m` that is
/// `runpy`, for a thread the start of `threading`, for a recording of pyinstrument's that program itself. A stem that
/// leads nowhere is kept.
public record TrimStem() implements Pass {
    private static final Set<String> THREAD_START = Set.of("_bootstrap", "_bootstrap_inner", "run");

    private enum Stem {
        NONE,
        RUNPY,
        THREADING,
        PYINSTRUMENT
    }

    @Override
    public CallTree apply(CallTree tree) {
        Stem[] stems = stems(tree);
        List<Stem> nodes = Arrays.asList(stems).subList(CallTree.ROOT + 1, stems.length);
        boolean leadsSomewhere = nodes.contains(Stem.NONE);
        boolean isThere =
                nodes.contains(Stem.RUNPY) || nodes.contains(Stem.THREADING) || nodes.contains(Stem.PYINSTRUMENT);
        if (!(isThere && leadsSomewhere)) {
            return tree;
        }

        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        for (int node = CallTree.ROOT + 1; node < copies.length; node++) {
            if (stems[node] == Stem.NONE) {
                copies[node] = builder.copy(tree, node, copies[tree.parent(node)]);
            }
        }
        return builder.build();
    }

    private static Stem[] stems(CallTree tree) {
        Stem[] stems = new Stem[tree.size()];
        stems[CallTree.ROOT] = Stem.NONE;
        for (int node = CallTree.ROOT + 1; node < stems.length; node++) {
            stems[node] = stem(tree, node, tree.parent(node), stems[tree.parent(node)]);
        }
        return stems;
    }

    private static Stem stem(CallTree tree, int node, int parent, Stem above) {
        if (parent == CallTree.ROOT) {
            return stemThatBeginsWith(tree.function(node));
        }
        if (above == Stem.NONE) {
            return Stem.NONE;
        }
        return switch (tree.function(node)) {
            case Function.Python python -> continues(above, python, tree, node) ? above : Stem.NONE;
            case Function.C _, Function.Synthetic _ -> above;
        };
    }

    private static Stem stemThatBeginsWith(Function function) {
        if (!(function instanceof Function.Python python)) {
            return Stem.NONE;
        }
        if (isPyinstrument(python)) {
            return Stem.PYINSTRUMENT;
        }
        return switch (python.name()) {
            case "_run_module_as_main" -> isRunpy(python) ? Stem.RUNPY : Stem.NONE;
            case "_bootstrap" -> isThreading(python) ? Stem.THREADING : Stem.NONE;
            default -> Stem.NONE;
        };
    }

    private static boolean continues(Stem stem, Function.Python python, CallTree tree, int node) {
        return switch (stem) {
            case NONE -> false;
            case RUNPY -> isRunpy(python) || isImport(python, tree.origin(node));
            case PYINSTRUMENT ->
                isPyinstrument(python)
                        || isRunpy(python)
                        || isImport(python, tree.origin(node))
                        || (python.file().equals("<string>") && callsRunpy(tree, node));
            case THREADING -> isThreading(python) && THREAD_START.contains(python.name());
        };
    }

    private static boolean isRunpy(Function.Python python) {
        return python.file().equals("<frozen runpy>") || python.file().endsWith("/runpy.py");
    }

    private static boolean isPyinstrument(Function.Python python) {
        return python.file().endsWith("/pyinstrument/__main__.py");
    }

    /// The code of a string by which pyinstrument starts a script or a module, rather than the program itself.
    private static boolean callsRunpy(CallTree tree, int node) {
        for (int child = node + 1; child < tree.end(node); child = tree.end(child)) {
            if (tree.function(child) instanceof Function.Python python && isRunpy(python)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isImport(Function.Python python, CodeOrigin origin) {
        return origin == CodeOrigin.IMPORT_SYSTEM
                || python.file().startsWith("<frozen importlib")
                || python.file().endsWith("/importlib/util.py");
    }

    private static boolean isThreading(Function.Python python) {
        return python.file().endsWith("/threading.py");
    }
}
