package pyrometer.cpython;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pyrometer.cpython.PyObjects.Entry;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.Environment;

/// The state of CPython in one process, from `_PyRuntime` down to its threads and the modules it has
/// loaded.
public final class PythonRuntime {
    /// More of either is a loop in a list that changed while it was read.
    private static final int MAX_INTERPRETERS = 1024;

    private static final int MAX_THREADS = 16384;

    /// `tid` of glibc's `struct pthread` on x86-64.
    private static final int GLIBC_PTHREAD_TID = 720;

    /// `md_dict` of a module object.
    private static final int MODULE_DICT = 16;

    private final MemoryReader memory;
    private final Layout layout;
    private final PyObjects objects;
    private final long address;

    /// `threading._active` of each interpreter: the module never replaces this dictionary.
    private final Map<Long, Long> activeThreads = new HashMap<>();

    /// @param address of `_PyRuntime`
    public PythonRuntime(MemoryReader memory, Layout layout, long address) {
        this.memory = memory;
        this.layout = layout;
        this.objects = new PyObjects(memory, layout);
        this.address = address;
    }

    public Layout layout() {
        return layout;
    }

    /// Where the address of the newest interpreter is kept.
    public long interpretersHead() {
        return address + layout.offset("_PyRuntimeState.interpreters.head");
    }

    /// Where the address of an interpreter's newest thread state is kept.
    public long threadsHead(long interpreter) {
        return interpreter + layout.offset("PyInterpreterState.threads.head");
    }

    /// Where an interpreter has its GIL, a `struct _gil_runtime_state`; 0 while it has none yet.
    public long gil(long interpreter) throws UnreadableMemory {
        long gil = layout.version().isAtLeast(3, 12)
                ? memory.readLong(interpreter + layout.offset("PyInterpreterState.ceval.gil"))
                : address + layout.offset("_PyRuntimeState.ceval.gil");
        if (gil != 0) {
            memory.readLong(gil + layout.offset("_gil_runtime_state.last_holder")); // or refused
        }
        return gil;
    }

    /// Where an `int` says whether an interpreter's garbage is being collected.
    public long collecting(long interpreter) {
        long collector = layout.version().isAtLeast(3, 9)
                ? interpreter + layout.offset("PyInterpreterState.gc")
                : address + layout.offset("_PyRuntimeState.gc");
        return collector + layout.offset("_gc_runtime_state.collecting");
    }

    /// The addresses of all interpreters, the main one first. Empty while Python starts.
    public List<Long> interpreters() throws UnreadableMemory {
        List<Long> interpreters = new ArrayList<>();
        int next = layout.offset("PyInterpreterState.next");
        for (long each = memory.readLong(interpretersHead()); each != 0; each = memory.readLong(each + next)) {
            if (interpreters.size() == MAX_INTERPRETERS) {
                throw new UnreadableMemory("the list of interpreters has no end");
            }
            interpreters.addFirst(each);
        }
        return interpreters;
    }

    /// Whether the list of interpreters is this one. Allocates nothing.
    ///
    /// @param expected as [#interpreters] gives them
    public boolean hasInterpreters(long[] expected) throws UnreadableMemory {
        int left = expected.length;
        int next = layout.offset("PyInterpreterState.next");
        for (long each = memory.readLong(interpretersHead()); each != 0; each = memory.readLong(each + next)) {
            if (left == 0 || expected[--left] != each) {
                return false;
            }
        }
        return left == 0;
    }

    /// The addresses of an interpreter's thread states, newest first.
    public List<Long> threads(long interpreter) throws UnreadableMemory {
        return threads(interpreter, memory);
    }

    /// The addresses of an interpreter's thread states, newest first.
    ///
    /// @param from what reads them
    public List<Long> threads(long interpreter, MemoryReader from) throws UnreadableMemory {
        List<Long> threads = new ArrayList<>();
        int next = layout.offset("PyThreadState.next");
        int interp = layout.offset("PyThreadState.interp");
        for (long each = from.readLong(threadsHead(interpreter)); each != 0; each = from.readLong(each + next)) {
            if (threads.size() == MAX_THREADS || from.readLong(each + interp) != interpreter) {
                throw new UnreadableMemory("the list of threads of 0x%x is torn".formatted(interpreter));
            }
            threads.add(each);
        }
        return threads;
    }

