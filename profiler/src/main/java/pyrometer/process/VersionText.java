package pyrometer.process;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The version of CPython before 3.11, as the text constant that a program has among its constants.
final class VersionText {
    private static final int LONGEST = 12;

    private VersionText() {}

    /// Nothing if there is none, or if there are several that differ: another library's version can look the same.
    static Optional<PythonVersion> findOnly(ByteBuffer constants) {
        Optional<PythonVersion> found = Optional.empty();
        int from = 0;
        for (int at = 0; at < constants.limit(); at++) {
            if (constants.get(at) != 0) {
                continue;
            }
            if (at - from >= 5 && at - from <= LONGEST) {
                Optional<PythonVersion> version = parse(constants, from, at);
                if (version.isPresent() && found.isPresent() && !found.equals(version)) {
                    return Optional.empty();
                }
                found = version.isPresent() ? version : found;
            }
            from = at + 1;
        }
        return found;
    }

    /// `3.7.` to `3.10.`, then one or two digits.
    private static Optional<PythonVersion> parse(ByteBuffer constants, int from, int end) {
        int[] numbers = new int[3];
        int field = 0;
        for (int at = from; at < end; at++) {
            byte c = constants.get(at);
            if (c == '.' && field < 2 && at > from) {
                field++;
            } else if (c >= '0' && c <= '9' && numbers[field] < 100) {
                numbers[field] = numbers[field] * 10 + c - '0';
            } else {
                return Optional.empty();
            }
        }
        boolean isPython = field == 2 && numbers[0] == 3 && numbers[1] >= 7 && numbers[1] <= 10 && numbers[2] < 100;
        return isPython
                ? Optional.of(new PythonVersion(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | 0xf0))
                : Optional.empty();
    }
}
