package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;

/// The outer part of a very deep stack of frame objects, as it was when it was last read.
///
/// The inner frames are copied before and after the thread's current frame is. So many outer ones would
/// be too much: they are read once, after it, and count if they are what they were at the last reading,
/// before it.
final class FrameTail {
    /// What a reading came to.
    enum Outcome {
        /// All is as it was at the last reading.
        SAME,
        /// All is read, and not as it was.
        CHANGED,
        /// There is no such stack.
        TORN
    }

    private static final int MAX_DEPTH = 1 << 20;

    /// Closer than a page: there is no hole between two frames.
    private static final int NEAR = 4096;

    /// Frames and bytes of one read.
    private static final int SLICE = 8192;

    private static final long SLICE_BYTES = 4 << 20;

    /// Results of [#readAsBefore] that are no place.
    private static final int ALL = -1;

    private static final int NONE = -2;

    private final FrameObjects objects;
    private final CodeObjects codes;
    private final Memory memory;

    /// Outermost first. Beyond the tail are the inner frames of the last stack: the next one's tail may
    /// be longer.
    private final FrameColumns frames = new FrameColumns();

    private final FramePlaces places = new FramePlaces(frames);

    /// Innermost first: frames that are not called by those that they were called by, if they were there.
    private final FrameColumns fresh = new FrameColumns();

    /// So many of the outermost frames are as they were in the last accepted stack.
    private int settled;

    private final Ranges slice = new Ranges(1 << 12);
    private final Ranges single = new Ranges(1 << 12);
    private final long[] rangeStarts = new long[Ranges.MAX_COUNT];
    private final long[] rangeOffsets = new long[Ranges.MAX_COUNT];
    private final int[] rangeOf = new int[SLICE];

    // The frame that was taken last from a copy.
    private @Nullable CodeObject code;
    private long back;
    private int unit;
    private long receiver;

    private boolean changed;

    FrameTail(FrameObjects objects, CodeObjects codes, Memory memory) {
        this.objects = objects;
        this.codes = codes;
        this.memory = memory;
    }

    boolean isEmpty() {
        return frames.count == 0;
    }

    /// Where the frame was met last.
    ///
    /// @return its place counted from the outermost frame, or -1
    int find(long frame) {
        return places.find(frame);
    }

    int settled() {
        return settled;
    }

    /// Reads the frames from this one on outwards.
    ///
    /// @param known so many of the outermost need not be read: they cannot have changed
    Outcome read(long start, int known) {
        changed = false;
        fresh.count = 0;
        int joint = ALL;
        long mark = 0;
        int nextMark = 1;
        for (long frame = start; frame != 0; frame = back) {
            int place = places.find(frame);
            int end = place < 0 ? ALL : readAsBefore(place, known);
            if (place >= 0 && end == ALL) {
                joint = place;
                break;
            }
            if (place < 0 ? !readOne(frame) : end == NONE) {
                return Outcome.TORN;
            }
            addFresh(frame, place, end);
            if (fresh.count >= nextMark) {
                mark = frame;
                nextMark = 2 * fresh.count;
            }
            if (back == mark || fresh.count > MAX_DEPTH) {
                return Outcome.TORN; // the chain has a loop
            }
        }
        join(joint);
        return changed ? Outcome.CHANGED : Outcome.SAME;
    }

    /// Adds the tail, from its end outwards, to the frames that a walk has added, and so ends the walk.
    ///
    /// @param end the place of its innermost frame
    void finish(StackBuffer stack, int end) {
        for (int i = end; i >= settled; i--) {
            stack.add(frames.addresses[i], frames.code(i), frames.units[i], frames.receivers[i]);
        }
        stack.finish(Math.min(settled, end + 1));
        frames.count = end + 1;
        for (int i = end + 1; i < stack.depth(); i++) {
            frames.add(stack.frame(i), stack.code(i), stack.unit(i), stack.receiver(i));
            places.addLast();
        }
        settled = frames.count;
    }

    void clear() {
        frames.count = 0;
        settled = 0;
    }

    private void addFresh(long frame, int place, int end) {
        if (place < 0) {
            fresh.add(frame, taken(), unit, receiver);
            return;
        }
        for (int i = place; i >= end; i--) {
            fresh.add(frames.addresses[i], frames.code(i), frames.units[i], frames.receivers[i]);
        }
    }

