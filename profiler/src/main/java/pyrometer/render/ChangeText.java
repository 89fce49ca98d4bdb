package pyrometer.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import pyrometer.session.Session;
import pyrometer.tree.Change;
import pyrometer.tree.ComparedFunction;
import pyrometer.tree.TreeDiff;
import pyrometer.tree.Verdict;

/// How changes are put in words and figures.
final class ChangeText {
    private static final double TOO_MUCH_FOR_PERCENT = 10;

    private ChangeText() {}

    /// How many decimals the times of a comparison have: as many as the finest of its recordings.
    static int decimals(TreeDiff diff) {
        return Math.max(decimals(diff.before()), decimals(diff.after()));
    }

    private static int decimals(List<Session> sessions) {
        return sessions.stream()
                .mapToInt(session -> Decimal.decimals(session.interval()))
                .max()
                .orElseThrow();
    }

    /// `+0.300` or `-0.300`.
    static String signed(long nanos, int decimals) {
        return (nanos > 0 ? "+" : "") + Decimal.seconds(nanos, decimals);
    }

    /// `+12.5%`, or nothing where that would say little.
    static String percent(Change change) {
        if (change.before() == 0 || Math.abs(change.ratio()) > TOO_MUCH_FOR_PERCENT) {
            return "";
        }
        BigDecimal percent = new BigDecimal(change.ratio() * 100).setScale(1, RoundingMode.HALF_EVEN);
        return (percent.signum() > 0 ? "+" : "") + percent + "%";
    }

    static String verdict(Verdict verdict) {
        return switch (verdict) {
            case SLOWER -> "slower";
            case FASTER -> "faster";
            case NEW -> "new";
            case GONE -> "gone";
            case NOISE -> "noise";
        };
    }

    /// Where the function is defined now, or was.
    static String position(ComparedFunction function) {
        int line = function.lineAfter() == 0 ? function.lineBefore() : function.lineAfter();
        return CallText.printable(
                function.file().isEmpty() ? "" : line == 0 ? function.file() : function.file() + ":" + line);
    }

    /// The functions that changed beyond noise in themselves.
    static List<ComparedFunction> changed(TreeDiff diff) {
        return diff.functions().stream()
                .filter(function -> function.self().verdict() != Verdict.NOISE)
                .toList();
    }

    static String runs(List<Session> sessions) {
        return sessions.size() == 1 ? "1 run" : sessions.size() + " runs";
    }

    /// `slower`, with what is meant by it.
    static String total(TreeDiff diff, int decimals) {
        Change total = diff.total();
        return switch (total.verdict()) {
            case NOISE ->
                "no change beyond noise: differences up to " + Decimal.seconds(total.noise(), decimals)
                        + " s may be chance";
            case SLOWER, FASTER, NEW, GONE ->
                verdict(total.verdict()) + ", more than the " + Decimal.seconds(total.noise(), decimals)
                        + " s that may be chance";
        };
    }
}
