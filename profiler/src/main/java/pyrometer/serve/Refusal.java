package pyrometer.serve;

import java.util.Locale;

/// A request cannot be fulfilled. The message says why, and what to do about it.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /// What happened, by the word that the reply has for it.
    enum Kind {
        REQUEST,
        PERMISSION,
        UNSUPPORTED,
        OPTION,
        FILE,
        CONTENT,
        STATE,
        FAULT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;

    Refusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
