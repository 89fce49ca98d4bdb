package pyrometer.sampling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.ContextVars;
import pyrometer.cpython.PythonRuntime;
import pyrometer.cpython.TypeNames;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.NotedMemory;
import pyrometer.memory.NotedMemory.Notes;
import pyrometer.memory.UnreadableMemory;

/// Which contexts belong to the profiled one: those in which a variable has a certain value.
///
/// They are asked about at each look, those of all threads and tasks. So what was read for an answer is kept: as long
/// as that is the same, so is the answer, and to compare it is one system call.
final class Membership {
    private static final int TRIES = 4;
    private static final int MAX_KNOWN = 1 << 14;

    private final PythonRuntime runtime;
    private final NotedMemory noted;
    private final MemoryReader reader;
    private final MemoryReader notedReader;
    private final ContextVars contexts;
    private final long variable;
    private final long value;
    private final Map<Long, Known> known = new HashMap<>();

    private record Known(boolean isInside, Notes notes) {}

    /// A thread, and the context that it is in, or 0.
    record Place(long thread, long context) {}

    /// Where all threads are, as of [#placesNotes].
    private List<Place> places = List.of();

    private @Nullable Notes placesNotes;

    /// @param variable the address of a `ContextVar`
    /// @param value the address of the value that it has inside
    Membership(PythonRuntime runtime, Memory memory, TypeNames types, long variable, long value) {
        this.runtime = runtime;
        this.noted = new NotedMemory(memory);
        this.reader = new MemoryReader(memory);
        this.notedReader = new MemoryReader(noted);
        this.contexts = new ContextVars(runtime.layout(), notedReader, types);
        this.variable = variable;
        this.value = value;
    }

    /// The context that a thread is in now, or 0.
    long context(long thread) throws UnreadableMemory {
        return contexts.of(thread, reader);
    }

    /// All threads of an interpreter.
    ///
    /// @throws UnreadableMemory if it cannot be told
    List<Place> places(long interpreter) throws UnreadableMemory {
        if (placesNotes != null && noted.areAsNoted(placesNotes)) {
            return places;
        }
        for (int i = 0; i < TRIES; i++) {
            noted.begin();
            List<Place> found = new ArrayList<>();
            for (long thread : runtime.threads(interpreter, notedReader)) {
                found.add(new Place(thread, contexts.of(thread, notedReader)));
            }
            if (noted.isUnchanged()) {
                places = found;
                placesNotes = noted.notes();
                return found;
            }
        }
        throw new UnreadableMemory("the threads come and go");
    }

    /// @throws UnreadableMemory if it cannot be told
    boolean isInside(long context) throws UnreadableMemory {
        if (context == 0) {
            return false;
        }
        Known before = known.get(context);
        if (before != null && noted.areAsNoted(before.notes)) {
            return before.isInside;
        }
        for (int i = 0; i < TRIES; i++) {
            noted.begin();
            boolean isInside = contexts.value(context, variable) == value;
            if (noted.isUnchanged()) {
                if (known.size() == MAX_KNOWN) {
                    known.clear();
                }
                known.put(context, new Known(isInside, noted.notes()));
                return isInside;
            }
        }
        throw new UnreadableMemory("the context at 0x%x changes".formatted(context));
    }
}
