package pyrometer.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the launcher did to the locale, to be undone for the program.
///
/// The JVM decodes arguments and file names, and encodes them for its children, in the encoding of the locale; in the C
/// locale that loses every letter beyond ASCII. So the launcher starts it with `LC_ALL=C.UTF-8` and says in the system
/// property `pyrometer.lc_all` what was there before: `unset`, or `set:` and the value.
final class InheritedLocale {
    private static final String LC_ALL = "LC_ALL";
    private static final String SET = "set:";

    private InheritedLocale() {}

    /// What to change in the environment of this process for the program: a variable and its value, or none to remove
    /// it.
    static Map<String, Optional<String>> changes(Optional<String> property) {
        return property.map(before -> Map.of(LC_ALL, valueOf(before))).orElse(Map.of());
    }

    /// The environment with the changes made.
    static Map<String, String> restored(Map<String, String> environment, Map<String, Optional<String>> changes) {
        Map<String, String> restored = new HashMap<>(environment);
        changes.forEach((name, value) -> {
            if (value.isPresent()) {
                restored.put(name, value.get());
            } else {
                restored.remove(name);
            }
        });
        return restored;
    }

    private static Optional<String> valueOf(String before) {
        return before.startsWith(SET) ? Optional.of(before.substring(SET.length())) : Optional.empty();
    }
}
