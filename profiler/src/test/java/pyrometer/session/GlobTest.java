package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*/grp.py, /app/deep/grp.py, true",
        "*/grp.py, grp.py, false",
        "*/grp.py, /app/grp.pyc, false",
        "/app/?.py, /app/a.py, true",
        "/app/?.py, /app/ab.py, false",
        "/a+b(c).py, /a+b(c).py, true",
        "/app/[ab].py, /app/b.py, true",
        "/app/[!ab].py, /app/b.py, false",
        "/app/[!ab].py, /app/c.py, true",
        "/app/[a-c].py, /app/b.py, true",
        "/app/[]x].py, /app/].py, true",
        "/app/[x, /app/[x, true",
        "[, [, true",
        "[!, [!, true",
        "[^a], ^, true",
        "[a&&b], &, true",
    })
    void aPatternMatchesAsAShellWould(String glob, String path, boolean matches) {
        assertEquals(matches, Glob.pattern(glob).matcher(path).lookingAt());
    }
}
