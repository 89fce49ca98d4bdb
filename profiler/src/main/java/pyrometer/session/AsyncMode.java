package pyrometer.session;

import java.util.Locale;

/// How the time of a program with an event loop is shown.
public enum AsyncMode {
    /// What the tasks do and what they wait for.
    ENABLED,
    /// The same, and apart from it the time in which an async context neither runs nor waits.
    STRICT,
    /// What the thread executes: while all tasks wait, it waits in its selector.
    DISABLED;

    /// As people write it: `enabled`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
