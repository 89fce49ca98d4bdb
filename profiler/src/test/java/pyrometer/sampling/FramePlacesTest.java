package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import pyrometer.cpython.CodeObject;
import pyrometer.cpython.CodeObjects;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

class FramePlacesTest {
    private static final int ADDRESSES = 5_000;

    @OnEachRecording
    void framesAreWhereTheColumnsHaveThemAsTheseGrowAndShrink(RecordedTarget target) throws UnreadableMemory {
        CodeObject code = anyCode(target);
        FrameColumns columns = new FrameColumns();
        FramePlaces places = new FramePlaces(columns);
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            columns.count = random.nextInt(columns.count + 1); // what was called has returned
            int calls = random.nextInt(300);
            for (int i = 0; i < calls; i++) {
                long address = address(random.nextInt(ADDRESSES));
                if (places.find(address) < 0) {
                    columns.add(address, code, 0, 0);
                    places.addLast();
                }
            }

            assertPlacesAreThoseOf(columns, places);
        }
    }

    /// A frame that returned leaves its place in the table, where another one may look like it.
    @OnEachRecording
    void frameThatCameBackElsewhereIsThere(RecordedTarget target) throws UnreadableMemory {
        CodeObject code = anyCode(target);
        FrameColumns columns = new FrameColumns();
        FramePlaces places = new FramePlaces(columns);
        for (int i = 0; i < 3; i++) {
            columns.add(address(i), code, 0, 0);
            places.addLast();
        }
        columns.count = 0;
        assertEquals(-1, places.find(address(2)));

        columns.add(address(2), code, 0, 0);
        places.addLast();

        assertEquals(0, places.find(address(2)));
        assertEquals(-1, places.find(address(0)));
    }

    private static void assertPlacesAreThoseOf(FrameColumns columns, FramePlaces places) {
        int[] expected = new int[ADDRESSES];
        for (int place = 0; place < columns.count; place++) {
            expected[(int) ((columns.addresses[place] - address(0)) / 8)] = place + 1;
        }
        for (int i = 0; i < ADDRESSES; i++) {
            assertEquals(expected[i] - 1, places.find(address(i)));
        }
    }

    private static long address(int i) {
        return 0x7f00_0000_0000L + 8L * i;
    }

    private static CodeObject anyCode(RecordedTarget target) throws UnreadableMemory {
        return new CodeObjects(target.layout(target.memory()), new MemoryReader(target.memory()))
                .load(RecordedWalk.innermostCode(target));
    }
}