    /// The address of the thread state of the thread that `threading.get_ident()` calls so, or 0 if there
    /// is none.
    public long threadOf(long interpreter, long ident) throws UnreadableMemory {
        for (long thread : threads(interpreter)) {
            if (ident(thread) == ident) {
                return thread;
            }
        }
        return 0;
    }

    /// `threading.get_ident()` of a thread.
    public long ident(long thread) throws UnreadableMemory {
        return memory.readLong(thread + layout.offset("PyThreadState.thread_id"));
    }

    /// The id of the thread in the target's own PID namespace.
    ///
    /// @return nothing where it cannot be found out
    public Optional<Long> nativeId(long thread) throws UnreadableMemory {
        if (layout.version().isAtLeast(3, 11)) {
            long id = memory.readLong(thread + layout.offset("PyThreadState.native_thread_id"));
            return id > 0 && id <= Integer.MAX_VALUE ? Optional.of(id) : Optional.empty();
        }
        // Up to 3.10 only the address of the C library's thread is known. Elsewhere than on glibc this is
        // no
        // thread's id.
        long id = memory.readInt(ident(thread) + GLIBC_PTHREAD_TID);
        return id > 0 ? Optional.of(id) : Optional.empty();
    }

    /// The names of those threads that `threading` knows, by their idents.
    ///
    /// @param wanted the idents of the threads whose names are asked for
    public Map<Long, String> threadNames(long interpreter, Set<Long> wanted) throws UnreadableMemory {
        Map<Long, String> names = new HashMap<>();
        Long active = activeThreads.get(interpreter);
        if (active == null) {
            long threading = module(interpreter, "threading");
            active = threading == 0 ? 0 : objects.lookUp(moduleDict(threading), "_active");
            if (active == 0) {
                return names;
            }
            activeThreads.put(interpreter, active);
        }
        for (Entry entry : objects.dict(active)) {
            long ident = objects.smallInt(entry.key());
            if (wanted.contains(ident)) {
                long name = objects.lookUp(objects.attributes(entry.value()), "_name");
                if (name != 0) {
                    names.put(ident, objects.string(name));
                }
            }
        }
        return names;
    }

    /// Where this interpreter keeps its code.
    ///
    /// @param executable the interpreter's file
    /// @param workingDirectory the program's
    public Environment environment(long interpreter, Path executable, Path workingDirectory) throws UnreadableMemory {
        long sys = module(interpreter, "sys");
        if (sys == 0) {
            throw new UnreadableMemory("the module sys is not loaded yet");
        }
        List<Entry> attributes = moduleDict(sys);
        List<String> prefixes = new ArrayList<>();
        for (String name : List.of("prefix", "base_prefix", "exec_prefix", "base_exec_prefix")) {
            long prefix = objects.lookUp(attributes, name);
            if (prefix != 0) {
                prefixes.add(objects.string(prefix));
            }
        }
        List<String> path = new ArrayList<>();
        long sysPath = objects.lookUp(attributes, "path");
        if (sysPath != 0) {
            for (long entry : objects.list(sysPath)) {
                if (isString(entry)) {
                    path.add(objects.string(entry));
                }
            }
        }
        long version = objects.lookUp(attributes, "version");
        return new Environment(
                version == 0 ? layout.version().toString() : firstWord(objects.string(version)),
                executable.toString(),
                workingDirectory.toString(),
                prefixes,
                path,
                standardLibrary(interpreter));
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    private boolean isString(long object) throws UnreadableMemory {
        return objects.typeName(objects.type(object)).equals("str");
    }

    /// The folder that `os` was loaded from.
    private String standardLibrary(long interpreter) throws UnreadableMemory {
        long os = module(interpreter, "os");
        long file = os == 0 ? 0 : objects.lookUp(moduleDict(os), "__file__");
        if (file == 0 || !isString(file)) {
            return "";
        }
        String name = objects.string(file);
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /// What a module defines; nothing if it is not loaded.
    List<Entry> moduleAttributes(long interpreter, String name) throws UnreadableMemory {
        long module = module(interpreter, name);
        return module == 0 ? List.of() : moduleDict(module);
    }

    private long module(long interpreter, String name) throws UnreadableMemory {
        long modules = memory.readLong(interpreter + layout.offset("PyInterpreterState.modules"));
        return modules == 0 ? 0 : objects.lookUp(objects.dict(modules), name);
    }

    private List<Entry> moduleDict(long module) throws UnreadableMemory {
        return objects.dict(memory.readLong(module + MODULE_DICT));
    }
}
