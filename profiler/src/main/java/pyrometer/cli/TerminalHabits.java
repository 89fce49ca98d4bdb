package pyrometer.cli;

import java.util.Locale;

/// What may be printed to a terminal where nothing is said about it: colour and characters beyond ASCII.
final class TerminalHabits {
    private TerminalHabits() {}

    /// Colour, as the environment says; else if the stream is a terminal.
    static boolean color(Surroundings surroundings, int fileDescriptor) {
        if (!surroundings.variable("NO_COLOR").isEmpty()) {
            return false;
        }
        if (isOn(surroundings.variable("FORCE_COLOR")) || isOn(surroundings.variable("CLICOLOR_FORCE"))) {
            return true;
        }
        return !surroundings.variable("TERM").equals("dumb")
                && surroundings.isTerminal().test(fileDescriptor);
    }

    /// Line drawing characters, if the locale's encoding has them.
    static boolean unicode(Surroundings surroundings) {
        return locale(surroundings).toUpperCase(Locale.ROOT).contains("UTF");
    }

    /// The first variable that is set decides, as in `setlocale`.
    private static String locale(Surroundings surroundings) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            if (!surroundings.variable(name).isEmpty()) {
                return surroundings.variable(name);
            }
        }
        return "";
    }

    private static boolean isOn(String value) {
        return !value.isEmpty() && !value.equals("0");
    }
}
