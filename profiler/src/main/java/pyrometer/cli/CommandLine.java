package pyrometer.cli;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.render.ReportFile;

/// The whole command line interface as a function: arguments in, exit status out.
final class CommandLine {
    static final int OK = 0;

    /// What was named is missing or may not be used.
    static final int UNUSABLE = 1;

    /// The command line was mistyped.
    static final int MISTYPED = 2;

    /// A limit that the user has set was exceeded.
    static final int EXCEEDED = 3;

    /// What a decoder puts in the place of bytes that it cannot decode.
    private static final char REPLACEMENT = '\ufffd';

    private final Map<String, Optional<String>> environmentChanges;
    private final Surroundings surroundings;
    private final Stages stages;

    /// @param environmentChanges what the program's environment has that ours has not
    CommandLine(Map<String, Optional<String>> environmentChanges, Surroundings surroundings, Stages stages) {
        this.environmentChanges = Map.copyOf(environmentChanges);
        this.surroundings = surroundings;
        this.stages = stages;
    }

    int run(List<String> arguments) {
        try {
            if (arguments.isEmpty()) {
                surroundings.out().print(Help.of(Subcommand.RUN));
                return MISTYPED;
            }
            requireIntact(arguments);
            Request request = CommandLineReader.read(arguments, () -> ProjectFile.defaults(surroundings.folder()));
            int status = run(request);
            if (!(request instanceof Request.Run)) { // then the status is the program's
                Output.flush(surroundings.out());
            }
            return status;
        } catch (UsageException e) {
            surroundings.say(e.getMessage() + fileOfThatName(arguments.getFirst()));
            return MISTYPED;
        } catch (UnusableException e) {
            surroundings.say(String.valueOf(e.getMessage()));
            return UNUSABLE;
        } catch (IOException e) {
            surroundings.say("could not write to standard output: " + ReportFile.reason(e));
            return UNUSABLE;
        }
    }

    private int run(Request request) throws UsageException, UnusableException {
        return switch (request) {
            case Request.Help(Subcommand command) -> print(Help.of(command));
            case Request.Version() -> print(version() + "\n");
            case Request.Serve() -> {
                stages.serve(number());
                yield OK;
            }
            case Request.Run(RunOptions options) ->
                new RunCommand(options, environmentChanges, surroundings, stages).run();
            case Request.Attach(AttachOptions options) -> new AttachCommand(options, surroundings, stages).run();
            case Request.Report(Recording recording, ReportOptions options) -> {
                new ReportCommand(List.of(recording), options, surroundings, stages).run();
                yield OK;
            }
            case Request.Open(Recording recording, ReportOptions options) -> {
                new OpenCommand(recording, options, surroundings, stages).run();
                yield OK;
            }
            case Request.Merge(List<Recording> recordings, ReportOptions options) -> {
                new ReportCommand(recordings, options, surroundings, stages).run();
                yield OK;
            }
            case Request.Convert(Recording recording, ReportOptions options) -> {
                ReportCommand.conversion(recording, options, surroundings, stages)
                        .run();
                yield OK;
            }
            case Request.Diff diff -> new DiffCommand(diff, surroundings, stages).run();
            case Request.ListRuns(int number, boolean json) -> {
                new ListCommand(number, json, surroundings).run();
                yield OK;
            }
            case Request.Completion(String shell) -> print(Completion.script(shell));
        };
    }

    private int print(String text) {
        surroundings.out().print(text);
        return OK;
    }

    /// An argument that the JVM could not decode would reach the program as another one.
    private static void requireIntact(List<String> arguments) throws UnusableException {
        for (String argument : arguments) {
            if (argument.indexOf(REPLACEMENT) >= 0 && !wasGiven(argument)) {
                throw new UnusableException("cannot pass on an argument that is not UTF-8: " + argument);
            }
        }
    }

    /// Whether the replacement character in the argument is the user's own.
    private static boolean wasGiven(String argument) {
        try {
            ByteBuffer raw = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/cmdline")));
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(raw).toString();
            return List.of(decoded.split("\0")).contains(argument);
        } catch (IOException e) {
            return false;
        }
    }

    /// For who meant a script that is called like a command.
    private String fileOfThatName(String word) {
        boolean isBoth = Subcommand.named(word).isPresent()
                && Files.isRegularFile(surroundings.folder().resolve(word));
        return isBoth ? "; to run the file of that name, write ./" + word : "";
    }

    static String version() {
        return "pyrometer " + number() + ", for CPython 3.8 to 3.14, on Java " + System.getProperty("java.version");
    }

    /// As the jar says it, or the module in a packaged image.
    private static String number() {
        return Optional.ofNullable(CommandLine.class.getPackage().getImplementationVersion())
                .or(() -> Optional.ofNullable(CommandLine.class.getModule().getDescriptor())
                        .flatMap(ModuleDescriptor::rawVersion))
                .orElse("(unpackaged)");
    }
}
