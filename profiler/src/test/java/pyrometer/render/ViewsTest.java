package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.session.Session;
import pyrometer.testing.Golden;
import pyrometer.testing.Recordings;

/// The views of the text report that are not the tree.
class ViewsTest {
    private static final String SERVICE = """
            100 <module>#3 > main#22
            60  <module>#3 > main#23 > loads(std:json/__init__.py:299)#346 > JSONDecoder:decode(std:json/decoder.py:332)#337
            200 <module>#3 > main#23 > loads(std:json/__init__.py:299)#346 > JSONDecoder:decode(std:json/decoder.py:332)#337 > hook#31 > *sleep
            50  <module>#3 > main#24 > Loader:fetch(lib:requests/api.py:14)#20 > send(lib:requests/sessions.py:500)#510 > *socket.recv
            45  <module>#3 > main#25 > walk#41
            30  <module>#3 > main#25 > walk#42 > walk#41
            14  <module>#3 > main#25 > walk#42 > visit#51 > walk#41 > hook#32
            1   <module>#3 > main#26 > brief
            """;

    @Test
    void functionsByTheirOwnTime() throws UnusableOption {
        Golden.assertMatches("flat.txt", text(SERVICE, "flat=true"));
    }

    @Test
    void functionsByTheirTotalTime() throws UnusableOption {
        Golden.assertMatches("flat-total.txt", text(SERVICE, "flat=true", "flat_time=total", "time=percent_of_total"));
    }

    @Test
    void everyFunctionIfAllAreWanted() throws UnusableOption {
        String report = text(SERVICE, "flat=true", "show_all=true");

        assertTrue(report.contains("  brief  app.py:"), report);
        assertFalse(report.contains("more function"), report);
    }

    @Test
    void functionsOfHiddenFilesAreLeftOutOfATable() throws UnusableOption {
        String report = text(
                SERVICE,
                "flat=true",
                "processor_options.hide_regex=(<built-in>|.*/(json|requests)/)",
                "processor_options.show_regex=.*/api.py",
                "processor_options.filter_threshold=0");

        assertTrue(report.contains("Loader.fetch"), report);
        assertFalse(report.contains("loads") || report.contains("sleep"), report);
        assertTrue(report.contains("5 more functions"), report);
    }

    @Test
    void linesAreATableOfTheirOwn() throws UnusableOption {
        Golden.assertMatches("flat-lines.txt", text(SERVICE, "flat=true", "lines=true"));
    }

    @Test
    void linesGoWithTheTree() throws UnusableOption {
        Golden.assertMatches("tree-lines.txt", text(SERVICE, "lines=true"));
    }

    @Test
    void callersAndCalleesOfAFunction() throws UnusableOption {
        Golden.assertMatches("calls.txt", text(SERVICE, "function=walk", "lines=true"));
    }

    @Test
    void recursionCanBeFolded() throws UnusableOption {
        Golden.assertMatches("folded.txt", text(SERVICE, "fold_recursion=true"));
    }

    @Test
    void theShortReportHasAFrameInsteadOfAHeader() throws UnusableOption {
        Golden.assertMatches("short.txt", text(SERVICE, "short_mode=true"));
    }

