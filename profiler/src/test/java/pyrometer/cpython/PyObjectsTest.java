package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

/// Objects of the recorded targets, found through `sys.modules`.
class PyObjectsTest {
    @OnEachRecording
    void readsTheModulesByTheirNames(RecordedTarget target) throws UnreadableMemory {
        PyObjects objects = objects(target);
        List<PyObjects.Entry> modules = modules(target);

        List<String> names = new ArrayList<>();
        for (PyObjects.Entry entry : modules.subList(0, 5)) {
            names.add(objects.string(entry.key()));
        }

        assertEquals("sys", names.getFirst());
        assertTrue(names.contains("builtins"), names::toString);
        assertEquals(names.size(), new HashSet<>(names).size());
        assertNotEquals(0, objects.lookUp(modules, "threading"));
        assertEquals(0, objects.lookUp(modules.subList(0, 5), "no such module"));
    }

    @OnEachRecording
    void tellsStringsFromOthersByContent(RecordedTarget target) throws UnreadableMemory {
        PyObjects objects = objects(target);
        long sys = modules(target).getFirst().key();

        assertTrue(objects.isString(sys, "sys"));
        assertEquals("str", objects.typeName(objects.type(sys)));
        assertEquals("sys", objects.string(sys));
        assertEquals(false, objects.isString(sys, "sy"));
        assertEquals(false, objects.isString(sys, "syt"));
    }

    @OnEachRecording
    void readsStringsOfEachWidth(RecordedTarget target) throws UnreadableMemory {
        PythonRuntime runtime = target.runtime(target.memory());
        long interpreter = runtime.interpreters().getFirst();

        String path = runtime.environment(interpreter, Path.of("/"), Path.of("/"))
                .path()
                .getFirst();

        assertTrue(path.endsWith("каталог 目录 🐍"), path);
        Set<Long> idents = new HashSet<>();
        for (long thread : runtime.threads(interpreter)) {
            idents.add(runtime.ident(thread));
        }
        assertTrue(runtime.threadNames(interpreter, idents).containsValue("ждёт ☕"));
    }

    /// An object of one type where another is expected is refused, or it is read as something; it never fails
    /// otherwise.
    @OnEachRecording
    void refusesWhatItCannotBe(RecordedTarget target) throws UnreadableMemory {
        PyObjects objects = objects(target);
        PythonRuntime runtime = target.runtime(target.memory());
        long thread = runtime.threads(runtime.interpreters().getFirst()).getFirst();

        assertThrows(UnreadableMemory.class, () -> objects.string(0));
        assertThrows(UnreadableMemory.class, () -> objects.string(-16));
        assertThrows(UnreadableMemory.class, () -> objects.dict(0));
        assertThrows(UnreadableMemory.class, () -> objects.smallInt(thread));
        assertThrows(UnreadableMemory.class, () -> objects.tuple(thread));
        assertThrows(UnreadableMemory.class, () -> objects.bytes(thread));
        assertThrows(UnreadableMemory.class, () -> objects.typeName(0));
    }

    private static PyObjects objects(RecordedTarget target) throws UnreadableMemory {
        return new PyObjects(new MemoryReader(target.memory()), target.layout(target.memory()));
    }

    private static List<PyObjects.Entry> modules(RecordedTarget target) throws UnreadableMemory {
        long interpreter = target.runtime(target.memory()).interpreters().getFirst();
        long modules = new MemoryReader(target.memory())
                .readLong(interpreter + target.layout(target.memory()).offset("PyInterpreterState.modules"));
        return objects(target).dict(modules);
    }
}
