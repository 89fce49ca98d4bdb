package pyrometer.cli;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Every option there is: the one table from which the command line is parsed, the help printed, the shells' completion
/// generated and `pyproject.toml` checked.
enum Switch {
    FROM_PATH(Group.PROGRAM, "", "from-path", Value.NONE, "take the program for a command on the PATH, such as pytest"),
    PYTHON(
            Group.PROGRAM,
            "",
            "python",
            Value.PATH,
            "the interpreter, by path or name. Else: PYROMETER_PYTHON, the active virtual environment, python3 on the"
                    + " PATH"),

    INTERVAL(Group.SAMPLING, "i", "interval", Value.SECONDS, "time between two looks, 0.0001 and up (0.001)"),
    ASYNC_MODE(
            Group.SAMPLING,
            "",
            "async-mode",
            Value.ASYNC_MODE,
            "what an event loop's time is shown as: the tasks and what they await, or the loop's own waiting; enabled or"
                    + " disabled (enabled)"),
    CHILDREN(
            Group.SAMPLING,
            "",
            "children",
            Value.NONE,
            "look at the Python processes that the program starts, too: workers of multiprocessing, subprocesses"),
    SAVE(Group.SAMPLING, "", "save", Value.NONE, "keep the run, for list and report (the default)"),
    NO_SAVE(Group.SAMPLING, "", "no-save", Value.NONE, "do not keep it"),

    DURATION(
            Group.ENDING,
            "d",
            "duration",
            Value.SECONDS,
            "how long to look (until you press Ctrl-C, or the program ends)"),

    LOAD(Group.LOADING, "", "load", Value.FILE, "report a recording instead of running a program"),
    LOAD_PREV(
            Group.LOADING,
            "",
            "load-prev",
            Value.SAVED,
            "report a run that was kept, by its id, the beginning of it, or last (last)"),

    RENDERER(Group.REPORT, "r", "renderer", Value.FORMAT, "the format (text, or what the name of the outfile ends in)"),
    OUTFILE(
            Group.REPORT,
            "o",
            "outfile",
            Value.FILE,
            "write the report to a file. An old one is replaced only by a complete new one; - is standard output"),
    TIMELINE(Group.REPORT, "t", "timeline", Value.NONE, "calls in the order of time, rather than merged and sorted"),
    SHOW_ALL(
            Group.REPORT,
            "",
            "show-all",
            Value.NONE,
            "hide nothing: libraries, the import system, frames below one percent"),
    SHOW(
            Group.REPORT,
            "",
            "show",
            Value.GLOB,
            "show calls in files whose path is like this, such as '*/django/*', as the program's own"),
    SHOW_REGEX(Group.REPORT, "", "show-regex", Value.REGEX, "the same, by a regular expression for the path's start"),
    HIDE(Group.REPORT, "", "hide", Value.GLOB, "fold calls in files whose path is like this, as those of libraries"),
    HIDE_REGEX(Group.REPORT, "", "hide-regex", Value.REGEX, "the same, by a regular expression for the path's start"),
    SOURCE(Group.REPORT, "", "source", Value.NONE, "put the source text into a report in HTML, for its view of lines"),
    RENDER_OPTION(
            Group.REPORT,
            "p",
            "render-option",
            Value.KEY_VALUE,
            "set an option of the format, any number of times; pyrometer --help has them"),
    TARGET_DESCRIPTION(
            Group.REPORT,
            "",
            "target-description",
            Value.TEXT,
            "the header's line about the program (\"Program: {args}\")"),
    COLOR(Group.REPORT, "", "color", Value.NONE, "colour (if a terminal shows the report; NO_COLOR is obeyed)"),
    NO_COLOR(Group.REPORT, "", "no-color", Value.NONE, "no colour"),
    UNICODE(Group.REPORT, "", "unicode", Value.NONE, "draw the tree with line characters (as the locale says)"),
    NO_UNICODE(Group.REPORT, "", "no-unicode", Value.NONE, "draw it in ASCII"),

