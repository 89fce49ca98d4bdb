package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.testing.Interpreters.Interpreter;

class CallSitesIT {
    @ParameterizedTest
    @MethodSource("pyrometer.testing.Interpreters#all")
    void depthIsTheSameOnEachWayThroughTheStandardLibrary(Interpreter python) throws Exception {
        Opcodes opcodes = Opcodes.of(Integer.parseInt(python.minor().substring(2)));
        Count count = new Count();

        StandardLibrary.forEach(python, code -> count.analyse(opcodes, code));

        System.out.printf(
                "call sites of %s: %d code objects, %d units, %d sites, %d ambiguous; %d unsound; %d ms%n",
                python,
                count.codes,
                count.units,
                count.sites,
                count.ambiguous,
                count.unsound.size(),
                count.nanos / 1_000_000);
        assertTrue(count.codes > 1000, "code objects seen: " + count.codes);
        assertTrue(count.ambiguous == 0 || python.minor().equals("3.8"), "ambiguous: " + count.ambiguous);
        assertEquals(List.of(), count.unsound.stream().limit(5).toList());
    }

    private static final class Count {
        int codes;
        long units;
        long sites;
        long ambiguous;
        long nanos;
        final List<String> unsound = new ArrayList<>();

        void analyse(Opcodes opcodes, StandardLibrary.Code code) {
            codes++;
            units += code.lines().length;
            Bytecode bytecode = new Bytecode(
                    code.bytecode(), null, code.exceptionTable(), code.flags(), code.stackSize(), code.slots());
            long start = System.nanoTime();
            try {
                CallSites found = CallSites.of(opcodes, bytecode);
                nanos += System.nanoTime() - start;
                for (int unit = 0; unit < code.lines().length; unit++) {
                    sites += found.at(unit) == CallSite.NONE ? 0 : 1;
                    ambiguous += CallSite.isAmbiguous(found.at(unit)) ? 1 : 0;
                }
            } catch (UnsoundBytecode e) {
                unsound.add(code.name() + ": " + e.getMessage());
            }
        }
    }
}
