package pyrometer.cli;

/// Names from outside, made fit for one line of a terminal: no name can break the line, move the cursor or turn the
/// text around.
final class Printable {
    private Printable() {}

    /// The text with what a terminal would obey written out, as in `\n` and `\u001b`.
    static String of(String text) {
        if (text.chars().noneMatch(Printable::isObeyed)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(c -> {
            if (isObeyed(c)) {
                printable.append(escape(c));
            } else {
                printable.append((char) c);
            }
        });
        return printable.toString();
    }

    /// A word as the shell takes it: in quotes, unless it needs none.
    static String quoted(String word) {
        boolean isPlain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-./,:+@%~".indexOf(c) >= 0)
                && !word.startsWith("~");
        return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static boolean isObeyed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> isDirection(c);
            default -> false;
        };
    }

    /// Of the format characters, those that turn text around; others join emoji and letters.
    private static boolean isDirection(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                String hex = Integer.toHexString(c);
                yield "\\u" + "0".repeat(4 - hex.length()) + hex;
            }
        };
    }
}
