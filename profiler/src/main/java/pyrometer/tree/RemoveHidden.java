package pyrometer.tree;

/// Leaves out functions that ask for it with a local variable `__tracebackhide__`.
public record RemoveHidden() implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        return LiftChildren.of(tree, tree::isHidden);
    }
}
