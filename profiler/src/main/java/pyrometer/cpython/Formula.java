package pyrometer.cpython;

/// A number that depends on an oparg n: `constant + perOparg * n + perHigh * (n >> 8) + perBit * bitCount(n & mask)`.
record Formula(int constant, int perOparg, int perHigh, int perBit, int mask) {
    static final Formula ZERO = new Formula(0, 0, 0, 0, 0);

    int of(int oparg) {
        return constant + perOparg * oparg + perHigh * (oparg >>> 8) + perBit * Integer.bitCount(oparg & mask);
    }

    /// Reads a sum such as `1-2n`, `-1-#15` (bits set in n & 15) or `n-255h` (h is n >> 8).
    static Formula parse(String text) {
        int constant = 0;
        int perOparg = 0;
        int perHigh = 0;
        int perBit = 0;
        int mask = 0;
        int at = 0;
        while (at < text.length()) {
            int sign = text.charAt(at) == '-' ? -1 : 1;
            if (text.charAt(at) == '-' || text.charAt(at) == '+') {
                at++;
            }
            int end = endOfDigits(text, at);
            int factor = sign * (end == at ? 1 : Integer.parseInt(text, at, end, 10));
            at = end + 1;
            switch (end == text.length() ? '+' : text.charAt(end)) {
                case 'n' -> perOparg = factor;
                case 'h' -> perHigh = factor;
                case '#' -> {
                    at = endOfDigits(text, end + 1);
                    perBit = factor;
                    mask = Integer.parseInt(text, end + 1, at, 10);
                }
                case '+', '-' -> {
                    constant = factor;
                    at = end;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return new Formula(constant, perOparg, perHigh, perBit, mask);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
