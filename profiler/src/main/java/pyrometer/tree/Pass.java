package pyrometer.tree;

/// One step on the way from what was recorded to what is worth reading.
///
/// A pass does one thing, leaves its argument as it is and keeps the time of the whole thread: what it leaves out is
/// absorbed by the caller. A renderer lists its passes in the order in which they run.
@FunctionalInterface
public interface Pass {
    CallTree apply(CallTree tree);
}
