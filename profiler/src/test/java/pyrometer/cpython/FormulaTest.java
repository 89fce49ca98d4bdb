package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    @ParameterizedTest
    @CsvSource({
        "-1,     7, -1",
        "n,      7, 7",
        "-n,     7, -7",
        "1-2n,   3, -5",
        "-n-2,   3, -5",
        "1+#1,   3, 2",
        "-1-#15, 7, -4",
        "-2-#1,  2, -2",
        "n-255h, 515, 5",
    })
    void computesWhatItSays(String text, int oparg, int value) {
        assertEquals(value, Formula.parse(text).of(oparg));
    }
}
