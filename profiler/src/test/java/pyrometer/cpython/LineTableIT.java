package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.testing.Interpreters.Interpreter;

class LineTableIT {
    @ParameterizedTest
    @MethodSource("pyrometer.testing.Interpreters#all")
    void everyLineOfTheStandardLibraryIsTheOneThatPythonSays(Interpreter python) throws Exception {
        Count count = new Count();
        LineTable table = LineTable.of(Integer.parseInt(python.minor().substring(2)));

        StandardLibrary.forEach(python, code -> count.compare(code, table));

        System.out.printf(
                "lines of %s: %d code objects, %d units, %d wrong%n",
                python, count.codes, count.units, count.wrong.size());
        assertTrue(count.codes > 1000, "code objects seen: " + count.codes);
        assertEquals(List.of(), count.wrong.stream().limit(5).toList());
    }

    private static final class Count {
        int codes;
        long units;
        final List<String> wrong = new ArrayList<>();

        void compare(StandardLibrary.Code code, LineTable table) {
            int[] lines = table.lines(code.lineTable(), code.firstLine(), code.lines().length);
            codes++;
            units += lines.length;
            for (int unit = 0; unit < lines.length; unit++) {
                if (lines[unit] != code.lines()[unit]) {
                    wrong.add("%s unit %d: %d instead of %d"
                            .formatted(code.name(), unit, lines[unit], code.lines()[unit]));
                }
            }
        }
    }
}
