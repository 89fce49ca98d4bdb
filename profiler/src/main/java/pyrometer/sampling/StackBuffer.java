package pyrometer.sampling;

import pyrometer.cpython.CodeObject;

/// A thread's stack, outermost frame first. A walk goes the other way: it adds the innermost frames, and may
/// stop where
/// it meets one that is as it was in the last stack; the frames below that stay.
final class StackBuffer {
    private final FrameColumns frames = new FrameColumns();
    private final FrameColumns walked = new FrameColumns();

    /// The outermost frames that no walk has touched since this was last taken.
    private int untouched;

    /// Begins a walk. The stack stays as it is until [#finish].
    void begin() {
        walked.count = 0;
    }

    /// Adds the caller of the frames walked so far.
    ///
    /// @param frame its address
    /// @param unit the code unit it is at
    /// @param receiver the word in the slot of its `self` or `cls`, or 0
    void add(long frame, CodeObject code, int unit, long receiver) {
        walked.add(frame, code, unit, receiver);
    }

    /// How many frames the walk has added.
    int walked() {
        return walked.count;
    }

    /// The address of a frame that the walk has added, counted from the innermost one.
    long walkedFrame(int index) {
        return walked.addresses[index];
    }

    /// Ends a walk: the frames walked lie upon the outermost `kept` ones of the last stack.
    void finish(int kept) {
        int depth = kept + walked.count;
        frames.reserve(depth);
        for (int i = 0; i < walked.count; i++) {
            frames.set(depth - 1 - i, walked, i);
        }
        frames.count = depth;
        untouched = Math.min(untouched, kept);
    }

    /// The outermost frames that have stayed as they were since this was last asked.
    int takeUntouched() {
        int result = untouched;
        untouched = frames.count;
        return result;
    }

    /// The place of a frame in the last stack, searched from `below` outwards.
    ///
    /// @return -1 if it was not there
    int find(long address, int below) {
        for (int i = Math.min(below, frames.count) - 1; i >= 0; i--) {
            if (frames.addresses[i] == address) {
                return i;
            }
        }
        return -1;
    }

    int depth() {
        return frames.count;
    }

    long frame(int index) {
        return frames.addresses[index];
    }

    CodeObject code(int index) {
        return frames.code(index);
    }

    int unit(int index) {
        return frames.units[index];
    }

    long receiver(int index) {
        return frames.receivers[index];
    }
}
