package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

class FrameIndexTest {
    @OnEachRecording
    void tellsCodeObjectsAndTypesApart(RecordedTarget target) throws UnreadableMemory {
        List<CodeObject> codes = codes(target);
        FrameIndex index = new FrameIndex();

        for (int i = 0; i < 500; i++) {
            for (int c = 0; c < codes.size(); c++) {
                assertEquals(FrameIndex.UNKNOWN, index.find(codes.get(c), i * 16L));
                index.put(codes.get(c), i * 16L, i * 100 + c);
            }
        }

        for (int i = 0; i < 500; i++) {
            for (int c = 0; c < codes.size(); c++) {
                assertEquals(i * 100 + c, index.find(codes.get(c), i * 16L));
            }
        }
    }

    /// A code object that was read anew is another one: its address may have been used again.
    @OnEachRecording
    void codeObjectThatWasReadAnewIsAnother(RecordedTarget target) throws UnreadableMemory {
        FrameIndex index = new FrameIndex();
        index.put(codes(target).getFirst(), 0, 7);

        assertEquals(FrameIndex.UNKNOWN, index.find(codes(target).getFirst(), 0));
    }

    /// That of the innermost frame of the main thread, and some more copies of it.
    private static List<CodeObject> codes(RecordedTarget target) throws UnreadableMemory {
        long address = RecordedWalk.innermostCode(target);
        List<CodeObject> codes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            codes.add(new CodeObjects(target.layout(target.memory()), new MemoryReader(target.memory())).load(address));
        }
        return codes;
    }
}
