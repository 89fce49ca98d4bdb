package pyrometer.tree;

import pyrometer.session.CodeOrigin;

/// Leaves out what `import` does between the statement and the module: the module is shown under its importer.
public record RemoveImportSystem() implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        return LiftChildren.of(tree, node -> tree.origin(node) == CodeOrigin.IMPORT_SYSTEM);
    }
}
