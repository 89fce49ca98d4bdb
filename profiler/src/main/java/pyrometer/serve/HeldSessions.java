package pyrometer.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.serve.Refusal.Kind;
import pyrometer.session.Session;

/// The sessions that clients have not let go yet.
final class HeldSessions {
    /// @param shortest the shortest interval of those that the session was put together from
    record Held(Session session, Duration shortest) {}

    private final Map<Long, Held> sessions = new HashMap<>();
    private long last;

    synchronized long keep(Held session) {
        sessions.put(++last, session);
        return last;
    }

    synchronized Held get(long id) throws Refusal {
        Held held = sessions.get(id);
        if (held == null) {
            throw new Refusal(Kind.STATE, "there is no session " + id);
        }
        return held;
    }

    void forget(List<Long> ids) throws Refusal {
        for (long id : ids) {
            get(id);
        }
        for (long id : ids) {
            close(remove(id));
        }
    }

    private synchronized Held remove(long id) throws Refusal {
        Held held = get(id);
        sessions.remove(id);
        return held;
    }

    private static void close(Held held) {
        try {
            held.session().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
