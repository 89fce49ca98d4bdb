package pyrometer.tree;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;

/// Gives one number to all nodes that have the same function, whose callers have the same function, and so on up.
/// Asked for the nodes of a tree in their order.
final class SameCalls {
    private final CallTree tree;
    private final IntBinaryOperator create;
    private final int[] numbers;
    private final Map<Long, Integer> known = new HashMap<>();

    /// @param create makes the number of a call from that of its caller and from its function's number
    SameCalls(CallTree tree, IntBinaryOperator create) {
        this.tree = tree;
        this.create = create;
        this.numbers = new int[tree.size()];
    }

    int of(int node) {
        int caller = numbers[tree.parent(node)];
        int function = tree.functionNumber(node);
        numbers[node] = known.computeIfAbsent(
                ((long) caller << Integer.SIZE) | function, _ -> create.applyAsInt(caller, function));
        return numbers[node];
    }
}
