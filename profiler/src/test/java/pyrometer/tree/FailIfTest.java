package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailIfTest {
    private static final TreeDiff SLOWER = TreeDiffTest.diff(
            "10000 main > Loader:parse\n10000 main > save",
            "16000 main > Loader:parse\n10000 main > save\n5000 main > extra");

    @ParameterizedTest
    @CsvSource({
        "+10%, true",
        "+54.9%, true",
        "+55%, false",
        "+100%, false",
        "+10.999s, true",
        "+11s, false",
        "+10999 ms, true",
        "+11000001us, false",
        "+10% of parse, true",
        "+59% of Loader.parse, true",
        "+60% of app.Loader.parse, false",
        "+5s of app.py:20, true",
        "+10% of save, false",
        "+0% of save, false",
        "+1000% of extra, true",
        "+6s of extra, false",
    })
    void fasterIsFineAndSlowerUpToTheThreshold(String threshold, boolean failed) throws UnusableThreshold {
        assertEquals(failed, FailIf.parse(threshold).check(SLOWER).failed());
    }

    @Test
    void theReasonIsSaid() throws UnusableThreshold {
        assertEquals(
                new FailIf.Result(true, List.of("the program took 20.000 s before and 31.000 s after: more than +10%")),
                FailIf.parse("+10%").check(SLOWER));
        assertEquals(
                List.of("save took 10.000 s before and 10.000 s after: no more than +0.05 s"),
                FailIf.parse("+50ms of save").check(SLOWER).reasons());
    }

    @Test
    void whatMayBeChanceDoesNotFail() throws UnusableThreshold {
        TreeDiff diff = TreeDiffTest.diff("1000 main", "1050 main");

        FailIf.Result result = FailIf.parse("+1%").check(diff);

        assertEquals(
                new FailIf.Result(
                        false,
                        List.of("the program took 1.000 s before and 1.050 s after: more than +1%,"
                                + " but differences up to 0.115 s may be chance")),
                result);
    }

    @Test
    void fasterDoesNotFail() throws UnusableThreshold {
        assertEquals(
                false,
                FailIf.parse("+0%")
                        .check(TreeDiffTest.diff("1000 main", "100 main"))
                        .failed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10%", "-10%", "+10", "+%", "+10 parse", "+10% of", "+10%of f", "+1e3s", "+10% in f"})
    void anythingElseIsRefused(String text) {
        assertEquals(
                "'" + text + "' is no threshold: write +10%, +50ms, or +10% of FUNCTION",
                assertThrows(UnusableThreshold.class, () -> FailIf.parse(text)).getMessage());
    }

    @Test
    void anEndlessTimeIsRefused() {
        assertEquals(
                "999999999999 is too long a time for a threshold",
                assertThrows(UnusableThreshold.class, () -> FailIf.parse("+999999999999s"))
                        .getMessage());
    }

    @Test
    void anUnknownFunctionIsNoSuccess() throws UnusableThreshold {
        FailIf threshold = FailIf.parse("+10% of prase");

        assertEquals(
                "there is no function 'prase' in the recordings; near to it are: Loader.parse",
                assertThrows(UnusableThreshold.class, () -> threshold.check(SLOWER))
                        .getMessage());
    }
}
