package pyrometer.render;

import pyrometer.tree.Verdict;

/// The colours of the text report, or none.
enum Palette {
    PLAIN {
        @Override
        String paint(String codes, String text) {
            return text;
        }
    },
    ANSI {
        @Override
        String paint(String codes, String text) {
            return text.isEmpty() ? text : ESCAPE + codes + "m" + text + ESCAPE + "0m";
        }
    };

    private static final String ESCAPE = "\u001b[";

    abstract String paint(String codes, String text);

    /// A time, by its share of the whole.
    String time(double share, String text) {
        if (share > 0.6) {
            return paint("31", text); // red
        }
        if (share > 0.2) {
            return paint("33", text); // yellow
        }
        return share > 0.05 ? paint("32", text) : paint("2;92", text); // green, faint bright green
    }

    /// What became of a time.
    String verdict(Verdict verdict, String text) {
        return switch (verdict) {
            case SLOWER, NEW -> paint("31", text); // red
            case FASTER, GONE -> paint("32", text); // green
            case NOISE -> faint(text);
        };
    }

    /// The name of a function of the program's own: white on dark blue.
    String application(String text) {
        return paint("38;5;15;48;5;24", text);
    }

    /// What is only read when it is looked for.
    String faint(String text) {
        return paint("2", text);
    }

    String heading(String text) {
        return paint("1", text);
    }
}
