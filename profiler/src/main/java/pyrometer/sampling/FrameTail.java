package pyrometer.sampling;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.memory.Memory;
import pyrometer.memory.Ranges;

/// The outer part of a very deep stack of frame objects, as it was when it was last read.
///
/// The inner frames are copied before and after the thread's current frame is. So many outer ones would be too much:
/// they are read apart, before that and after it. Those that the thread cannot have returned to meanwhile, as
/// [StackFloor] says, were what was read; most of them need not be read again for the next stack.
final class FrameTail {
    /// What a reading came to.
    enum Outcome {
        /// All of it was there while the thread's current frame was what it was.
        TRUE,
        /// Perhaps so, perhaps not.
        CHANGED,
        /// There is no such stack.
        TORN
    }

    /// No place: there is no such stack.
    private static final int TORN = -2;

    private static final int MAX_DEPTH = 1 << 20;

    /// Closer than a page: there is no hole between two frames.
    private static final int NEAR = 4096;

    /// Bytes of one copy: so few that the thread does not get far meanwhile.
    private static final long MAX_COPY_BYTES = 1 << 20;

    /// What is copied around a frame that lies near the one that it called.
    private static final int BLOCK = 1 << 16;

    /// The floor is looked at again after so many frames.
    private static final int FRAMES_PER_LOOK = 1024;

    /// Of the innermost frames, so many count if they were the same before and after: it is unlikely that the thread
    /// returned from as many, called as many others, and was back, all in the time of a reading.
    private static final int SHAKY = 20_000;

    /// If this is not too long.
    private static final long MAX_NANOS_BETWEEN_READINGS = 50_000_000;

    /// A thread is in so many more calls, of C functions, than it has frames, at one time than at another.
    private static final int CALLS_OF_C = 64;

    private final FrameObjects objects;
    private final CodeObjects codes;
    private final Memory memory;
    private final StackFloor floor;

    /// Outermost first. Beyond the tail are the inner frames of the last stack: the next one's tail may be longer.
    private final FrameColumns frames = new FrameColumns();

    private final FramePlaces places = new FramePlaces(frames);

    /// Innermost first: what is being read.
    private final FrameColumns fresh = new FrameColumns();

    /// So many of the outermost frames are as they were in the last accepted stack.
    private int settled;

    /// So many of the outermost frames the thread has not returned to since they were read.
    private int untouched;

    /// A frame's place and this are the number of calls that the thread is in when that frame is its innermost one.
    private long callsBelow;

    /// Whether the innermost frames were read a short while before.
    private boolean isRecent;

    private final Ranges single = new Ranges(1 << 12);

    /// A copy of the memory around the last frame that was read by itself, from this address on.
    private final Ranges block = new Ranges(BLOCK);

    private long blockStart;

    /// A copy of the frames from the place `copyFrom` out to `copyTo`, and where in it they lie, by their places.
    private final Ranges copy = new Ranges(1 << 12);

    private int copyFrom;
    private int copyTo;
    private int[] offsets = new int[128];

    // The frame that was taken last from a copy.
    private @Nullable CodeObject code;
    private long back;
    private int unit;
    private long receiver;

