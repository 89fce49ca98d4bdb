package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.render.Format;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;
import pyrometer.testing.PythonTarget;

/// The real shells complete our command line by the scripts that `pyrometer completion` prints.
class CompletionIT {
    private static final String RUN = "20261122-163412-347";

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("data/sessions"));
        Files.writeString(runs.resolve(RUN + ".pyro"), "");
        Files.writeString(runs.resolve(RUN + ".summary"), "");
        Files.writeString(folder.resolve("program.py"), "");
    }

    static List<String> shells() {
        return Completion.SHELLS;
    }

    @ParameterizedTest
    @MethodSource("shells")
    void everyOptionOfEveryCommandIsOffered(String shell) throws IOException {
        for (Subcommand command : EnumSet.complementOf(EnumSet.of(Subcommand.SERVE))) { // nobody types that
            String words = command == Subcommand.RUN ? "--" : command.word() + " --";
            Set<String> options =
                    command.switches().stream().map(Switch::typed).collect(Collectors.toCollection(TreeSet::new));

            assertEquals(options, complete(shell, words), words);
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void commandsAreOfferedAsTheFirstWord(String shell) throws IOException {
        Set<String> first = complete(shell, "");
        assertTrue(first.containsAll(ShellWords.commands()), first.toString());

        assertEquals(Set.of("report"), complete(shell, "rep"));
        assertFalse(complete(shell, "-t ").contains("report"));
        assertEquals(new TreeSet<>(ShellWords.commands()), complete(shell, "help "));
        assertEquals(new TreeSet<>(Completion.SHELLS), complete(shell, "completion "));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void formatsAndKeptRunsAreOffered(String shell) throws IOException {
        Set<String> formats =
                Arrays.stream(Format.values()).map(Format::label).collect(Collectors.toCollection(TreeSet::new));

        assertEquals(formats, complete(shell, "-r "));
        assertEquals(formats, complete(shell, "report --renderer "));
        assertEquals(Set.of("text"), complete(shell, "-t -i 0.1 -r te"));
        assertEquals(Set.of(RUN), complete(shell, "--load-prev 2026"));
        assertEquals(Set.of(RUN), complete(shell, "diff last 2026"));
        assertTrue(complete(shell, "report ").contains("last"));
    }

    @Test
    void runningPythonsAreOffered() throws IOException {
        try (PythonTarget target = PythonTarget.start(Interpreters.newest(), "sleeps.py")) {
            assertTrue(complete("bash", "attach ").contains(Long.toString(target.pid())));
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatFollowsTheProgramIsNotOurs(String shell) throws IOException {
        assertFalse(complete(shell, "program.py --").contains("--renderer"));
        assertFalse(complete(shell, "-m program --").contains("--renderer"));
        assertFalse(complete(shell, "-i 1 program.py --").contains("--renderer"));
    }

    /// @param words behind `pyrometer`
    private Set<String> complete(String shell, String words) throws IOException {
        Path script = Files.writeString(folder.resolve("completion." + shell), Completion.script(shell));
        String line = "pyrometer " + words;
        List<String> command = switch (shell) {
            case "bash" -> List.of("bash", "--norc", "-c", BASH, script.toString(), line);
            case "fish" ->
                List.of("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script.toString(), line);
            case "zsh" -> List.of("zsh", "-f", "-c", ZSH, script.toString(), line);
            default -> throw new AssertionError(shell);
        };
        assumeTrue(isInstalled(shell), "there is no " + shell + " here");
        List<String> whole = new ArrayList<>(
                List.of("env", "PYROMETER_DATA_HOME=" + folder.resolve("data"), "HOME=" + folder, "TERM=dumb"));
        whole.addAll(command);
        Result result = Pyrometer.runCommand(folder, "", whole);
        assertEquals("", result.err(), line);
        return result.out()
                .lines()
                .map(candidate -> candidate.split("\t")[0].strip().replaceFirst("=$", ""))
                .filter(candidate -> !candidate.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isInstalled(String shell) {
        return Arrays.stream(System.getenv("PATH").split(":")).anyMatch(bin -> Files.isExecutable(Path.of(bin, shell)));
    }

    private static final String BASH = """
            source "$0"
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<<"$1"
            [[ $1 != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _pyrometer
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    /// A shell in a terminal, in which the tab key writes to a file what would be offered.
    private static final String ZSH = """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PROMPT=; RPROMPT=; autoload -Uz compinit && compinit -u -D; source '${(q)0}
            zpty -w shell 'compadd() {
                if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
                typeset -ga found=(); builtin compadd -O found "$@"; seen+=($found); builtin compadd "$@"
            }
            capture() { seen=(); _main_complete; print -rl -- $seen >'${(q)0}'.offered; kill -9 $$ }
            ready() { print "<re""ady>" }
            zle -N zle-line-init ready
            zle -C capture complete-word capture; bindkey "^I" capture'
            zpty -r shell line '*<ready>*'
            zpty -w -n shell "$1"$'\\t'
            while zpty -r shell line; do :; done
            cat $0.offered
            """;
}
