package pyrometer.memory;

import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/// Passes reads on, and keeps each page that was read from, as it was just after the first read.
public final class RecordingMemory implements Memory {
    private final Memory live;
    private final Map<Long, byte[]> pages = new HashMap<>();
    private final Ranges page = new Ranges(RecordedMemory.PAGE);

    public RecordingMemory(Memory live) {
        this.live = live;
    }

    /// What was read so far.
    public RecordedMemory recorded() {
        return new RecordedMemory(pages);
    }

    @Override
    public int read(Ranges ranges) {
        int count = live.read(ranges);
        for (int i = 0; i < count; i++) {
            long end = ranges.address(i) + ranges.length(i);
            for (long at = RecordedMemory.pageOf(ranges.address(i)); at - end < 0; at += RecordedMemory.PAGE) {
                if (!pages.containsKey(at)) {
                    keep(at);
                }
            }
        }
        return count;
    }

    private void keep(long address) {
        page.clear();
        page.add(address, RecordedMemory.PAGE);
        if (live.read(page) == 1) {
            pages.put(address, page.bytes().asSlice(0, RecordedMemory.PAGE).toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