    FrameTail(FrameObjects objects, CodeObjects codes, Memory memory, StackFloor floor) {
        this.objects = objects;
        this.codes = codes;
        this.memory = memory;
        this.floor = floor;
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

    /// Is to be called right before the thread's current frame is read.
    void look() {
        isRecent = floor.look() <= MAX_NANOS_BETWEEN_READINGS;
        touch();
        floor.begin();
    }

    /// Is to be called right after that.
    void lookAgain() {
        floor.look();
        touch();
    }

    /// The thread has returned as far, perhaps, as the floor says.
    private void touch() {
        untouched = Math.clamp(floor.lowest() - callsBelow - CALLS_OF_C, 0, untouched);
    }

    /// Reads the frames from this one on outwards, but for those that are known.
    ///
    /// @param inner how many frames the thread's current one and those outwards from it are, up to this one
    /// @param calls the most calls that the thread is in when this frame is its innermost one
    Outcome read(long start, int inner, long calls) {
        int place = places.find(start);
        if (calls > place + callsBelow + CALLS_OF_C) {
            untouched = 0; // it was another stack whose calls were counted
        }
        int untouchedBefore = untouched;
        int joint = readUntil(start);
        if (joint == TORN) {
            clear();
            return Outcome.TORN;
        }
        boolean same = join(joint);
        if (joint < 0) {
            callsBelow = calls - (frames.count - 1);
        }
        untouched = frames.count;
        lookAgain();
        int shaky = frames.count - Math.max(untouchedBefore, untouched) + inner;
        return same && isRecent && shaky <= SHAKY ? Outcome.TRUE : Outcome.CHANGED;
    }

    /// @return the place of the first frame, outwards, that is known, or -1 if none is, or [#TORN]
    private int readUntil(long start) {
        fresh.count = 0;
        copyFrom = -1;
        copyTo = 0;
        blockStart = 0;
        long mark = 0;
        int nextMark = 1;
        for (long frame = start; frame != 0; frame = back) {
            int place = places.find(frame);
            if (place >= 0 && place < untouched) {
                return place;
            }
            boolean isTaken = place >= 0 && takeCopied(place);
            if (!isTaken && !takeFromBlock(frame) && !readOne(frame)) {
                return TORN;
            }
            fresh.add(frame, taken(), unit, receiver);
            if (fresh.count >= nextMark) {
                mark = frame;
                nextMark = 2 * fresh.count;
            }
            if (back == mark || fresh.count > MAX_DEPTH) {
                return TORN; // the chain has a loop
            }
            if (fresh.count % FRAMES_PER_LOOK == 0) {
                floor.look();
            }
        }
        return -1;
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
        untouched = frames.count;
        touch();
    }

    void clear() {
        frames.count = 0;
        settled = 0;
        untouched = 0;
    }

    /// Puts the fresh frames upon the one at this place.
    ///
    /// @return whether they were there already, as they are
    private boolean join(int place) {
        int count = place + 1;
        int same = 0;
        for (int i = fresh.count - 1; i >= 0; i--, count++) {
            boolean isThere = count < frames.count && frames.addresses[count] == fresh.addresses[i];
            if (isThere && isAsItWas(count, i)) {
                same++;
                continue;
            }
            settled = Math.min(settled, count);
            if (isThere) {
                frames.set(count, fresh, i);
                continue;
            }
            frames.count = count;
            frames.add(fresh.addresses[i], fresh.code(i), fresh.units[i], fresh.receivers[i]);
            places.addLast();
        }
        frames.count = count;
        settled = Math.min(settled, count);
        return same == fresh.count;
    }

    private boolean isAsItWas(int place, int other) {
        return frames.codes[place] == fresh.codes[other]
                && frames.units[place] == fresh.units[other]
                && frames.receivers[place] == fresh.receivers[other];
    }

    /// Takes the frame that was met at this place from a copy.
    ///
    /// @return false if that is not there
    private boolean takeCopied(int place) {
        if (place > copyFrom || place < copyTo) {
            planCopy(place);
            floor.look();
            if (memory.read(copy) < copy.count()) {
                copyFrom = -1;
                return false;
            }
        }
        CodeObject was = frames.code(place);
        return objects.code(copy.bytes(), offsets[place]) == was.address() && take(copy.bytes(), offsets[place], was);
    }

    /// Plans one copy of the frames from this place on outwards, those that lie near one another as one range.
    private void planCopy(int from) {
        if (offsets.length < frames.count) {
            offsets = new int[frames.addresses.length];
        }
        copy.clear();
        copyFrom = from;
        int place = from;
        while (place >= untouched && copy.count() < Ranges.MAX_COUNT && copy.size() < MAX_COPY_BYTES) {
            place = planRange(place);
        }
        copyTo = place + 1;
    }

    /// @return the first place, outwards, that did not fit
    private int planRange(int from) {
        long start = frames.addresses[from];
        long end = start + objects.size(frames.code(from));
        int place = from - 1;
        for (; place >= untouched; place--) {
            long first = frames.addresses[place];
            long last = first + objects.size(frames.code(place));
            boolean isNear = first - end < NEAR
                    && start - last < NEAR
                    && Math.max(end, last) - Math.min(start, first) <= MAX_COPY_BYTES;
            if (!isNear) {
                break;
            }
            start = Math.min(start, first);
            end = Math.max(end, last);
        }
        int offset = (int) copy.add(start, end - start);
        for (int i = from; i > place; i--) {
            offsets[i] = offset + (int) (frames.addresses[i] - start);
        }
        return place;
    }

    /// Takes a frame from a copy of the memory around it, where frames lie one beside the other.
    ///
    /// @return false if it has to be read by itself
    private boolean takeFromBlock(long frame) {
        boolean isNear = fresh.count > 0 && Math.abs(frame - fresh.addresses[fresh.count - 1]) < NEAR;
        if (!isNear) {
            return false;
        }
        long start = frame & -BLOCK;
        if (start != blockStart) {
            block.clear();
            block.add(start, BLOCK);
            blockStart = memory.read(block) == 1 ? start : 0;
            floor.look();
        }
        long offset = frame - start;
        if (blockStart == 0 || offset + objects.headerSize() > BLOCK) {
            return false;
        }
        CodeObject found = codes.at(objects.code(block.bytes(), offset));
        return found != null && offset + objects.size(found) <= BLOCK && take(block.bytes(), offset, found);
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
    private boolean take(MemorySegment bytes, long offset, CodeObject expected) {
        CodeObject found = codes.at(expected.address());
        if (found == null || objects.size(found) > objects.size(expected) || !objects.isExecuting(bytes, offset)) {
            return false;
        }
        code = found;
        back = objects.back(bytes, offset);
        unit = objects.unit(bytes, offset);
        receiver = objects.receiver(bytes, offset, found, objects.size(found));
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
