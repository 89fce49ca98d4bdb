package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.session.AsyncMode;
import pyrometer.session.Slice;

class CommandLineReaderTest {
    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void everyOptionIsInTheHelpOfItsCommandAndNoOther(Subcommand command) {
        Pattern longOption = Pattern.compile("(?m)^  (?:-\\w, )?--([a-z][a-z-]+)");
        TreeSet<String> explained = longOption
                .matcher(Help.of(command))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> known =
                command.switches().stream().map(Switch::longName).collect(Collectors.toCollection(TreeSet::new));

        assertEquals(known, explained);
    }

    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void helpFitsIntoATerminalAndLeavesNoPlaceholder(Subcommand command) {
        Help.of(command).lines().forEach(line -> assertTrue(line.length() <= 102, line));

        assertFalse(Help.of(command).contains("{options}") || Help.of(command).contains("{commands}"));
    }

    @Test
    void everyCommandIsInTheHelp() {
        for (Subcommand command : Subcommand.named()) {
            assertTrue(Help.of(Subcommand.RUN).contains("  pyrometer " + command.word() + " "), command.word());
        }
    }

    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void noTwoOptionsOfACommandHaveOneName(Subcommand command) {
        Options table = CommandLineReader.table(command);

        assertEquals(command.switches().size(), table.getOptions().size());
        List<String> letters = command.switches().stream()
                .map(Switch::shortName)
                .filter(letter -> !letter.isEmpty())
                .toList();
        assertEquals(letters.size(), Set.copyOf(letters).size());
    }

    @Test
    void defaultsAreThoseOfTheHelp() throws UsageException {
        RunOptions options = options("script.py");

        assertEquals(Duration.ofMillis(1), options.recording().interval());
        assertEquals(
                "Program: script.py",
                options.recording().description().of(options.program().words()));
        assertEquals(Optional.empty(), options.report().renderer());
    }