    @Test
    void theShortReportOfNothingSaysSo() throws UnusableOption {
        assertTrue(text("", "short_mode=true").contains("\n.  No samples were recorded.\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decode                          | JSONDecoder.decode  json/decoder.py:332",
                "JSONDecoder.decode              | JSONDecoder.decode  json/decoder.py:332",
                "json.decoder.decode             | JSONDecoder.decode  json/decoder.py:332",
                "decoder.JSONDecoder.decode      | JSONDecoder.decode  json/decoder.py:332",
                "json.loads                      | loads  json/__init__.py:299",
                "socket.recv                     | socket.recv  <built-in>",
                "recv                            | socket.recv  <built-in>",
                "json/decoder.py:332             | JSONDecoder.decode  json/decoder.py:332",
                "/usr/lib/python3.12/json/decoder.py:337 | JSONDecoder.decode  json/decoder.py:332",
                "app.<module>                    | <module>  app.py:1",
            })
    void aFunctionIsNamedInManyWays(String name, String first) throws UnusableOption {
        String body = text(SERVICE, "function=" + name).split("\n\n")[1];

        assertEquals(first, body.lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "walc | function: this recording has no 'walc'; did you mean walk (app.py:40)?",
                "qqqq | function: this recording has no 'qqqq'; -p flat=true lists the functions it has",
                "app.py:9999"
                        + " | function: this recording has no 'app.py:9999'; -p flat=true lists the functions it has",
                "json.sleep | function: this recording has no 'json.sleep'; did you mean sleep (<built-in>)?",
            })
    void anUnknownFunctionIsSaidToBeOneAndTheTreeFollows(String name, String message) throws UnusableOption {
        String report = text(SERVICE, "function=" + name);

        assertTrue(report.contains("\n" + message + "\n\n0.500 <module>"), report);
    }

    @Test
    void aNameOfSeveralFunctionsIsNoGuess() throws UnusableOption {
        String report = text("1 main > load(a.py:3)\n1 main > load(b.py:4)", "function=load");

        assertTrue(
                report.contains("function: 'load' is 2 functions: load (a.py:3), load (b.py:4);"
                        + " name one as module.name or file:line\n"),
                report);
    }

    @Test
    void aFunctionIsShownForEachThreadThatCalledIt() throws UnusableOption {
        String report = text(
                "9 main > work || Thread-1: run > work\n1 main || Thread-1: run ~ || idle: wait ~", "function=work");

        assertTrue(report.contains("\nMainThread\nwork  app.py:"), report);
        assertTrue(report.contains("\nThread-1\nwork  app.py:"), report);
        assertFalse(report.contains("idle"), report);
    }

    @Test
    void tablesAreMadeForEachBusyThread() throws UnusableOption {
        String report = text("9 main > work || Thread-1: run > work\n1 main || Thread-1: run || idle: wait ~", "flat");

        assertTrue(report.contains("\nMainThread\n   self  total"), report);
        assertTrue(report.contains("\nThread-1\n   self  total"), report);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flat=true timeline=true  | a timeline and flat do not go together: a table adds all calls up",
                "function=f timeline=true | a timeline and function do not go together: a table adds all calls up",
                "flat=true function=f     | flat and function are two different views: choose one",
                "flat_time=total          | flat_time sorts the table of flat=true; without that it does nothing",
                "flat=true lines=true flat_time=total | flat_time is for the table of functions: lines have one time",
                "flat=true fold_recursion=true"
                        + " | fold_recursion does nothing with flat: each moment counts once there anyway",
                "flat=true processor_options.show_regex=x"
                        + " | show_regex does nothing with flat without hide_regex:"
                        + " a table hides no library by itself",
            })
    void whatDoesNotGoTogetherIsRefused(String settings, String message) throws UnusableOption {
        Options options = options(settings.split(" "));

        UnusableOption refused = assertThrows(UnusableOption.class, () -> Format.TEXT.check(options));

        assertEquals(message, refused.getMessage());
    }

    @Test
    void whatGoesTogetherIsNot() throws UnusableOption {
        Format.TEXT.check(options("flat=true", "short_mode=true", "show_all=true", "flat_time=total"));
        Format.TEXT.check(options("function=f", "lines=true", "processor_options.hide_regex=x"));
        Format.TEXT.check(options("timeline=true", "lines=true", "fold_recursion=true", "show_all=true"));
    }

    private static Options options(String... settings) throws UnusableOption {
        Options options = Options.DEFAULT;
        for (String setting : settings) {
            options = options.with(Format.TEXT, setting);
        }
        return options;
    }

    private static String text(String recording, String... settings) throws UnusableOption {
        Session session = Recordings.of(recording);
        return ConsoleRendererTest.text(session, options(settings));
    }
}