    /// Puts the fresh frames upon the one at this place.
    private void join(int place) {
        if (fresh.count == 0) {
            return;
        }
        changed = true;
        frames.count = place + 1;
        settled = Math.min(settled, frames.count);
        for (int i = fresh.count - 1; i >= 0; i--) {
            frames.add(fresh.addresses[i], fresh.code(i), fresh.units[i], fresh.receivers[i]);
            places.addLast();
        }
    }

    /// Reads the frames from this place on outwards, as long as each has the caller that it had.
    ///
    /// @return the place of the one that has another, or [#ALL], or [#NONE] if one does not run
    private int readAsBefore(int place, int known) {
        for (int from = place; from >= known; ) {
            int to = plan(from, known);
            if (memory.read(slice) < slice.count()) {
                return NONE;
            }
            for (int i = from; i > to; i--) {
                int range = rangeOf[from - i];
                if (!takeAgain(i, rangeOffsets[range] + frames.addresses[i] - rangeStarts[range])) {
                    return NONE;
                }
                if (back != (i == 0 ? 0 : frames.addresses[i - 1])) {
                    return i;
                }
            }
            from = to;
        }
        return ALL;
    }

    /// Plans one read of the frames from this place on, those that lie near one another as one range.
    ///
    /// @return the first place that did not fit
    private int plan(int from, int known) {
        slice.clear();
        int range = 0;
        long start = 0;
        long end = 0;
        int place = from;
        for (; place >= known && from - place < SLICE; place--) {
            long first = frames.addresses[place];
            long last = first + objects.size(frames.code(place));
            boolean isNear = place < from && first - end < NEAR && start - last < NEAR;
            if (isNear) {
                start = Math.min(start, first);
                end = Math.max(end, last);
            } else {
                if (place < from) {
                    add(range++, start, end);
                }
                if (range == Ranges.MAX_COUNT || slice.size() > SLICE_BYTES) {
                    return place;
                }
                start = first;
                end = last;
            }
            rangeOf[from - place] = range;
        }
        add(range, start, end);
        return place;
    }

    private void add(int range, long start, long end) {
        rangeStarts[range] = start;
        rangeOffsets[range] = slice.add(start, end - start);
    }

    /// Takes a frame from the slice, and notes whether it is as it was.
    private boolean takeAgain(int place, long offset) {
        CodeObject was = frames.code(place);
        boolean runs = objects.code(slice.bytes(), offset) == was.address()
                ? take(slice.bytes(), offset, was)
                : readOne(frames.addresses[place]);
        if (runs && (code != was || unit != frames.units[place] || receiver != frames.receivers[place])) {
            frames.set(place, taken(), unit, receiver);
            settled = Math.min(settled, place);
            changed = true;
        }
        return runs;
    }

    private boolean readOne(long frame) {
        CodeObject expected = null;
        for (int size = objects.headerSize(); ; size = objects.size(expected)) {
            single.clear();
            single.add(frame, size);
            if (memory.read(single) < 1) {
                return false;
            }
            CodeObject found = codes.at(objects.code(single.bytes(), 0));
            if (found == null || (expected != null && found != expected)) {
                return false;
            }
            if (size == objects.size(found)) {
                return take(single.bytes(), 0, found);
            }
            expected = found;
        }
    }

    /// Takes a frame from a copy.
    ///
    /// @return whether it runs
    private boolean take(MemorySegment copy, long offset, CodeObject expected) {
        CodeObject found = codes.at(expected.address());
        if (found == null || objects.size(found) > objects.size(expected) || !objects.isExecuting(copy, offset)) {
            return false;
        }
        code = found;
        back = objects.back(copy, offset);
        unit = objects.unit(copy, offset);
        receiver = objects.receiver(copy, offset, found, objects.size(found));
        if (unit < -1 || unit >= found.units()) {
            codes.again(found.address());
            return false;
        }
        return back != 0 || !found.makesGenerator(); // a suspended generator is cut off from its caller
    }

    private CodeObject taken() {
        CodeObject taken = code;
        if (taken == null) {
            throw new IllegalStateException("no frame was taken");
        }
        return taken;
    }
}
