package pyrometer.tree;

import java.util.Set;
import pyrometer.session.CodeOrigin;

/// Lets a tree begin at the program: leaves out the calls by which Python itself gets there. For `python -m` that is
/// `runpy`, for a thread the start of `threading`. A stem that leads nowhere is kept.
public record TrimStem() implements Pass {
    private static final Set<String> THREAD_START = Set.of("_bootstrap", "_bootstrap_inner", "run");

    private enum Stem {
        NONE,
        RUNPY,
        THREADING
    }

    @Override
    public CallTree apply(CallTree tree) {
        TreeBuilder builder = new TreeBuilder(tree);
        int[] copies = new int[tree.size()];
        Stem[] stems = new Stem[tree.size()];
        stems[CallTree.ROOT] = Stem.NONE;
        boolean found = false;
        for (int node = CallTree.ROOT + 1; node < copies.length; node++) {
            int parent = tree.parent(node);
            stems[node] = stem(tree, node, parent, stems[parent]);
            if (stems[node] == Stem.NONE) {
                copies[node] = builder.copy(tree, node, copies[parent]);
                found = true;
            }
        }
        return found ? builder.build() : tree;
    }

    private static Stem stem(CallTree tree, int node, int parent, Stem above) {
        if (parent == CallTree.ROOT) {
            return stemThatBeginsWith(tree.function(node));
        }
        if (above == Stem.NONE) {
            return Stem.NONE;
        }
        return switch (tree.function(node)) {
            case Function.Python python -> continues(above, python, tree.origin(node)) ? above : Stem.NONE;
            case Function.C _, Function.Synthetic _ -> above;
        };
    }

    private static Stem stemThatBeginsWith(Function function) {
        if (!(function instanceof Function.Python python)) {
            return Stem.NONE;
        }
        return switch (python.name()) {
            case "_run_module_as_main" -> isRunpy(python) ? Stem.RUNPY : Stem.NONE;
            case "_bootstrap" -> isThreading(python) ? Stem.THREADING : Stem.NONE;
            default -> Stem.NONE;
        };
    }

    private static boolean continues(Stem stem, Function.Python python, CodeOrigin origin) {
        return switch (stem) {
            case NONE -> false;
            case RUNPY -> isRunpy(python) || isImport(python, origin);
            case THREADING -> isThreading(python) && THREAD_START.contains(python.name());
        };
    }

    private static boolean isRunpy(Function.Python python) {
        return python.file().equals("<frozen runpy>") || python.file().endsWith("/runpy.py");
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
