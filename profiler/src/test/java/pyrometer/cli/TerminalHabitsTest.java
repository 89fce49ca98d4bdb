package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalHabitsTest {
    @ParameterizedTest
    @CsvSource({
        "'',                           true",
        "NO_COLOR=1,                   false",
        "NO_COLOR=,                    true",
        "NO_COLOR=1 FORCE_COLOR=1,     false",
        "TERM=dumb,                    false",
        "TERM=dumb FORCE_COLOR=1,      true",
        "TERM=xterm,                   true",
    })
    void terminalHasColorUnlessTheEnvironmentSaysOtherwise(String variables, boolean expected) {
        assertEquals(expected, TerminalHabits.color(with(variables, true), Destination.STDERR));
    }

    @ParameterizedTest
    @CsvSource({
        "'',                 false",
        "FORCE_COLOR=1,      true",
        "FORCE_COLOR=0,      false",
        "CLICOLOR_FORCE=1,   true",
    })
    void pipeHasColorOnlyWhereForced(String variables, boolean expected) {
        assertEquals(expected, TerminalHabits.color(with(variables, false), Destination.STDERR));
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                     false",
        "LANG=en_US.UTF-8,                       true",
        "LANG=en_US.utf8,                        true",
        "LANG=en_US.UTF-8 LC_CTYPE=POSIX,        false",
        "LANG=C LC_ALL=C.UTF-8,                  true",
        "LANG=C.UTF-8 LC_ALL=,                   true",
        "LANG=de_DE@euro,                        false",
    })
    void localeSaysWhetherThereAreLines(String variables, boolean expected) {
        assertEquals(expected, TerminalHabits.unicode(with(variables, true)));
    }

    private static Surroundings with(String variables, boolean terminal) {
        Map<String, String> environment = Pattern.compile(" ")
                .splitAsStream(variables)
                .filter(variable -> !variable.isEmpty())
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Surroundings(environment, nowhere, nowhere, _ -> terminal, Path.of("/"), "pyrometer");
    }
}
