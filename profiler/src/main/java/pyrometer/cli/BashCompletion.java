package pyrometer.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The completion for bash.
final class BashCompletion {
    private static final String HEAD = """
            # Completes pyrometer in bash.
            _pyrometer_runs() {
                local folder=${PYROMETER_DATA_HOME:+$PYROMETER_DATA_HOME/sessions} file
                folder=${folder:-${XDG_DATA_HOME:-$HOME/.local/share}/pyrometer/sessions}
                echo last
                for file in "$folder"/*.pyro; do
                    file=${file##*/}
                    [[ $file == '*.pyro' ]] || echo "${file%.pyro}"
                done
            }

            # The processes that may be Python programs.
            _pyrometer_processes() {
                local folder
                for folder in /proc/[0-9]*; do
                    [[ $(readlink "$folder/exe" 2>/dev/null) == *python* ]] && echo "${folder##*/}"
                done
            }

            # What the option takes, in kind; nothing if it takes no value.
            _pyrometer_kind() {
                case $1 in
            {kinds}
                    *) kind= ;;
                esac
            }

            # The words that complete $cur; none leaves it to the names of files.
            _pyrometer_offer() {
                local IFS=$'\\n'
                COMPREPLY=($(compgen -W "$1" -- "$cur"))
            }

            _pyrometer() {
                local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} kind= command= options= i
                COMPREPLY=()
                if [[ $cur == = ]]; then
                    cur=
                elif [[ $previous == = ]]; then
                    previous=${COMP_WORDS[COMP_CWORD - 2]}
                fi

                case ${COMP_WORDS[1]} in
                    {words}) ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]} ;;
                esac
                if [[ -z $command ]]; then
                    for ((i = 1; i < COMP_CWORD; i++)); do
                        case ${COMP_WORDS[i]} in
                            = | -) ;;
                            -m* | -c* | --) return ;;
                            -*)
                                _pyrometer_kind "${COMP_WORDS[i]}"
                                [[ -z $kind || $kind == saved ]] || { [[ ${COMP_WORDS[i + 1]} == = ]] && i=$((i + 2)) || i=$((i + 1)); }
                                ;;
                            *) [[ ${COMP_WORDS[i - 1]} == = ]] || return ;;
                        esac
                    done
                fi

                _pyrometer_kind "$previous"
                case $kind in
                    '') ;;
                    format) _pyrometer_offer '{formats}' && return ;;
                    mode) _pyrometer_offer '{modes}' && return ;;
                    saved) [[ $cur == -* ]] || { _pyrometer_offer "$(_pyrometer_runs)" && return; } ;;
                    file) return ;;
                    *) compopt +o default 2>/dev/null; return ;;
                esac

                case $command in
            {options}
                esac
                if [[ $cur == -* ]]; then
                    _pyrometer_offer "$options"
                    compopt +o default 2>/dev/null
                    return
                fi
                case $command in
                    '') ((COMP_CWORD > 1)) || _pyrometer_offer '{commands}' ;;
            {operands}
                esac
            }

            complete -o default -F _pyrometer pyrometer
            """;

    private BashCompletion() {}

    static String script() {
        List<String> words = Subcommand.named().stream().map(Subcommand::word).toList();
        return HEAD.replace("{kinds}\n", kinds())
                .replace("{words}", String.join(" | ", words))
                .replace("{commands}", String.join("\n", words))
                .replace("{formats}", String.join("\n", ShellWords.formats()))
                .replace("{modes}", String.join("\n", ShellWords.asyncModes()))
                .replace("{options}\n", options())
                .replace("{operands}\n", operands());
    }

    private static String kinds() {
        StringBuilder text = new StringBuilder();
        for (Switch option : Switch.values()) {
            if (option.takesValue()) {
                String names = ShellWords.names(option).stream().collect(Collectors.joining(" | "));
                text.append("        ")
                        .append(names)
                        .append(") kind=")
                        .append(kind(option))
                        .append(" ;;\n");
            }
        }
        return text.toString();
    }

    private static String kind(Switch option) {
        return switch (option.value()) {
            case NONE -> throw new IllegalArgumentException(option.name());
            case FORMAT -> "format";
            case ASYNC_MODE -> "mode";
            case SAVED -> "saved";
            case FILE, PATH -> "file";
            case SECONDS, GLOB, REGEX, KEY_VALUE, TEXT, RANGE, TIME, THREAD, PROCESS, FUNCTION, LIMIT, COUNT -> "other";
        };
    }

    private static String options() {
        StringBuilder text = new StringBuilder();
        for (Subcommand command : Subcommand.values()) {
            String word = command.word().isEmpty() ? "''" : command.word();
            text.append("        ").append(word).append(") options='");
            text.append(String.join("\n", names(command.switches())));
            text.append("' ;;\n");
        }
        return text.toString();
    }

    private static List<String> names(Set<Switch> switches) {
        return switches.stream().map(Switch::typed).toList();
    }

    private static String operands() {
        StringBuilder text = new StringBuilder();
        for (Subcommand command : Subcommand.named()) {
            String offer = switch (command.operand()) {
                case PROGRAM -> "";
                case NONE -> "compopt +o default 2>/dev/null";
                case PROCESS -> "_pyrometer_offer \"$(_pyrometer_processes)\"; compopt +o default 2>/dev/null";
                case RECORDING -> "_pyrometer_offer \"$(_pyrometer_runs)\"";
                case SHELL -> "_pyrometer_offer '" + String.join("\n", Completion.SHELLS) + "'";
                case COMMAND ->
                    "_pyrometer_offer '{commands}'"
                            .replace(
                                    "{commands}",
                                    Subcommand.named().stream()
                                            .map(Subcommand::word)
                                            .collect(Collectors.joining("\n")));
            };
            text.append("        ")
                    .append(command.word())
                    .append(") ")
                    .append(offer)
                    .append(" ;;\n");
        }
        return text.toString();
    }
}