    @ParameterizedTest
    @CsvSource({"-i 0.0001, 100000", "-i0.01, 10000000", "--interval=1e-3, 1000000", "--inter 2, 2000000000"})
    void intervalIsInSeconds(String words, long nanos) throws UsageException {
        assertEquals(
                Duration.ofNanos(nanos),
                options((words + " script.py").split(" ")).recording().interval());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00001", "nan", "inf", "1ms", "", "1e99", "0x1"})
    void unfitIntervalIsRefusedWithItsValue(String value) {
        assertTrue(refusal("-i", value, "x.py").endsWith("this is not: " + value));
    }

    @Test
    void awaitsAreShownUnlessTheLoopIsAskedFor() throws UsageException {
        assertEquals(AsyncMode.ENABLED, options("x.py").recording().asyncMode());
        assertEquals(
                AsyncMode.ENABLED,
                options("--async-mode=enabled", "x.py").recording().asyncMode());
        assertEquals(
                AsyncMode.DISABLED,
                options("--async-mode", "disabled", "x.py").recording().asyncMode());
        assertEquals("--async-mode is enabled or disabled; this is not: off", refusal("--async-mode", "off", "x.py"));
    }

    @ParameterizedTest
    @CsvSource({
        "--colour,      there is no option --colour; did you mean --color?",
        "--out-file=x,  there is no option --out-file=x; did you mean --outfile?",
        "--xyzzy,       there is no option --xyzzy; --help lists them",
        "-z,            there is no option -z; --help lists them",
        "-help,         there is no option -help; did you mean --help?",
        "-tzz,          there is no option -tzz; --help lists them",
        "--interval,    --interval needs a value",
    })
    void mistypedOptionIsExplained(String option, String message) {
        assertEquals(message, refusal(option));
    }

    @Test
    void ambiguousAbbreviationIsExplained() {
        assertEquals("--no may mean any of --no-save, --no-color, --no-unicode, --no-config", refusal("--no", "x.py"));
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

        assertEquals(Optional.of("x.txt"), options.report().outfile());
        assertEquals(new Program.Script("script.py", List.of("-i", "9", "--help")), options.program());
    }

    @Test
    void valueMayBeAttachedToItsOption() throws UsageException {
        RunOptions options = options("-tofile.txt", "-pa=b=c", "-p", "flag", "-mmodule", "-x");

        assertTrue(isGiven(Switch.TIMELINE, options));
        assertEquals(Optional.of("file.txt"), options.report().outfile());
        assertEquals(
                List.of("a=b=c", "flag"),
                options.report().look().stream()
                        .filter(given -> given.option() == Switch.RENDER_OPTION)
                        .map(Given::value)
                        .toList());
        assertEquals(new Program.Module("module", List.of("-x")), options.program());
    }

    @Test
    void descriptionIsATemplate() throws UsageException {
        assertEquals(
                "run of a.py $1 {x}",
                options("--target-description", "run of {args} {{x}}", "a.py", "$1")
                        .recording()
                        .description()
                        .of("a.py $1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{name}", "{", "a } b", "{args!r}"})
    void unknownPlaceholderIsRefused(String template) {
        assertTrue(refusal("--target-description", template, "a.py").startsWith("--target-description knows {args}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--show a --show-regex b x.py      | --show-regex does not go with --show",
                "--show-all --show b x.py          | --show does not go with --show-all",
                "--show-regex a --show-all x.py    | --show-all does not go with --show-regex",
                "--hide a --hide-regex b x.py      | --hide-regex does not go with --hide",
                "--hide a --show-all x.py          | --show-all does not go with --hide",
                "--range 1-2 --from 3 x.py         | --from does not go with --range",
                "--load x y.py                     | --load reports a recording, so there is nothing to run: y.py",
                "--load x -m y                     | --load reports a recording, so there is nothing to run: -m",
                "--load-prev x -c y                | --load-prev reports a recording, so there is nothing to run: -c",
                "--load x --load-prev y            | --load names one recording; several are put together by pyrometer"
                        + " merge",
                "--load x -i 1                     | --interval is for running a program, which --load does not",
                "--load x --target-description y   | --target-description is for running a program, which --load does"
                        + " not",
                "report a b                        | report takes at most one recording; pyrometer help report says"
                        + " more",
                "diff a                            | diff takes two recordings, the older first, or several of each with vs"
                        + " between; pyrometer help diff says more",
                "diff a b c                        | diff takes two recordings, the older first, or several of each with vs"
                        + " between; pyrometer help diff says more",
                "diff vs b                         | diff takes two recordings, the older first, or several of each with vs"
                        + " between; pyrometer help diff says more",
                "diff a vs                         | diff takes two recordings, the older first, or several of each with vs"
                        + " between; pyrometer help diff says more",
                "diff a vs b vs c                  | diff takes two recordings, the older first, or several of each with vs"
                        + " between; pyrometer help diff says more",
                "merge a                           | merge takes two recordings or more; pyrometer help merge says"
                        + " more",
                "convert a                         | convert takes a recording and the file to write; pyrometer help"
                        + " convert says more",
                "list a                            | list takes no more than its options; pyrometer help list says"
                        + " more",
                "list -n 0                         | --number is how many runs to list, 1 or more; this is not: 0",
                "completion tcsh                   | there is no completion for 'tcsh': choose from bash, zsh, fish",
                "help lst                          | there is no command lst; did you mean list?",
                "report --interval 1               | there is no option --interval of report; pyrometer help report"
                        + " lists them",
                "report --timelin2                 | there is no option --timelin2 of report; did you mean --timeline?",
                "--range 1 x.py                    | --range is two times with a dash between, such as 1.2s-3.4s or"
                        + " 500ms-; this is not: 1",
                "--from soon x.py                  | --from takes a time, such as 1.2, 1.2s, 300ms, 2m; this is not"
                        + " one: soon",
                "--range 3-2 x.py                  | --range ends where it starts, or before",
                "--process one x.py                | --process takes a process's number, as ps prints it; this is not:"
                        + " one",
            })
    void contradictionIsExplained(String words, String message) {
        assertEquals(message, refusal(words.split(" +")));
    }

    @Test
    void firstWordIsACommandOnlyIfItIsTheWholeWord() throws UsageException {
        assertInstanceOf(Request.Report.class, read("report"));
        assertEquals(new Program.Script("repor", List.of()), options("repor").program());
        assertEquals(
                new Program.Script("./report", List.of()), options("./report").program());
        assertEquals(
                new Program.Script("report", List.of("x")),
                options("--", "report", "x").program());
        assertEquals(
                new Program.Script("report", List.of()), options("-t", "report").program());
    }

    @Test
    void optionsOfACommandMayStandAnywhere() throws UsageException {
        Request.Report report =
                assertInstanceOf(Request.Report.class, read("report", "a.pyro", "-r", "json", "--on-cpu"));

        assertEquals(new Recording.Named("a.pyro"), report.recording());
        assertEquals("json", report.options().renderer().orElseThrow().value());
        assertTrue(report.options().slice().onCpu());
    }

    @Test
    void keptRunIsTheLastUnlessNamed() throws UsageException {
        assertEquals(new Recording.Kept("last"), recording("--load-prev"));
        assertEquals(new Recording.Kept("last"), recording("--load-prev", "-t"));
        assertEquals(new Recording.Kept("20"), recording("--load-prev", "20", "-t"));
        assertEquals(new Recording.Kept("20"), recording("--load-prev=20"));
        assertEquals(new Recording.Kept("last"), recording("report"));
        assertEquals(new Recording.InFile("x"), recording("--load", "x"));
    }

    @ParameterizedTest
    @CsvSource({
        "--range 1.2s-3.4s,         1200, 3400",
        "--range 500ms-,             500,",
        "--range -2m,                   , 120000",
        "--from 1.5 --to 2,         1500, 2000",
        "--to 1h,                       , 3600000",
    })
    void rangeIsTwoTimes(String words, @Nullable Long fromMillis, @Nullable Long toMillis) throws UsageException {
        Slice slice = options((words + " x.py").split(" ")).report().slice();

        assertEquals(nanos(fromMillis), slice.fromNanos());
        assertEquals(nanos(toMillis), slice.toNanos());
    }

    private static OptionalLong nanos(@Nullable Long millis) {
        return millis == null ? OptionalLong.empty() : OptionalLong.of(millis * 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.py", "report x", "convert x y.json", "merge x y", "diff x y", "--load x"})
    void everyReportCanBeOfAPart(String words) throws UsageException {
        List<String> all = new ArrayList<>(List.of(words.split(" ")));
        int options = Subcommand.named(all.getFirst()).isPresent() ? 1 : 0;
        all.addAll(options, List.of("--thread", "a", "--thread", "b", "--process", "7", "--focus", "f", "--on-cpu"));

        Slice slice = switch (read(all.toArray(String[]::new))) {
            case Request.Run run -> run.options().report().slice();
            case Request.Report report -> report.options().slice();
            case Request.Convert convert -> convert.options().slice();
            case Request.Merge merge -> merge.options().slice();
            case Request.Diff diff -> diff.options().slice();
            default -> throw new AssertionError(words);
        };

        assertEquals(
                Slice.WHOLE
                        .withThreads(List.of("a", "b"))
                        .withProcesses(List.of(7))
                        .withOnCpu(true)
                        .withFocus("f"),
                slice);
    }

    @Test
    void commandLineWinsOverTheConfiguration() throws UsageException {
        List<Given> configured = List.of(
                configured(Switch.INTERVAL, "0.5"), configured(Switch.SHOW, "a"), configured(Switch.NO_SAVE, ""));

        RunOptions plain = runOptions(configured, "x.py");
        RunOptions typed = runOptions(configured, "-i", "0.25", "--hide", "b", "--save", "x.py");
        RunOptions without = runOptions(configured, "--no-config", "x.py");

        assertEquals(Duration.ofMillis(500), plain.recording().interval());
        assertFalse(plain.recording().save());
        assertTrue(isGiven(Switch.SHOW, plain));
        assertEquals(Duration.ofMillis(250), typed.recording().interval());
        assertTrue(typed.recording().save());
        assertFalse(isGiven(Switch.SHOW, typed));
        assertEquals(Duration.ofMillis(1), without.recording().interval());
    }

    @Test
    void mistakeOfTheConfigurationNamesItsLine() {
        UsageException refused =
                assertThrows(UsageException.class, () -> runOptions(List.of(configured(Switch.INTERVAL, "0")), "x.py"));

        assertEquals(
                "/p/pyproject.toml:7: interval is between 0.0001 and 3600 seconds; this is not: 0",
                refused.getMessage());
    }

    private static Given configured(Switch option, String value) {
        return new Given(option, value, new Given.Origin.Configured("/p/pyproject.toml", 7));
    }

    private static boolean isGiven(Switch option, RunOptions options) {
        return options.report().look().stream().anyMatch(given -> given.option() == option);
    }

    private static Recording recording(String... arguments) throws UsageException {
        return assertInstanceOf(Request.Report.class, read(arguments)).recording();
    }

    private static Request read(String... arguments) throws UsageException {
        return CommandLineReader.read(List.of(arguments), List::of);
    }

    private static RunOptions options(String... arguments) throws UsageException {
        return runOptions(List.of(), arguments);
    }

    private static RunOptions runOptions(List<Given> configured, String... arguments) throws UsageException {
        return assertInstanceOf(Request.Run.class, CommandLineReader.read(List.of(arguments), () -> configured))
                .options();
    }

    private static String refusal(String... arguments) {
        return String.valueOf(
                assertThrows(UsageException.class, () -> read(arguments)).getMessage());
    }
}
