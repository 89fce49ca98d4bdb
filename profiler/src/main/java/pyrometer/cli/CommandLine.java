package pyrometer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The whole command line interface as a function: arguments in, exit status out.
final class CommandLine {
    static final int OK = 0;

    /// What was named is missing or may not be used.
    static final int UNUSABLE = 1;

    /// The command line was mistyped.
    static final int MISTYPED = 2;

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
                surroundings.out().print(help());
                return MISTYPED;
            }
            requireIntact(arguments);
            return run(CommandLineReader.read(arguments));
        } catch (UsageException e) {
            return fail(MISTYPED, e);
        } catch (UnusableException e) {
            return fail(UNUSABLE, e);
        }
    }

    private int run(Request request) throws UsageException, UnusableException {
        return switch (request) {
            case Request.Help() -> {
                surroundings.out().print(help());
                yield OK;
            }
            case Request.Version() -> {
                surroundings.out().println(version());
                yield OK;
            }
            case Request.Run(RunOptions options) ->
                new RunCommand(options, environmentChanges, surroundings, stages).run();
        };
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

    private int fail(int status, Exception e) {
        surroundings.err().println("pyrometer: " + e.getMessage());
        return status;
    }

    static String version() {
        String version =
                Objects.requireNonNullElse(CommandLine.class.getPackage().getImplementationVersion(), "(unpackaged)");
        return "pyrometer " + version + ", for CPython 3.8 to 3.14, on Java " + System.getProperty("java.version");
    }

    static String help() {
        try (InputStream text = Objects.requireNonNull(CommandLine.class.getResourceAsStream("help.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
