package pyrometer.history;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a kept run is called: the moment it began, in UTC and to the millisecond, so that the order of names is that of
/// time: `20261122-163412-347`.
final class RunId {
    private static final Pattern PATTERN =
            Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)-(\\d\\d)(\\d\\d)(\\d\\d)-(\\d{3})");

    private RunId() {}

    static String of(Instant moment) {
        LocalDateTime time = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        return digits(time.getYear(), 4) + digits(time.getMonthValue(), 2) + digits(time.getDayOfMonth(), 2) + "-"
                + digits(time.getHour(), 2) + digits(time.getMinute(), 2) + digits(time.getSecond(), 2) + "-"
                + digits(time.getNano() / 1_000_000, 3);
    }

    /// The moment that an id stands for; nothing for another text.
    static Optional<Instant> moment(String id) {
        Matcher matcher = PATTERN.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int[] parts = new int[7];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Integer.parseInt(matcher.group(i + 1));
        }
        try {
            return Optional.of(
                    LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6] * 1_000_000)
                            .toInstant(ZoneOffset.UTC));
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    /// By hand: a formatter takes longer to load than all that is done with the id.
    private static String digits(int number, int count) {
        String text = String.valueOf(number);
        return "0".repeat(Math.max(0, count - text.length())) + text;
    }
}
