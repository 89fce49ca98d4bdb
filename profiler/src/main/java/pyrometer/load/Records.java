package pyrometer.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.session.StackTrie;

/// The samples of a pyinstrument session as they stand in the file, with each frame and each stack kept once.
final class Records {
    /// A hundred years, all samples together.
    private static final long MOST_NANOS = 3_000_000_000_000_000_000L;

    private final Limits limits;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<FrameInfo> infos = new ArrayList<>();
    private final StackTrie stacks = new StackTrie();
    private long characters;
    private long total;
    private int size;
    private int[] recordStacks = new int[256];
    private long[] recordNanos = new long[256];

    Records(Limits limits) {
        this.limits = limits;
    }

    /// The stack that goes on from `stack` with the frame.
    int push(int stack, String text) throws UnreadableSession {
        FrameInfo caller = stack == StackTrie.EMPTY ? null : info(stack);
        if (caller != null && caller.element() instanceof FrameInfo.Element.Marker) {
            throw new UnreadableSession("frame_records has a stack that goes on after " + caller.identifier());
        }
        int number = number(text);
        if (caller != null && infos.get(number).element() instanceof FrameInfo.Element.ThreadStart) {
            throw new UnreadableSession("frame_records has a stack with a thread inside");
        }
        int next = stacks.child(stack, number, StackTrie.NO_LINE);
        Limits.check(stacks.size(), limits.stacks(), "different calls");
        return next;
    }

    private int number(String text) throws UnreadableSession {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        characters += text.length();
        Limits.check(characters, limits.characters(), "characters in the names of frames");
        infos.add(FrameInfo.of(text));
        numbers.put(text, infos.size() - 1);
        Limits.check(infos.size(), limits.frames(), "different frames");
        return infos.size() - 1;
    }

    void add(int stack, long nanos) throws UnreadableSession {
        total += nanos;
        if (total > MOST_NANOS) {
            throw new UnreadableSession("frame_records takes longer than a recording can");
        }
        if (size == recordStacks.length) {
            recordStacks = Arrays.copyOf(recordStacks, 2 * size);
            recordNanos = Arrays.copyOf(recordNanos, 2 * size);
        }
        recordStacks[size] = stack;
        recordNanos[size] = nanos;
        size++;
        Limits.check(size, limits.records(), "samples");
    }

    int size() {
        return size;
    }

    /// The innermost frame's node in [#stacks].
    int stack(int record) {
        return recordStacks[record];
    }

    long nanos(int record) {
        return recordNanos[record];
    }

    StackTrie stacks() {
        return stacks;
    }

    /// The innermost frame of the stack.
    FrameInfo info(int stack) {
        return infos.get(stacks.frame(stack));
    }
}
