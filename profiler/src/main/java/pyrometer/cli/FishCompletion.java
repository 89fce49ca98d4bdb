package pyrometer.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The completion for fish.
final class FishCompletion {
    private static final String HEAD = """
            # Completes pyrometer in fish.
            function __pyrometer_runs
                set -l folder $HOME/.local/share/pyrometer/sessions
                test -n "$XDG_DATA_HOME"; and set folder $XDG_DATA_HOME/pyrometer/sessions
                test -n "$PYROMETER_DATA_HOME"; and set folder $PYROMETER_DATA_HOME/sessions
                echo last
                for file in $folder/*.pyro
                    basename $file .pyro
                end
            end

            # The command that is typed; run, or program behind the name of the program to run.
            function __pyrometer_state
                set -l words (commandline -opc)
                set -e words[1]
                if contains -- "$words[1]" {commands}
                    echo $words[1]
                    return
                end
                set -l skip 0
                for word in $words
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch $word
                        case {valued}
                            set skip 1
                        case '-m*' '-c*' --
                            echo program
                            return
                        case '-*'
                        case '*'
                            echo program
                            return
                    end
                end
                echo run
            end

            function __pyrometer_in
                test (__pyrometer_state) = $argv[1]
            end

            function __pyrometer_is_first
                test (count (commandline -opc)) = 1
            end

            """;

    private FishCompletion() {}

    static String script() {
        StringBuilder text = new StringBuilder(HEAD.replace("{commands}", String.join(" ", ShellWords.commands()))
                .replace("{valued}", valued()));
        for (Subcommand command : Subcommand.named()) {
            text.append("complete -c pyrometer -n __pyrometer_is_first -a ")
                    .append(command.word())
                    .append(" -d ")
                    .append(quoted(command.summary()))
                    .append('\n');
        }
        for (Subcommand command : Subcommand.values()) {
            String state = command == Subcommand.RUN ? "run" : command.word();
            String condition = "complete -c pyrometer -n '__pyrometer_in " + state + "'";
            for (Switch option : command.switches()) {
                text.append(condition).append(option(option)).append('\n');
            }
            text.append(operand(condition, command));
        }
        return text.toString();
    }

    private static String valued() {
        return Arrays.stream(Switch.values())
                .filter(option -> option.takesValue() && !option.valueIsOptional())
                .flatMap(option -> ShellWords.names(option).stream())
                .collect(Collectors.joining(" "));
    }

    private static String option(Switch option) {
        String names = (option.shortName().isEmpty() ? "" : " -s " + option.shortName()) + " -l " + option.longName();
        String values = switch (option.value()) {
            case NONE -> "";
            case FORMAT -> " -x -a " + quoted(String.join(" ", ShellWords.formats()));
            case ASYNC_MODE -> " -x -a " + quoted(String.join(" ", ShellWords.asyncModes()));
            case SAVED -> " -x -a '(__pyrometer_runs)'";
            case FILE, PATH -> " -r -F";
            case SECONDS, GLOB, REGEX, KEY_VALUE, TEXT, RANGE, TIME, THREAD, PROCESS, FUNCTION, LIMIT, COUNT -> " -x";
        };
        return names + values + " -d " + quoted(option.brief());
    }

    private static String operand(String condition, Subcommand command) {
        return switch (command.operand()) {
            case PROGRAM -> "";
            case NONE -> condition + " -f\n";
            case PROCESS -> condition + " -f -a '(__fish_complete_pids)'\n";
            case RECORDING -> condition + " -a '(__pyrometer_runs)'\n";
            case SHELL -> condition + " -f -a " + quoted(String.join(" ", Completion.SHELLS)) + "\n";
            case COMMAND -> condition + " -f -a " + quoted(String.join(" ", ShellWords.commands())) + "\n";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
