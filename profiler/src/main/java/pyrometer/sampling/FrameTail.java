package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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

    /// Bytes of one range, of one read, and of all copies: a longer tail is not read.
    private static final long MAX_RANGE_BYTES = 4 << 20;

    private static final long MAX_READ_BYTES = 16 << 20;

    private static final long MAX_BYTES = 128 << 20;

    /// The tail may be longer by so many frames than it was: the last stack's inner ones.
    private static final int SPARE = 256;

    /// Results of [#takeAsBefore] that are no place.
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

    private final Ranges single = new Ranges(1 << 12);

    /// The copies, of which the first `reads` are in use, and where in them the frames from `outermost` to
    /// `innermost` lie, by their places.
    private final List<Ranges> copies = new ArrayList<>();

    private int reads;
    private int outermost;
    private int innermost = NONE;
    private int[] copyOf = new int[128];
    private long[] offsets = new long[128];
    private boolean isCopied;

    /// The place of the innermost frame that was to be read at the last look.
    private int lastStart;

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

    /// Plans to copy the frames, but for so many of the outermost, which need not be read.
    void plan(int known) {
        reads = 0;
        outermost = known;
        innermost = Math.min(frames.count, lastStart + 1 + SPARE) - 1;
        isCopied = false;
        if (copyOf.length < frames.count) {
            copyOf = new int[frames.addresses.length];
            offsets = new long[frames.addresses.length];
        }
        long planned = 0;
        for (int place = innermost; place >= outermost && planned <= MAX_BYTES; reads++) {
            if (reads == copies.size()) {
                copies.add(new Ranges(1 << 12));
            }
            place = planRead(copies.get(reads), place);
            planned += copies.get(reads).size();
        }
        if (planned > MAX_BYTES) {
            innermost = NONE; // A part would be of no use.
        }
    }

    /// Copies what was planned. Apart from [#read], so that it takes the least time.
    void copy() {
        isCopied = true;
        for (int i = 0; i < reads && isCopied; i++) {
            isCopied = memory.read(copies.get(i)) == copies.get(i).count();
        }
    }

    /// So many of the outermost frames were not to be copied.
    int outermost() {
        return outermost;
    }

    /// Reads the frames from this one on outwards, most of them from the copy.
    Outcome read(long start) {
        changed = false;
        fresh.count = 0;
        int joint = ALL;
        long mark = 0;
        int nextMark = 1;
        for (long frame = start; frame != 0; frame = back) {
            int place = places.find(frame);
            int end = place < 0 ? ALL : takeAsBefore(place);
            if (place >= 0 && end == ALL) {
                joint = place;
                break;
            }
            if (place < 0 ? !readOne(frame) : end == NONE) {
                lastStart = Math.max(lastStart, place);
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
        lastStart = end;
    }

    void clear() {
        frames.count = 0;
        settled = 0;
        lastStart = 0;
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
        lastStart = frames.count - 1;
    }

    /// Takes the frames from this place on outwards, as long as each has the caller that it had.
    ///
    /// @return the place of the one that has another, or [#ALL], or [#NONE] if one does not run
    private int takeAsBefore(int place) {
        if (!isCopied || place > innermost) {
            return NONE;
        }
        for (int i = place; i >= outermost; i--) {
            if (!takeAgain(i)) {
                return NONE;
            }
            if (back != (i == 0 ? 0 : frames.addresses[i - 1])) {
                return i;
            }
        }
        return ALL;
    }

    /// Plans one read of the frames from this place on, those that lie near one another as one range.
    ///
    /// @return the first place that did not fit
    private int planRead(Ranges read, int from) {
        read.clear();
        long start = 0;
        long end = 0;
        int rangeFrom = from;
        int place = from;
        for (; place >= outermost; place--) {
            long first = frames.addresses[place];
            long last = first + objects.size(frames.code(place));
            boolean isNear = place < from
                    && first - end < NEAR
                    && start - last < NEAR
                    && Math.max(end, last) - Math.min(start, first) <= MAX_RANGE_BYTES;
            if (isNear) {
                start = Math.min(start, first);
                end = Math.max(end, last);
                continue;
            }
            if (place < from) {
                add(read, start, end, rangeFrom, place);
                if (read.count() == Ranges.MAX_COUNT || read.size() >= MAX_READ_BYTES) {
                    return place;
                }
            }
            rangeFrom = place;
            start = first;
            end = last;
        }
        add(read, start, end, rangeFrom, place);
        return place;
    }

    /// Adds a range with the frames of the places from `from` down to the one above `to`.
    private void add(Ranges read, long start, long end, int from, int to) {
        long offset = read.add(start, end - start);
        for (int place = from; place > to; place--) {
            copyOf[place] = reads;
            offsets[place] = offset + frames.addresses[place] - start;
        }
    }

    /// Takes a frame from its copy, and notes whether it is as it was.
    private boolean takeAgain(int place) {
        MemorySegment copy = copies.get(copyOf[place]).bytes();
        long offset = offsets[place];
        CodeObject was = frames.code(place);
        boolean runs = objects.code(copy, offset) == was.address()
                ? take(copy, offset, was)
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
