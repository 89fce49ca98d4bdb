package pyrometer.cli;

import java.util.Collection;
import java.util.Optional;
import pyrometer.session.Spelling;

/// What was meant by a word that is not known.
final class Suggestion {
    private Suggestion() {}

    /// The known word of which the typed one may be a slip of the pen.
    static Optional<String> nearest(String typed, Collection<String> known) {
        return known.stream()
                .filter(word -> Spelling.isNear(typed, word))
                .min((a, b) -> Integer.compare(Spelling.distance(typed, a), Spelling.distance(typed, b)));
    }
}
