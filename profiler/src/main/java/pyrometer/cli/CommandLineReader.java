package pyrometer.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.AmbiguousOptionException;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/// Reads the command line. Options before the program are ours; whatever follows it, or `-m MODULE`, or `-c
/// CODE`, is
/// the program's own and never looked at. Where the first word is a command, such as `report`, all options
/// are ours.
final class CommandLineReader {
    /// Where options come from that the command line does not give.
    @FunctionalInterface
    interface Defaults {
        /// @throws UsageException if what is configured has a mistake
        List<Given> read() throws UsageException;
    }

    private static final int DEFAULT_NUMBER = 20;
    /// Stands between the recordings of the two sides of a comparison.
    private static final String VERSUS = "vs";

    private static final String LAST = "last";

    /// Options that say how to run a program.
    private static final Set<Switch> FOR_RUNS = EnumSet.of(
            Switch.FROM_PATH,
            Switch.PYTHON,
            Switch.INTERVAL,
            Switch.ASYNC_MODE,
            Switch.CHILDREN,
            Switch.SAVE,
            Switch.NO_SAVE,
            Switch.TARGET_DESCRIPTION);

    private final Subcommand command;
    private final Options options;
    private final Defaults defaults;

    private CommandLineReader(Subcommand command, Defaults defaults) {
        this.command = command;
        this.options = table(command);
        this.defaults = defaults;
    }

    static Request read(List<String> arguments, Defaults defaults) throws UsageException {
        Optional<Subcommand> named = arguments.isEmpty() ? Optional.empty() : Subcommand.named(arguments.getFirst());
        CommandLineReader reader = new CommandLineReader(named.orElse(Subcommand.RUN), defaults);
        return named.isPresent() ? reader.command(arguments.subList(1, arguments.size())) : reader.run(arguments);
    }

    private Request run(List<String> arguments) throws UsageException {
        int end = endOfOptions(arguments);
        List<Given> typed = givens(parse(arguments.subList(0, end)));
        List<String> rest = arguments.subList(end, arguments.size());
        if (isGiven(Switch.HELP, typed)) {
            return new Request.Help(Subcommand.RUN);
        }
        if (isGiven(Switch.VERSION, typed)) {
            return new Request.Version();
        }
        Optional<Recording> loaded = loaded(typed, rest);
        Givens givens = withDefaults(typed);
        if (loaded.isPresent()) {
            return new Request.Report(loaded.get(), ReportOptions.of(givens));
        }
        return new Request.Run(runOptions(program(rest, givens), givens));
    }

    private Request command(List<String> arguments) throws UsageException {
        org.apache.commons.cli.CommandLine parsed = parse(arguments);
        List<Given> typed = givens(parsed);
        List<String> operands = parsed.getArgList();
        if (isGiven(Switch.HELP, typed)) {
            return new Request.Help(command);
        }
        Givens givens = withDefaults(typed);
        return switch (command) {
            case RUN -> throw new IllegalStateException("not a command that is named");
            case REPORT -> new Request.Report(recordingOrLast(operands), ReportOptions.of(givens));
            case OPEN -> new Request.Open(recordingOrLast(operands), ReportOptions.of(givens));
            case ATTACH -> {
                requireOperands(operands, 1, 1, "the number of a process");
                yield new Request.Attach(attachOptions(operands.getFirst(), givens));
            }
            case LIST -> {
                requireOperands(operands, 0, 0, "no more than its options");
                yield new Request.ListRuns(number(givens), givens.has(Switch.JSON));
            }
            case MERGE -> {
                requireOperands(operands, 2, Integer.MAX_VALUE, "two recordings or more");
                yield new Request.Merge(recordings(operands), ReportOptions.of(givens));
            }
            case DIFF -> {
                int between = operands.indexOf(VERSUS);
                requireSides(operands, between);
                yield new Request.Diff(
                        recordings(between < 0 ? operands.subList(0, 1) : operands.subList(0, between)),
                        recordings(operands.subList(between < 0 ? 1 : between + 1, operands.size())),
                        givens.value(Switch.FAIL_IF),
                        ReportOptions.of(givens));
            }
            case CONVERT -> {
                requireOperands(operands, 2, 2, "a recording and the file to write");
                yield new Request.Convert(
                        new Recording.Named(operands.getFirst()),
                        ReportOptions.of(givens).withOutfile(operands.getLast()));
            }
            case COMPLETION -> {
                requireOperands(operands, 1, 1, "the name of a shell: " + String.join(", ", Completion.SHELLS));
                if (!Completion.SHELLS.contains(operands.getFirst())) {
                    throw new UsageException("there is no completion for '" + operands.getFirst() + "': choose from "
                            + String.join(", ", Completion.SHELLS));
                }
                yield new Request.Completion(operands.getFirst());
            }
            case SERVE -> {
                requireOperands(operands, 0, 0, "no more than its options");
                yield new Request.Serve();
            }
            case HELP -> {
                requireOperands(operands, 0, 1, "at most one command");
                yield new Request.Help(operands.isEmpty() ? Subcommand.RUN : explained(operands.getFirst()));
            }
        };
    }

