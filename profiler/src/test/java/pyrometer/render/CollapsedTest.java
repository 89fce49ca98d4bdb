package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.testing.Recordings;

class CollapsedTest {
    @Test
    void aLineIsAStackWithItsOwnTime() throws IOException {
        assertEquals("""
                <module> (app.py:1);Loader.load (yaml/loader.py:40);sleep 10000
                <module> (app.py:1);Loader.load (yaml/loader.py:40) 2500
                <module> (app.py:1) 1000
                [outside Python] 500
                """, text(Recordings.of("""
                        10  <module>#3 > Loader:load(lib:yaml/loader.py:40)#41 > *sleep ~
                        1.5 <module>#3 > Loader:load(lib:yaml/loader.py:40)#42
                        1   <module>#4
                        0.5 .
                        1   <module>#5 > Loader:load(lib:yaml/loader.py:40)#42
                        """)));
    }

    @Test
    void severalThreadsAreToldApart() throws IOException {
        assertEquals("""
                MainThread;f (app.py:10) 1000
                wor\\x3bker 1;g (app.py:20) 1000
                """, text(Recordings.of("1 f || wor;ker 1: g")));
    }

    @Test
    void processesAreToldApartThoughForksHaveTheThreadsOfTheProgram() throws IOException {
        assertEquals(
                """
                process 100;MainThread;f (app.py:10) 1000
                process 200;MainThread;g (app.py:20) 1000
                process 300 (python3 -m tool 7);MainThread;h (app.py:30) 1000
                """,
                text(Recordings.processes("1 f || MainThread@200: g || MainThread@300: h")
                        .finish()));
    }

    @Test
    void namesCannotBreakALine() throws IOException {
        assertEquals("a\\x3bb\\x09 1 (/x y\\x3b.py:3) 1000\n", text(Recordings.of("1 a;b\t 1(/x y;.py:3)")));
    }

    @Test
    void roundingDoesNotAddUp() throws IOException {
        StringBuilder ticks = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            ticks.append("0.0006 f > g").append(i).append('\n');
        }
        long sum = text(Recordings.of(ticks.toString()))
                .lines()
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();

        assertEquals(600, sum);
    }

    @Test
    void anEmptySessionIsAnEmptyFile() throws IOException {
        assertEquals("", text(Recordings.with(Duration.ofMillis(1)).finish()));
    }

    private static String text(Session session) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Format.COLLAPSED.renderer(Options.DEFAULT).render(session, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
