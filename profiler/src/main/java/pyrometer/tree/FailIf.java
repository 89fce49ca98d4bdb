package pyrometer.tree;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pyrometer.session.Frame;
import pyrometer.session.FunctionName;

/// How much slower a program, or a function of it, may become: what a check of changes fails for.
///
/// ```
/// +10%            the program took over 10 % longer than before
/// +50ms           the program took over 50 ms longer; also s, us, ns
/// +10% of parse   the same for one function with all it calls, named as in FunctionName
/// ```
///
/// A difference that may be chance never fails.
///
/// @param text as it was written
/// @param amount how much more it may be
/// @param function of what; none for the program as a whole
public record FailIf(String text, Amount amount, Optional<FunctionName> function) {
    private static final Pattern GRAMMAR =
            Pattern.compile("\\+(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(%|s|ms|us|ns)(?:\\s+of\\s+(\\S.*?))?\\s*");
    private static final String EXAMPLES = "write +10%, +50ms, or +10% of FUNCTION";

    /// How much more.
    public sealed interface Amount {
        record Percent(BigDecimal percent) implements Amount {}

        record Nanos(long nanos) implements Amount {}
    }

    /// What became of a threshold.
    ///
    /// @param failed whether it was exceeded
    /// @param reasons a sentence for each time that was looked at
    public record Result(boolean failed, List<String> reasons) {
        public Result {
            reasons = List.copyOf(reasons);
        }
    }

    /// @throws UnusableThreshold if the text is none
    public static FailIf parse(String text) throws UnusableThreshold {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            throw new UnusableThreshold("'" + text + "' is no threshold: " + EXAMPLES);
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        Amount amount = switch (parts.group(2)) {
            case "%" -> new Amount.Percent(number);
            case "s" -> nanos(number, 9);
            case "ms" -> nanos(number, 6);
            case "us" -> nanos(number, 3);
            default -> nanos(number, 0);
        };
        return new FailIf(
                text.strip(), amount, Optional.ofNullable(parts.group(3)).map(FunctionName::new));
    }

    private static Amount nanos(BigDecimal number, int digits) throws UnusableThreshold {
        BigDecimal nanos = number.movePointRight(digits);
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new UnusableThreshold(number + " is too long a time for a threshold");
        }
        return new Amount.Nanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    /// Whether the difference is more than was allowed.
    ///
    /// @throws UnusableThreshold if the function was seen neither before nor after
    public Result check(TreeDiff diff) throws UnusableThreshold {
        List<String> reasons = new ArrayList<>();
        if (function.isEmpty()) {
            boolean failed = check("the program", diff.total(), reasons);
            return new Result(failed, reasons);
        }
        boolean failed = false;
        for (ComparedFunction each : diff.functions()) {
            if (each.matches(function.get())) {
                failed |= check(each.label(), each.total(), reasons);
            }
        }
        if (reasons.isEmpty()) {
            List<Frame> hottest = diff.functions().stream()
                    .flatMap(each -> each.frames().stream())
                    .toList();
            throw new UnusableThreshold(
                    "there is no function '" + function.get().text() + "' in the recordings; "
                            + function.get().suggestions(hottest));
        }
        return new Result(failed, reasons);
    }

    private boolean check(String what, Change change, List<String> reasons) {
        boolean exceeded = switch (amount) {
            case Amount.Percent(BigDecimal percent) ->
                BigDecimal.valueOf(change.difference())
                                .movePointRight(2)
                                .compareTo(percent.multiply(BigDecimal.valueOf(change.before())))
                        > 0;
            case Amount.Nanos(long nanos) -> change.difference() > nanos;
        };
        boolean isNoise = change.verdict() == Verdict.NOISE;
        String times =
                what + " took " + seconds(change.before()) + " s before and " + seconds(change.after()) + " s after";
        String limit = "+" + limit();
        if (exceeded && isNoise) {
            reasons.add(times + ": more than " + limit + ", but differences up to " + seconds(change.noise())
                    + " s may be chance");
        } else {
            reasons.add(times + (exceeded ? ": more than " : ": no more than ") + limit);
        }
        return exceeded && !isNoise;
    }

    private String limit() {
        return switch (amount) {
            case Amount.Percent(BigDecimal percent) -> percent.toPlainString() + "%";
            case Amount.Nanos(long nanos) ->
                new BigDecimal(nanos).movePointLeft(9).stripTrailingZeros().toPlainString() + " s";
        };
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }
}
