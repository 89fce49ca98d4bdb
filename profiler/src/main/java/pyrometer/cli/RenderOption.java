package pyrometer.cli;

import java.math.BigDecimal;
import java.util.List;

/// `-p KEY=VALUE`, a choice for the renderer. The value is what was typed; the key decides what it must be.
record RenderOption(String key, String value) {
    /// @param keyAndValue a key alone switches it on
    static RenderOption of(List<String> keyAndValue) throws UsageException {
        if (keyAndValue.isEmpty() || keyAndValue.getFirst().isEmpty()) {
            throw new UsageException("--render-option needs KEY or KEY=VALUE");
        }
        return new RenderOption(keyAndValue.getFirst(), keyAndValue.size() > 1 ? keyAndValue.get(1) : "true");
    }

    boolean asBoolean() throws UsageException {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unfit("true or false");
        };
    }

    /// A share of the whole.
    double asShare() throws UsageException {
        try {
            double share = new BigDecimal(value).doubleValue();
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is too large.
        }
        throw unfit("a number from 0 to 1");
    }

    /// One of some words, with or without the quotes that JSON would want.
    String asOneOf(List<String> words) throws UsageException {
        String word = value.replaceFirst("^\"(.*)\"$", "$1");
        if (!words.contains(word)) {
            throw unfit(String.join(" or ", words));
        }
        return word;
    }

    private UsageException unfit(String wanted) {
        return new UsageException("-p " + key + " is " + wanted + "; not " + value);
    }
}
