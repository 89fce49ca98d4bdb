package pyrometer.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import pyrometer.render.Spelling;

/// Reads the command line. Options before the program are ours; whatever follows it, or `-m MODULE`, or `-c CODE`, is
/// the program's own and never looked at.
final class CommandLineReader {
    private static final BigDecimal SHORTEST_INTERVAL = new BigDecimal("0.0001");
    private static final BigDecimal LONGEST_INTERVAL = new BigDecimal("3600");
    private static final BigDecimal NANOS_PER_SECOND = new BigDecimal(1_000_000_000);
    private static final String DEFAULT_INTERVAL = "0.001";
    private static final String DEFAULT_DESCRIPTION = "Program: {args}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[{}]");

    /// Every option but `-m` and `-c`, which end the options as the name of a script does.
    static final Options OPTIONS = new Options()
            .addOption(flag("h", "help"))
            .addOption(flag("version"))
            .addOption(flag("from-path"))
            .addOption(valued("python"))
            .addOption(valued("i", "interval"))
            .addOption(valued("r", "renderer"))
            .addOption(valued("o", "outfile"))
            .addOption(keyAndValue("p", "render-option"))
            .addOption(flag("t", "timeline"))
            .addOption(flag("show-all"))
            .addOption(flag("color"))
            .addOption(flag("no-color"))
            .addOption(flag("unicode"))
            .addOption(flag("no-unicode"))
            .addOption(valued("target-description"));

    private boolean help;
    private boolean version;
    private boolean fromPath;
    private boolean timeline;
    private boolean showAll;
    private Optional<Boolean> color = Optional.empty();
    private Optional<Boolean> unicode = Optional.empty();
    private Optional<String> python = Optional.empty();
    private Optional<String> renderer = Optional.empty();
    private Optional<String> outfile = Optional.empty();
    private String interval = DEFAULT_INTERVAL;
    private String description = DEFAULT_DESCRIPTION;
    private final List<String> renderOptions = new ArrayList<>();

    private CommandLineReader() {}

    static Request read(List<String> arguments) throws UsageException {
        int end = endOfOptions(arguments);
        CommandLineReader reader = new CommandLineReader();
        for (Option option : parse(arguments.subList(0, end))) {
            reader.take(option);
        }
        if (reader.help) {
            return new Request.Help();
        }
        if (reader.version) {
            return new Request.Version();
        }
        return new Request.Run(reader.options(reader.program(arguments.subList(end, arguments.size()))));
    }

    private RunOptions options(Program program) throws UsageException {
        return new RunOptions(
                program,
                python,
                interval(interval),
                renderer,
                outfile,
                renderOptions,
                timeline,
                showAll,
                color,
                unicode,
                description(description, program.words()));
    }

    private void take(Option option) throws UsageException {
        switch (option.getLongOpt()) {
            case "help" -> help = true;
            case "version" -> version = true;
            case "from-path" -> fromPath = true;
            case "python" -> python = Optional.of(option.getValue());
            case "interval" -> interval = option.getValue();
            case "renderer" -> renderer = Optional.of(option.getValue());
            case "outfile" -> outfile = Optional.of(option.getValue());
            case "render-option" -> renderOptions.add(renderOption(option.getValuesList()));
            case "timeline" -> timeline = true;
            case "show-all" -> showAll = true;
            case "color" -> color = Optional.of(true);
            case "no-color" -> color = Optional.of(false);
            case "unicode" -> unicode = Optional.of(true);
            case "no-unicode" -> unicode = Optional.of(false);
            case "target-description" -> description = option.getValue();
            default -> throw new IllegalStateException("option without a meaning: " + option.getLongOpt());
        }
    }

    /// The index of the first token that does not belong to our options: a program's name, `--`, `-m` or `-c`.
    private static int endOfOptions(List<String> arguments) {
        int i = 0;
        while (i < arguments.size() && isOption(arguments.get(i))) {
            i += takesNext(arguments.get(i)) ? 2 : 1;
        }
        return Math.min(i, arguments.size());
    }

    private static boolean isOption(String token) {
        return token.startsWith("-") && token.length() > 1 && !token.equals("--") && !isModuleOrCode(token);
    }

    private static boolean isModuleOrCode(String token) {
        return token.startsWith("-m") || token.startsWith("-c");
    }

    /// Whether the option's value is the next token, rather than a part of this one.
    private static boolean takesNext(String token) {
        if (token.startsWith("--")) {
            List<String> matching = OPTIONS.getMatchingOptions(token);
            return matching.size() == 1
                    && OPTIONS.getOption(matching.getFirst()).hasArg();
        }
        for (int i = 1; i < token.length(); i++) {
            Option option = OPTIONS.getOption(token.substring(i, i + 1));
            if (option != null && option.hasArg()) {
                return i == token.length() - 1;
            }
        }
        return false;
    }

    private static List<Option> parse(List<String> arguments) throws UsageException {
        try {
            return Arrays.asList(new DefaultParser()
                    .parse(OPTIONS, arguments.toArray(String[]::new))
                    .getOptions());
        } catch (AmbiguousOptionException e) {
            String matching =
                    e.getMatchingOptions().stream().map(name -> "--" + name).collect(Collectors.joining(", "));
            throw new UsageException(e.getOption() + " may mean any of " + matching);
        } catch (UnrecognizedOptionException e) {
            throw new UsageException("there is no option " + e.getOption() + suggestion(e.getOption()));
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value");
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static String suggestion(String unknown) {
        String name = unknown.replaceFirst("^-+", "").replaceFirst("=.*", "");
        return OPTIONS.getOptions().stream()
                .map(Option::getLongOpt)
                .filter(known -> Spelling.isNear(name, known))
                .min((a, b) -> Integer.compare(Spelling.distance(name, a), Spelling.distance(name, b)))
                .map(known -> "; did you mean --" + known + "?")
                .orElse("; --help lists them");
    }

    private Program program(List<String> rest) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException("nothing to run: give a script, -m MODULE or -c CODE");
        }
        String first = rest.getFirst();
        if (isModuleOrCode(first)) {
            return moduleOrCode(first, rest.subList(1, rest.size()));
        }
        List<String> words = first.equals("--") ? rest.subList(1, rest.size()) : rest;
        if (words.isEmpty()) {
            throw new UsageException("nothing to run after --");
        }
        List<String> arguments = words.subList(1, words.size());
        return fromPath
                ? new Program.Command(words.getFirst(), arguments)
                : new Program.Script(words.getFirst(), arguments);
    }

    private Program moduleOrCode(String token, List<String> rest) throws UsageException {
        String option = token.substring(0, 2);
        boolean attached = token.length() > 2;
        if (fromPath) {
            throw new UsageException("--from-path names a command, so it does not go with " + option);
        }
        if (!attached && rest.isEmpty()) {
            throw new UsageException(option + " needs " + (option.equals("-m") ? "a module's name" : "code to run"));
        }
        String value = attached ? token.substring(2) : rest.getFirst();
        List<String> arguments = attached ? rest : rest.subList(1, rest.size());
        return option.equals("-m") ? new Program.Module(value, arguments) : new Program.Code(value, arguments);
    }

    private static String renderOption(List<String> keyAndValue) throws UsageException {
        if (keyAndValue.isEmpty()) {
            throw new UsageException("--render-option needs KEY or KEY=VALUE");
        }
        return String.join("=", keyAndValue);
    }

    private static Duration interval(String text) throws UsageException {
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw new UsageException("--interval is a number of seconds, such as 0.001; this is not: " + text);
        }
        if (seconds.compareTo(SHORTEST_INTERVAL) < 0 || seconds.compareTo(LONGEST_INTERVAL) > 0) {
            throw new UsageException("--interval is between " + SHORTEST_INTERVAL + " and " + LONGEST_INTERVAL
                    + " seconds; this is not: " + text);
        }
        return Duration.ofNanos(seconds.multiply(NANOS_PER_SECOND).longValue());
    }

    /// Fills in a template by the rules of Python's `str.format`, with `args` as the only name.
    private static String description(String template, String words) throws UsageException {
        StringBuilder filled = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String replacement = switch (matcher.group()) {
                case "{{" -> "{";
                case "}}" -> "}";
                case "{args}" -> words;
                default ->
                    throw new UsageException("--target-description knows {args} only, and {{ and }} for braces;"
                            + " not " + matcher.group());
            };
            matcher.appendReplacement(filled, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(filled).toString();
    }

    private static Option flag(String longName) {
        return Option.builder().longOpt(longName).get();
    }

    private static Option flag(String shortName, String longName) {
        return Option.builder(shortName).longOpt(longName).get();
    }

    private static Option valued(String longName) {
        return Option.builder().longOpt(longName).hasArg().get();
    }

    private static Option valued(String shortName, String longName) {
        return Option.builder(shortName).longOpt(longName).hasArg().get();
    }

    /// Two values, the second optional, is the library's way to allow `-pKEY=VALUE` in one token.
    private static Option keyAndValue(String shortName, String longName) {
        return Option.builder(shortName)
                .longOpt(longName)
                .numberOfArgs(2)
                .optionalArg(true)
                .valueSeparator('=')
                .get();
    }
}