    RANGE(Group.SLICE, "", "range", Value.RANGE, "only this time since the start: 1.2s-3.4s, 500ms-, -2m"),
    FROM(Group.SLICE, "", "from", Value.TIME, "only from this time since the start on"),
    TO(Group.SLICE, "", "to", Value.TIME, "only up to this time"),
    THREAD(Group.SLICE, "", "thread", Value.THREAD, "only the threads of this name; may be repeated"),
    PROCESS(Group.SLICE, "", "process", Value.PROCESS, "only the process of this number; may be repeated"),
    ON_CPU(Group.SLICE, "", "on-cpu", Value.NONE, "only the time in which a thread computed, not that it waited"),
    FOCUS(Group.SLICE, "", "focus", Value.FUNCTION, "only the calls of this function and what they call"),

    FAIL_IF(
            Group.DIFF,
            "",
            "fail-if",
            Value.LIMIT,
            "exit with status 3 if the program became slower by more than this: '+10%', '+0.5s'; or one function: '+10% of parse'"),

    JSON(Group.LIST, "", "json", Value.NONE, "for a script: an array with an object for each run"),
    NUMBER(Group.LIST, "n", "number", Value.COUNT, "how many, the newest (20)"),

    NO_CONFIG(Group.ABOUT, "", "no-config", Value.NONE, "disregard [tool.pyrometer] of pyproject.toml"),
    HELP(Group.ABOUT, "h", "help", Value.NONE, "print this"),
    VERSION(Group.ABOUT, "", "version", Value.NONE, "print the version");

    /// What belongs together in the help.
    enum Group {
        PROGRAM("What to run"),
        SAMPLING("How to record"),
        ENDING("When to stop"),
        LOADING("Instead of running"),
        REPORT("What to report"),
        SLICE("Which part of it"),
        DIFF("When to fail"),
        LIST("What to list"),
        ABOUT("About Pyrometer");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /// What an option takes.
    enum Value {
        NONE(""),
        PATH("PATH"),
        FILE("FILE"),
        SAVED("[ID]"),
        SECONDS("SECONDS"),
        FORMAT("FORMAT"),
        ASYNC_MODE("MODE"),
        GLOB("GLOB"),
        REGEX("REGEX"),
        KEY_VALUE("KEY[=VALUE]"),
        TEXT("TEXT"),
        RANGE("FROM-TO"),
        TIME("TIME"),
        THREAD("NAME"),
        PROCESS("PID"),
        FUNCTION("FUNCTION"),
        LIMIT("LIMIT"),
        COUNT("N");

        private final String placeholder;

        Value(String placeholder) {
            this.placeholder = placeholder;
        }

        String placeholder() {
            return placeholder;
        }
    }

    /// Those that may have a default in `pyproject.toml`. Not those that say what one run is about, nor `python` and
    /// `outfile`: a file that lies in some folder above must not choose what is executed and what is overwritten.
    static final Set<Switch> CONFIGURABLE = EnumSet.of(
            INTERVAL,
            ASYNC_MODE,
            CHILDREN,
            SAVE,
            RENDERER,
            TIMELINE,
            SHOW_ALL,
            SHOW,
            SHOW_REGEX,
            HIDE,
            HIDE_REGEX,
            RENDER_OPTION,
            TARGET_DESCRIPTION,
            COLOR,
            UNICODE);

    private final Group group;
    private final String shortName;
    private final String longName;
    private final Value value;
    private final String help;

    Switch(Group group, String shortName, String longName, Value value, String help) {
        this.group = group;
        this.shortName = shortName;
        this.longName = longName;
        this.value = value;
        this.help = help;
    }

    Group group() {
        return group;
    }

    /// A letter, or an empty string.
    String shortName() {
        return shortName;
    }

    /// Without the dashes.
    String longName() {
        return longName;
    }

    Value value() {
        return value;
    }

    /// What it does, in one sentence.
    String help() {
        return help;
    }

    /// The beginning of that, for the lists of a shell.
    String brief() {
        return help.split("[.;:(]", 2)[0].strip();
    }

    boolean takesValue() {
        return value != Value.NONE;
    }

    /// Whether it may stand without its value.
    boolean valueIsOptional() {
        return value == Value.SAVED;
    }

    static Optional<Switch> named(String longName) {
        return Arrays.stream(values())
                .filter(option -> option.longName.equals(longName))
                .findFirst();
    }

    /// As it is typed: `--interval`.
    String typed() {
        return "--" + longName;
    }
}
