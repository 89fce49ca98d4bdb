package pyrometer.cli;

/// The completion for zsh.
final class ZshCompletion {
    private static final String HEAD = """
            #compdef pyrometer
            # Completes pyrometer in zsh.
            _pyrometer_recordings() {
                local folder=${PYROMETER_DATA_HOME:+$PYROMETER_DATA_HOME/sessions}
                folder=${folder:-${XDG_DATA_HOME:-$HOME/.local/share}/pyrometer/sessions}
                local -a runs
                runs=(last $folder/*.pyro(N:t:r))
                compadd -a runs
            }

            _pyrometer_recordings_or_files() {
                _pyrometer_recordings
                _files
            }

            _pyrometer_commands() {
                local -a commands
                commands=(
            {commands}
                )
                _describe command commands
            }

            _pyrometer_programs() {
                ((CURRENT > 2)) || _pyrometer_commands
                _files
            }

            _pyrometer() {
                if ((CURRENT > 2)); then
                    local command=$words[2]
                    case $command in
                        {words})
                            shift words
                            ((CURRENT--))
                            ;;
                    esac
                    case $command in
            {cases}
                    esac
                fi
                _arguments -s -S -A '-*' : \\
            {options}
                    '(- *)-m[a module or package]: :()' \\
                    '(- *)-c[code]: :()' \\
                    '1: :_pyrometer_programs' \\
                    '*::arguments:_files'
            }

            if [[ $funcstack[1] == _pyrometer ]]; then
                _pyrometer "$@"
            else
                compdef _pyrometer pyrometer
            fi
            """;

    private ZshCompletion() {}

    static String script() {
        return HEAD.replace("{commands}\n", commands())
                .replace("{words}", String.join(" | ", ShellWords.commands()))
                .replace("{cases}\n", cases())
                .replace("{options}\n", options(Subcommand.RUN, "        "));
    }

    private static String commands() {
        StringBuilder text = new StringBuilder();
        for (Subcommand command : Subcommand.named()) {
            text.append("        ")
                    .append(quoted(command.word() + ":" + command.summary().replace(":", "\\:")))
                    .append('\n');
        }
        return text.toString();
    }

    private static String cases() {
        StringBuilder text = new StringBuilder();
        for (Subcommand command : Subcommand.named()) {
            text.append("            ").append(command.word()).append(")\n");
            text.append("                _arguments -s -S : \\\n");
            text.append(options(command, "                    "));
            text.append("                    ").append(operand(command)).append('\n');
            text.append("                return\n                ;;\n");
        }
        return text.toString();
    }

    private static String operand(Subcommand command) {
        return switch (command.operand()) {
            case PROGRAM, NONE -> "'*: :()'";
            case PROCESS -> "'1:process:_pids'";
            case RECORDING -> "'*:recording:_pyrometer_recordings_or_files'";
            case SHELL -> "'1:shell:(" + String.join(" ", Completion.SHELLS) + ")'";
            case COMMAND -> "'1:command:_pyrometer_commands'";
        };
    }

    private static String options(Subcommand command, String indent) {
        StringBuilder text = new StringBuilder();
        for (Switch option : command.switches()) {
            for (String name : ShellWords.names(option)) {
                text.append(indent).append(quoted(specification(option, name))).append(" \\\n");
            }
        }
        return text.toString();
    }

    /// As `_arguments` takes it: `*--name=[what it does]:what it takes:how to complete that`.
    private static String specification(Switch option, String name) {
        String brief = option.brief().replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
        String join = !option.takesValue() ? "" : name.startsWith("--") ? "=" : "+";
        String action = switch (option.value()) {
            case NONE -> "";
            case FORMAT -> ":format:(" + String.join(" ", ShellWords.formats()) + ")";
            case ASYNC_MODE -> ":mode:(" + String.join(" ", ShellWords.asyncModes()) + ")";
            case SAVED -> "::run:_pyrometer_recordings";
            case FILE, PATH -> ":file:_files";
            case SECONDS, GLOB, REGEX, KEY_VALUE, TEXT, RANGE, TIME, THREAD, PROCESS, FUNCTION, LIMIT, COUNT ->
                ":" + option.value().placeholder().replaceAll("[\\[\\]]", "") + ": ";
        };
        return "*" + name + join + "[" + brief + "]" + action;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
