package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WordTableTest {
    @Property(tries = 100)
    void answersAsAMapDoes(@ForAll @Size(max = 2000) List<@LongRange(min = -20, max = 20) Long> words) {
        WordTable<Integer> table = new WordTable<>(1 << 16);
        Map<List<Long>, Integer> map = new HashMap<>();
        for (int i = 0; i + 2 < words.size(); i++) {
            table.put(words.get(i), words.get(i + 1), words.get(i + 2), i);
            map.put(words.subList(i, i + 3), i);
        }

        assertEquals(map.size(), table.size());
        map.forEach((key, value) -> assertEquals(value, table.get(key.get(0), key.get(1), key.get(2))));
        assertNull(table.get(21, 21, 21));
    }

    @Test
    void forgetsRatherThanGrowWithoutBound() {
        WordTable<String> table = new WordTable<>(1000);

        for (int i = 0; i < 5000; i++) {
            table.put(i, i, i, "x");
            assertTrue(table.size() <= 1000);
            assertEquals("x", table.get(i, i, i));
        }
    }
}
