package pyrometer.session;

import java.util.regex.Pattern;

/// Shell-like patterns for paths: `*` any text, slashes included, `?` any character, `[abc]` and `[!abc]` one of some.
public final class Glob {
    private Glob() {}

    /// The regular expression that matches what the pattern does, from the start of a path to its end.
    public static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder("(?s)");
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            int close = c == '[' ? glob.indexOf(']', Math.min(i + (isNegated(glob, i) ? 3 : 2), glob.length())) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                regex.append(choice(glob.substring(i + 1, close)));
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            i++;
        }
        return Pattern.compile(regex.append("\\z").toString());
    }

    private static boolean isNegated(String glob, int bracket) {
        return glob.startsWith("!", bracket + 1);
    }

    /// What stands between brackets, where only the leading `!` and the `-` of a range are special.
    private static String choice(String characters) {
        boolean negated = characters.startsWith("!");
        String escaped = (negated ? characters.substring(1) : characters).replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
        return (negated ? "[^" : "[") + escaped + "]";
    }
}
