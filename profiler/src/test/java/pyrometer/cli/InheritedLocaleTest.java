package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InheritedLocaleTest {
    private static final Map<String, String> OURS = Map.of("LC_ALL", "C.UTF-8", "HOME", "/root");

    @Test
    void programGetsItsLocaleBack() {
        assertEquals(Map.of("LC_ALL", "C", "HOME", "/root"), programs(Optional.of("set:C")));
        assertEquals(Map.of("LC_ALL", "", "HOME", "/root"), programs(Optional.of("set:")));
        assertEquals(Map.of("HOME", "/root"), programs(Optional.of("unset")));
    }

    @Test
    void nothingChangesWithoutTheLauncher() {
        assertEquals(OURS, programs(Optional.empty()));
    }

    private static Map<String, String> programs(Optional<String> property) {
        return InheritedLocale.restored(OURS, InheritedLocale.changes(property));
    }
}
