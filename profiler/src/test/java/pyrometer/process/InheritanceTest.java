package pyrometer.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InheritanceTest {
    private static final String ENVIRON = "B=\u00ff=1\0no equals sign\0A=\0BB=2\0";

    @Test
    void anEnvironmentIsPassedOnByteByByte() {
        assertEquals(List.of("B=\u00ff=1", "no equals sign", "A=", "BB=2"), changed(Map.of()));
    }

    @Test
    void aVariableIsSetOrRemovedAsAWhole() {
        assertEquals(
                List.of("no equals sign", "A=", "BB=2", "B=\u00c3\u00a9"), changed(Map.of("B", Optional.of("\u00e9"))));
        assertEquals(List.of("no equals sign", "A=", "BB=2"), changed(Map.of("B", Optional.empty())));
        assertEquals(List.of("B=\u00ff=1", "no equals sign", "A=", "BB=2"), changed(Map.of("C", Optional.empty())));
    }

    @Test
    void signalsAreNumberedFromOne() {
        Inheritance inheritance = new Inheritance(Set.of(), 0x8000000000000001L, 0, List.of());

        assertTrue(inheritance.ignores(1));
        assertTrue(inheritance.ignores(64));
        assertFalse(inheritance.ignores(2));
    }

    @Test
    void aStatusIsToldFromASignal() {
        Exit killed = new Exit(9, 0, 0);
        Exit ended = new Exit(137 << 8, 0, 0);
        Exit dumped = new Exit(0x80 | 11, 0, 0);

        assertEquals(List.of(137, 9), List.of(killed.status(), killed.signal()));
        assertEquals(List.of(137, 0), List.of(ended.status(), ended.signal()));
        assertEquals(List.of(139, 11), List.of(dumped.status(), dumped.signal()));
    }

    private static List<String> changed(Map<String, Optional<String>> changes) {
        return Inheritance.changed(Inheritance.split(ENVIRON.getBytes(ISO_8859_1)), changes).stream()
                .map(entry -> new String(entry, ISO_8859_1))
                .toList();
    }
}