    private Recording recordingOrLast(List<String> operands) throws UsageException {
        requireOperands(operands, 0, 1, "at most one recording");
        return operands.isEmpty() ? new Recording.Kept(LAST) : new Recording.Named(operands.getFirst());
    }

    private static Subcommand explained(String word) throws UsageException {
        Optional<Subcommand> command = Subcommand.named(word);
        if (command.isPresent()) {
            return command.get();
        }
        List<String> words = Subcommand.named().stream().map(Subcommand::word).toList();
        throw new UsageException("there is no command " + word
                + Suggestion.nearest(word, words)
                        .map(known -> "; did you mean " + known + "?")
                        .orElse(": choose from " + String.join(", ", words)));
    }

    private void requireOperands(List<String> operands, int least, int most, String wanted) throws UsageException {
        if (operands.size() < least || operands.size() > most) {
            throw refusedOperands(wanted);
        }
    }

    private UsageException refusedOperands(String wanted) {
        return new UsageException(
                command.word() + " takes " + wanted + "; pyrometer help " + command.word() + " says more");
    }

    /// One recording a side, or any number with a word between.
    private void requireSides(List<String> operands, int between) throws UsageException {
        boolean isTold = between < 0
                ? operands.size() == 2
                : between > 0 && between < operands.size() - 1 && between == operands.lastIndexOf(VERSUS);
        if (!isTold) {
            throw refusedOperands("two recordings, the older first, or several of each with " + VERSUS + " between");
        }
    }

    private static List<Recording> recordings(List<String> words) {
        return words.stream().<Recording>map(Recording.Named::new).toList();
    }

    private Givens withDefaults(List<Given> typed) throws UsageException {
        if (isGiven(Switch.NO_CONFIG, typed) || !command.switches().contains(Switch.NO_CONFIG)) {
            return Givens.of(List.of(), typed);
        }
        List<Given> configured = defaults.read().stream()
                .filter(given -> command.switches().contains(given.option()))
                .toList();
        return Givens.of(configured, typed);
    }

    private static boolean isGiven(Switch option, List<Given> givens) {
        return givens.stream().anyMatch(given -> given.option() == option);
    }

    /// What `--load` and `--load-prev` name instead of a program.
    private static Optional<Recording> loaded(List<Given> typed, List<String> rest) throws UsageException {
        List<Given> loads = typed.stream()
                .filter(given -> given.option() == Switch.LOAD || given.option() == Switch.LOAD_PREV)
                .toList();
        if (loads.isEmpty()) {
            return Optional.empty();
        }
        Given load = loads.getFirst();
        if (loads.size() > 1) {
            throw load.refusal(" names one recording; several are put together by pyrometer merge");
        }
        if (!rest.isEmpty()) {
            throw load.refusal(" reports a recording, so there is nothing to run: " + rest.getFirst());
        }
        for (Given given : typed) {
            if (FOR_RUNS.contains(given.option())) {
                throw given.refusal(
                        " is for running a program, which " + load.option().typed() + " does not");
            }
        }
        if (load.option() == Switch.LOAD) {
            return Optional.of(new Recording.InFile(load.value()));
        }
        return Optional.of(new Recording.Kept(load.value().isEmpty() ? LAST : load.value()));
    }

    private static RunOptions runOptions(Program program, Givens givens) throws UsageException {
        return new RunOptions(
                program,
                givens.value(Switch.PYTHON),
                RecordingOptions.of(givens, "Program: {args}"),
                ReportOptions.of(givens));
    }

    private static AttachOptions attachOptions(String pid, Givens givens) throws UsageException {
        Optional<Given> duration = givens.last(Switch.DURATION);
        return new AttachOptions(
                processId(pid),
                duration.isPresent() ? Optional.of(Seconds.duration(duration.get())) : Optional.empty(),
                RecordingOptions.of(givens, "Process " + pid + ": {args}"),
                ReportOptions.of(givens));
    }

