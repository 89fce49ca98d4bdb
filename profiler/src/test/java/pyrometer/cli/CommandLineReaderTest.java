package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineReaderTest {
    @Test
    void everyOptionIsInTheHelpAndEveryOneInTheHelpExists() {
        Pattern longOption = Pattern.compile("(?<![\\w-])--([a-z][a-z-]+)");
        TreeSet<String> explained = longOption
                .matcher(CommandLine.help())
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.equals("epochs") && !name.equals("inter")) // of the examples
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> known = CommandLineReader.OPTIONS.getOptions().stream()
                .map(Option::getLongOpt)
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(known, explained);
    }

    @Test
    void everyShortOptionIsInTheHelp() {
        for (Option option : CommandLineReader.OPTIONS.getOptions()) {
            if (option.getOpt() != null) {
                String both = "  -" + option.getOpt() + ", --" + option.getLongOpt();
                assertTrue(CommandLine.help().contains(both), both);
            }
        }
    }

    @Test
    void defaultsAreThoseOfTheHelp() throws UsageException {
        RunOptions options = options("script.py");

        assertEquals(Duration.ofMillis(1), options.interval());
        assertEquals("Program: script.py", options.description());
        assertEquals(Optional.empty(), options.renderer());
    }

    @ParameterizedTest
    @CsvSource({"-i 0.0001, 100000", "-i0.01, 10000000", "--interval=1e-3, 1000000", "--inter 2, 2000000000"})
    void intervalIsInSeconds(String words, long nanos) throws UsageException {
        assertEquals(
                Duration.ofNanos(nanos),
                options((words + " script.py").split(" ")).interval());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00001", "nan", "inf", "1ms", "", "1e99", "0x1"})
    void unfitIntervalIsRefusedWithItsValue(String value) {
        assertTrue(refusal("-i", value, "x.py").endsWith("this is not: " + value));
    }

    @ParameterizedTest
    @CsvSource({
        "--colour,      there is no option --colour; did you mean --color?",
        "--out-file=x,  there is no option --out-file=x; did you mean --outfile?",
        "--xyzzy,       there is no option --xyzzy; --help lists them",
        "-z,            there is no option -z; --help lists them",
        "--interval,    --interval needs a value",
    })
    void mistypedOptionIsExplained(String option, String message) {
        assertEquals(message, refusal(option));
    }

    @Test
    void ambiguousAbbreviationIsExplained() {
        assertEquals("--no may mean any of --no-color, --no-unicode", refusal("--no", "x.py"));
    }

    @Test
    void missingProgramIsExplained() {
        assertEquals("nothing to run: give a script, -m MODULE or -c CODE", refusal("-t"));
        assertEquals("nothing to run after --", refusal("--"));
        assertEquals("-m needs a module's name", refusal("-m"));
        assertEquals("-c needs code to run", refusal("-t", "-c"));
    }

    @Test
    void optionsEndWhereTheProgramBegins() throws UsageException {
        RunOptions options = options("-t", "-o", "x.txt", "script.py", "-i", "9", "--help");

        assertEquals(Optional.of("x.txt"), options.outfile());
        assertEquals(new Program.Script("script.py", List.of("-i", "9", "--help")), options.program());
    }

    @Test
    void valueMayBeAttachedToItsOption() throws UsageException {
        RunOptions options = options("-tofile.txt", "-pa=b=c", "-p", "flag", "-mmodule", "-x");

        assertTrue(options.timeline());
        assertEquals(Optional.of("file.txt"), options.outfile());
        assertEquals(List.of("a=b=c", "flag"), options.renderOptions());
        assertEquals(new Program.Module("module", List.of("-x")), options.program());
    }

    @Test
    void descriptionIsATemplate() throws UsageException {
        assertEquals(
                "run of a.py $1 {x}",
                options("--target-description", "run of {args} {{x}}", "a.py", "$1")
                        .description());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{name}", "{", "a } b", "{args!r}"})
    void unknownPlaceholderIsRefused(String template) {
        assertTrue(refusal("--target-description", template, "a.py").startsWith("--target-description knows {args}"));
    }

    private static RunOptions options(String... arguments) throws UsageException {
        return assertInstanceOf(Request.Run.class, CommandLineReader.read(List.of(arguments)))
                .options();
    }

    private static String refusal(String... arguments) {
        return String.valueOf(assertThrows(UsageException.class, () -> CommandLineReader.read(List.of(arguments)))
                .getMessage());
    }
}
