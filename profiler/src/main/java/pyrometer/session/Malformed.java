package pyrometer.session;

import java.io.Serial;

/// Bytes that no writer of the format makes. The message says what is wrong, for the one who wrote them.
final class Malformed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message);
    }
}