    private static int processId(String word) throws UsageException {
        try {
            int pid = Integer.parseInt(word);
            if (pid > 0) {
                return pid;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new UsageException("attach takes the number of a process, as ps and top show it; this is none: " + word);
    }

    /// The index of the first token that does not belong to our options: a program's name, `--`, `-m` or
    /// `-c`.
    private int endOfOptions(List<String> arguments) {
        int i = 0;
        while (i < arguments.size() && isOption(arguments.get(i))) {
            String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "-";
            i += takesNext(arguments.get(i), next) ? 2 : 1;
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
    private boolean takesNext(String token, String next) {
        if (token.startsWith("--")) {
            List<String> matching = options.getMatchingOptions(token);
            if (matching.size() != 1) {
                return false;
            }
            Option option = options.getOption(matching.getFirst());
            return option.hasArg() && !(isOptional(option) && next.startsWith("-"));
        }
        for (int i = 1; i < token.length(); i++) {
            Option option = options.getOption(token.substring(i, i + 1));
            if (option != null && option.hasArg()) {
                return i == token.length() - 1;
            }
        }
        return false;
    }

    /// The arguments with each letter of `-tofile` as an option of its own: `-t --outfile=file`. The
    /// library would take
    /// it for a long option with one dash.
    private List<String> separated(List<String> arguments) throws UsageException {
        List<String> separated = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String token = arguments.get(i);
            if (token.equals("--")) {
                separated.addAll(arguments.subList(i, arguments.size()));
                break;
            }
            if (!token.startsWith("-") || token.startsWith("--") || token.length() <= 2) {
                separated.add(token);
            } else {
                separateLetters(token, separated);
            }
            String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "-";
            if (token.startsWith("-") && token.length() > 1 && takesNext(token, next) && i + 1 < arguments.size()) {
                separated.add(next);
                i++;
            }
        }
        return separated;
    }

    private void separateLetters(String token, List<String> separated) throws UsageException {
        for (int i = 1; i < token.length(); i++) {
            Option option = options.getOption(token.substring(i, i + 1));
            if (option == null) {
                throw new UsageException(unrecognized(token));
            }
            boolean isJoined = option.hasArg() && i + 1 < token.length();
            separated.add("--" + option.getLongOpt() + (isJoined ? "=" + token.substring(i + 1) : ""));
            if (isJoined) {
                return;
            }
        }
    }

    private static boolean isOptional(Option option) {
        return option.hasOptionalArg() && !option.hasArgs();
    }

    private org.apache.commons.cli.CommandLine parse(List<String> arguments) throws UsageException {
        try {
            return new DefaultParser().parse(options, separated(arguments).toArray(String[]::new));
        } catch (AmbiguousOptionException e) {
            String matching =
                    e.getMatchingOptions().stream().map(name -> "--" + name).collect(Collectors.joining(", "));
            throw new UsageException(e.getOption() + " may mean any of " + matching);
        } catch (UnrecognizedOptionException e) {
            throw new UsageException(unrecognized(e.getOption()));
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value");
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private String unrecognized(String unknown) {
        String name = unknown.replaceFirst("^-+", "").replaceFirst("=.*", "");
        List<String> known = command.switches().stream().map(Switch::longName).toList();
        String of = command == Subcommand.RUN ? "" : " of " + command.word();
        String help = command == Subcommand.RUN ? "--help" : "pyrometer help " + command.word();
        return "there is no option " + unknown + of
                + Suggestion.nearest(name, known)
                        .map(near -> "; did you mean --" + near + "?")
                        .orElse("; " + help + " lists them");
    }

    private static List<Given> givens(org.apache.commons.cli.CommandLine parsed) {
        List<Given> givens = new ArrayList<>();
        for (Option option : parsed.getOptions()) {
            Switch known = Switch.named(option.getLongOpt()).orElseThrow();
            givens.add(Given.typed(known, Objects.requireNonNullElse(option.getValue(), "")));
        }
        return givens;
    }

    private static Program program(List<String> rest, Givens givens) throws UsageException {
        boolean fromPath = givens.has(Switch.FROM_PATH);
        if (rest.isEmpty()) {
            throw new UsageException("nothing to run: give a script, -m MODULE or -c CODE");
        }
        String first = rest.getFirst();
        if (isModuleOrCode(first)) {
            return moduleOrCode(first, rest.subList(1, rest.size()), fromPath);
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

    private static Program moduleOrCode(String token, List<String> rest, boolean fromPath) throws UsageException {
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

    private static int number(Givens givens) throws UsageException {
        Optional<Given> given = givens.last(Switch.NUMBER);
        if (given.isEmpty()) {
            return DEFAULT_NUMBER;
        }
        try {
            int number = Integer.parseInt(given.get().value());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw given.get()
                .refusal(" is how many runs to list, 1 or more; this is not: "
                        + given.get().value());
    }

    /// The options in the library's terms. `-m` and `-c` are not among them: they end the options, as the
    /// name of a
    /// script does.
    static Options table(Subcommand command) {
        Options table = new Options();
        for (Switch option : command.switches()) {
            Option.Builder builder =
                    option.shortName().isEmpty() ? Option.builder() : Option.builder(option.shortName());
            builder.longOpt(option.longName());
            if (option.takesValue()) {
                builder.hasArg().optionalArg(option.valueIsOptional());
            }
            table.addOption(builder.get());
        }
        return table;
    }
}
