package pyrometer.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pyrometer.cli.Switch.Group;

/// What Pyrometer can be told to do, by the first word of the command line, and the options that go with
/// it.
enum Subcommand {
    /// Runs a program and reports: what is meant when no other command is named.
    RUN(
            "",
            "run a program and report where its time went",
            Operand.PROGRAM,
            groups(Group.PROGRAM, Group.SAMPLING, Group.LOADING, Group.REPORT, Group.SLICE, Group.ABOUT)),
    ATTACH(
            "attach",
            "look at a program that runs already, by its process number, and report",
            Operand.PROCESS,
            attaching()),
    REPORT("report", "report a recording: a file, or a run that was kept", Operand.RECORDING, reporting(Group.SLICE)),
    OPEN("open", "show a recording in the browser: as report -r html does", Operand.RECORDING, opening()),
    LIST(
            "list",
            "list the runs that were kept, the newest last",
            Operand.NONE,
            EnumSet.of(Switch.JSON, Switch.NUMBER, Switch.HELP)),
    DIFF("diff", "compare two recordings: what got slower and what faster", Operand.RECORDING, comparing()),
    MERGE("merge", "put several recordings together into one", Operand.RECORDING, reporting(Group.SLICE)),
    /// The file to write is its second operand.
    CONVERT(
            "convert",
            "write a recording in another format",
            Operand.RECORDING,
            without(Switch.OUTFILE, reporting(Group.SLICE))),
    COMPLETION(
            "completion",
            "print the script that completes commands and options in your shell",
            Operand.SHELL,
            EnumSet.of(Switch.HELP)),
    HELP("help", "explain a command", Operand.COMMAND, EnumSet.of(Switch.HELP)),
    SERVE("serve", "answer a program that profiles itself", Operand.NONE, EnumSet.of(Switch.HELP));

    /// What stands after the command, beside options.
    enum Operand {
        NONE,
        PROGRAM,
        PROCESS,
        RECORDING,
        SHELL,
        COMMAND
    }

    private final String word;
    private final String summary;
    private final Operand operand;

    @SuppressWarnings("ImmutableEnumChecker") // It is unmodifiable.
    private final Set<Switch> switches;

    Subcommand(String word, String summary, Operand operand, Set<Switch> switches) {
        this.word = word;
        this.summary = summary;
        this.operand = operand;
        this.switches = Collections.unmodifiableSet(switches);
    }

    /// The options it has.
    Set<Switch> switches() {
        return switches;
    }

    /// As it is typed; empty for [#RUN].
    String word() {
        return word;
    }

    /// What it does, in a few words.
    String summary() {
        return summary;
    }

    Operand operand() {
        return operand;
    }

    /// Those that people type.
    static List<Subcommand> named() {
        return Arrays.stream(values())
                .filter(command -> command != RUN && command != SERVE)
                .toList();
    }

    /// The command of this name. It must be the whole word: `rep` may be a program.
    static Optional<Subcommand> named(String word) {
        return Arrays.stream(values())
                .filter(command -> command != RUN && command.word.equals(word))
                .findFirst();
    }

    private static Set<Switch> groups(Group... groups) {
        Set<Switch> switches = EnumSet.noneOf(Switch.class);
        List<Group> wanted = List.of(groups);
        for (Switch option : Switch.values()) {
            if (wanted.contains(option.group())) {
                switches.add(option);
            }
        }
        return switches;
    }

    private static Set<Switch> attaching() {
        Set<Switch> switches = groups(Group.SAMPLING, Group.ENDING, Group.REPORT, Group.SLICE);
        switches.addAll(EnumSet.of(Switch.NO_CONFIG, Switch.HELP));
        return switches;
    }

    /// A recording has its description already.
    private static Set<Switch> reporting(Group... more) {
        Set<Switch> switches = groups(more);
        switches.addAll(groups(Group.REPORT));
        switches.addAll(EnumSet.of(Switch.NO_CONFIG, Switch.HELP));
        return without(Switch.TARGET_DESCRIPTION, switches);
    }

    /// Where the page goes is settled, and colours are its own matter.
    private static Set<Switch> opening() {
        Set<Switch> switches = reporting(Group.SLICE);
        switches.removeAll(EnumSet.of(
                Switch.RENDERER, Switch.OUTFILE, Switch.COLOR, Switch.NO_COLOR, Switch.UNICODE, Switch.NO_UNICODE));
        return switches;
    }

    /// A comparison has fewer options than a report.
    private static Set<Switch> comparing() {
        Set<Switch> switches = groups(Group.SLICE, Group.DIFF);
        switches.addAll(EnumSet.of(
                Switch.RENDERER,
                Switch.OUTFILE,
                Switch.SHOW_ALL,
                Switch.RENDER_OPTION,
                Switch.COLOR,
                Switch.NO_COLOR,
                Switch.UNICODE,
                Switch.NO_UNICODE,
                Switch.NO_CONFIG,
                Switch.HELP));
        return switches;
    }

    private static Set<Switch> without(Switch option, Set<Switch> switches) {
        Set<Switch> others = EnumSet.copyOf(switches);
        others.remove(option);
        return others;
    }
}
