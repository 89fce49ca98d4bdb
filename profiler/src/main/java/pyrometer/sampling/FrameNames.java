package pyrometer.sampling;

import org.jspecify.annotations.Nullable;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.TypeNames;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.Frame;
import pyrometer.session.SessionRecorder;

/// The session's frames of the functions that were met, with the classes of their receivers.
final class FrameNames {
    private static final int OB_TYPE = 8;
    private static final int CELL_CONTENTS = 16;

    private final FrameIndex index = new FrameIndex();
    private final LoopFrames loopFrames = new LoopFrames();
    private final TypeNames types;
    private final MemoryReader reader;
    private final SessionRecorder recorder;

    FrameNames(TypeNames types, MemoryReader reader, SessionRecorder recorder) {
        this.types = types;
        this.reader = reader;
        this.recorder = recorder;
    }

    LoopFrames loopFrames() {
        return loopFrames;
    }

    /// The session's index of a frame, or -1 if it cannot be told now.
    ///
    /// @param receiver the word in the slot of its `self` or `cls`, or 0
    /// @param type the address of the receiver's type, or 0
    int of(CodeObject code, long receiver, long type) {
        // The class that is shown is that of `self`, or `cls` itself.
        long shown = code.receiver() == CodeObject.Receiver.CLS ? receiver : type;
        int frame = index.find(code, type == 0 ? 0 : shown);
        return frame >= 0 ? frame : newFrame(code, receiver, type);
    }

    private int newFrame(CodeObject code, long receiver, long type) {
        try {
            long object = receiver;
            long objectType = type;
            if (objectType != 0 && types.at(objectType).isCell()) {
                object = reader.readLong(receiver + CELL_CONTENTS);
                objectType = object == 0 ? 0 : reader.readLong(object + OB_TYPE);
            }
            return intern(code, object, objectType);
        } catch (UnreadableMemory e) {
            types.forget();
            return -1;
        }
    }

    private int intern(CodeObject code, long object, long type) throws UnreadableMemory {
        @Nullable String className = null;
        long shown = 0;
        if (type != 0) {
            TypeNames.Type known = types.at(type);
            if (code.receiver() == CodeObject.Receiver.CLS) {
                shown = object;
                className = known.isMetaclass() ? types.at(object).name() : null;
            } else {
                shown = type;
                className = known.isHeap() ? known.name() : null;
            }
        }
        int frame = index.find(code, shown);
        if (frame < 0) {
            frame = recorder.frame(new Frame.Python(
                    code.name(), code.qualifiedName(), code.file(), code.firstLine(), className, code.isHidden()));
            index.put(code, shown, frame);
            loopFrames.met(code, frame);
        }
        return frame;
    }
}
