package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.Layout;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.NotedMemory;
import pyrometer.memory.NotedMemory.Notes;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.StackTrie;

/// The stack in which a thread left a context, as one greenlet switches to another: the thread does not refer to it any
/// more, but its frames lie where they were.
///
/// It was last seen some time before. From the outermost frame on, those that are at the same instruction as then are
/// still in the same call; the first one that is at another is in a later call, and of that no more is known.
final class LeftStack {
    /// The memory of the frame is another's by now.
    private static final int GONE = Integer.MIN_VALUE;

    private final StackTrie stacks;
    private final NotedMemory noted;
    private final MemoryReader reader;
    private final Units units;

    /// The stack as it was seen, outermost frame first.
    private final FrameColumns seen = new FrameColumns();

    private int[] nodes = new int[0];

    /// What was left of it, and from what that was read.
    private int left = StackTrie.EMPTY;

    private @Nullable Notes notes;

    /// Tells at which code unit a frame is.
    private interface Units {
        /// @return [#GONE] if it is not a frame of this code
        int of(long frame, CodeObject code) throws UnreadableMemory;
    }

    LeftStack(Layout layout, Memory memory, StackTrie stacks) {
        this.stacks = stacks;
        this.noted = new NotedMemory(memory);
        this.reader = new MemoryReader(noted);
        this.units = layout.frames() == Layout.Frames.DATA_STACK
                ? ofDataStack(new InterpreterFrames(layout))
                : ofObjects(new FrameObjects(layout));
    }

    private Units ofDataStack(InterpreterFrames frames) {
        return (frame, code) -> {
            MemorySegment copy = reader.read(frame, frames.headerSize());
            return frames.code(copy, 0) == code.address() ? code.unit(frames.instruction(copy, 0)) : GONE;
        };
    }

    private Units ofObjects(FrameObjects frames) {
        return (frame, code) -> {
            MemorySegment copy = reader.read(frame, frames.headerSize());
            return frames.code(copy, 0) == code.address() ? frames.unit(copy, 0) : GONE;
        };
    }

    /// The thread was seen in the context.
    ///
    /// @param node of this stack, without a C function
    void saw(StackBuffer stack, int node) {
        int depth = stack.depth();
        seen.count = 0;
        notes = null;
        nodes = depth > nodes.length ? new int[2 * depth] : nodes;
        int at = node;
        for (int i = depth - 1; i >= 0; i--) {
            if (at == StackTrie.EMPTY) {
                return;
            }
            nodes[i] = at;
            at = stacks.parent(at);
        }
        if (at != StackTrie.EMPTY) {
            return;
        }
        for (int i = 0; i < depth; i++) {
            seen.add(stack.frame(i), stack.code(i), stack.unit(i), 0);
        }
    }

    /// What is left of the stack, up to the call in which the context was left.
    ///
    /// @return [StackTrie#EMPTY] if nothing is
    /// @throws UnreadableMemory if it changes, so that it is not left
    int now() throws UnreadableMemory {
        if (notes != null && noted.areAsNoted(notes)) {
            return left;
        }
        noted.begin();
        left = read();
        if (!noted.isUnchanged()) {
            notes = null;
            throw new UnreadableMemory("the stack goes on");
        }
        notes = noted.notes();
        return left;
    }

    private int read() {
        int node = StackTrie.EMPTY;
        for (int i = 0; i < seen.count; i++) {
            int unit;
            try {
                unit = units.of(seen.addresses[i], seen.code(i));
            } catch (UnreadableMemory e) {
                return node;
            }
            if (unit == GONE) {
                return node;
            }
            if (unit != seen.units[i]) {
                return stacks.child(node, stacks.frame(nodes[i]), seen.code(i).line(unit));
            }
            node = nodes[i];
        }
        return node;
    }
}
