package pyrometer.cpython;

import org.jspecify.annotations.Nullable;

/// The value stack before an instruction, as far as the bytecode alone tells.
///
/// From 3.9 on that is its depth, and each instruction has one. In 3.8 the code of a `finally` or `with` serves each
/// way
/// into it, and what lies on the stack below its own values is one of several groups: a NULL if it was entered from
/// above, a return address if it was called, six values if an exception was raised. Those are followed here, so that an
/// instruction has one state for each way to it.
///
/// @param depth how many values there are
/// @param group the uppermost group
record StackState(int depth, @Nullable Group group) {
    /// How many values a raised exception pushes.
    private static final int RAISED_SIZE = 6;

    enum Kind {
        NULL,
        ADDRESS,
        RAISED
    }

    /// @param level the depth below it
    /// @param count of this and the groups below
    record Group(Kind kind, int level, int count, @Nullable Group below) {}

    /// Followed no deeper: CPython itself allows 20 nested blocks.
    static final int MAX_GROUPS = 20;

    StackState push(int values) {
        return new StackState(depth + values, group);
    }

    /// An exception is on top of what `values` more than now are.
    StackState raised(int values) {
        return with(Kind.RAISED, depth + values - RAISED_SIZE, depth + values);
    }

    StackState pushNull() {
        return with(Kind.NULL, depth, depth + 1);
    }

    StackState pushAddress() {
        return with(Kind.ADDRESS, depth, depth + 1);
    }

    /// After `END_FINALLY`; null if the next instruction is not reached: the exception goes on, or the call returns.
    @Nullable
    StackState endFinally() {
        Group top = top();
        return top.kind == Kind.NULL ? without(top, top.level) : null;
    }

    /// After `POP_FINALLY`, which can leave `kept` values that are above the group.
    StackState popFinally(int kept) {
        Group top = top();
        return without(top, top.level + kept);
    }

    StackState popExcept() {
        return without(top(), depth - RAISED_SIZE / 2);
    }

    /// `WITH_CLEANUP_START` takes the exit function from below the group, and pushes two values.
    StackState startWithCleanup() {
        Group top = top();
        int added = top.kind == Kind.RAISED ? 2 : 1;
        return new StackState(depth + added, new Group(top.kind, top.level - 1, top.count, top.below));
    }

    /// After `WITH_CLEANUP_FINISH` if the exit function has swallowed the exception; null if there was none.
    @Nullable
    StackState swallowed() {
        Group top = top();
        return top.kind == Kind.RAISED
                ? new StackState(top.level + 1, new Group(Kind.NULL, top.level, top.count, top.below))
                : null;
    }

    /// After `END_ASYNC_FOR`: the exception and the iterator are gone.
    StackState endAsyncFor() {
        return without(top(), depth - RAISED_SIZE - 1);
    }

    /// The levels of the exceptions that are being handled, lowest first: those of the frame's `EXCEPT_HANDLER` blocks.
    int[] raisedLevels() {
        int count = 0;
        for (Group at = group; at != null; at = at.below) {
            count += at.kind == Kind.RAISED ? 1 : 0;
        }
        int[] levels = new int[count];
        for (Group at = group; at != null; at = at.below) {
            if (at.kind == Kind.RAISED) {
                levels[--count] = at.level;
            }
        }
        return levels;
    }

    private StackState with(Kind kind, int level, int newDepth) {
        int count = group == null ? 1 : group.count + 1;
        if (count > MAX_GROUPS) {
            throw new UnsoundBytecode("more than " + MAX_GROUPS + " nested blocks");
        }
        return new StackState(newDepth, new Group(kind, level, count, group));
    }

    private StackState without(Group top, int newDepth) {
        return new StackState(newDepth, top.below);
    }

    private Group top() {
        if (group == null) {
            throw new UnsoundBytecode("the end of a block that never began");
        }
        return group;
    }
}
