package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CallSitesTest {
    private static final int GENERATOR = 0x20;

    private static final Opcodes PYTHON_3_8 = Opcodes.of(8);
    private static final Opcodes PYTHON_3_10 = Opcodes.of(10);
    private static final Opcodes PYTHON_3_12 = Opcodes.of(12);
    private static final Opcodes PYTHON_3_14 = Opcodes.of(14);

    @Test
    void callableIsBelowItsArguments() {
        // LOAD_GLOBAL, LOAD_CONST, LOAD_CONST, CALL_FUNCTION 2, RETURN_VALUE
        CallSites sites = sites(PYTHON_3_10, 0, 116, 0, 100, 0, 100, 1, 131, 2, 83, 0);

        assertEquals(CallSite.NONE, sites.at(2));
        assertEquals(CallSite.Kind.CALL, CallSite.kind(sites.at(3)));
        assertEquals(5, CallSite.slot(sites.at(3)));
        assertEquals(8, sites.top(3));
    }

    @Test
    void prefixOfAnInstructionHasItsSite() {
        // LOAD_GLOBAL, UNPACK_SEQUENCE 0x102, EXTENDED_ARG 1, CALL_FUNCTION 1
        CallSites sites = sites(PYTHON_3_10, 0, 116, 0, 144, 1, 92, 2, 144, 1, 131, 1, 83, 0);

        assertEquals(sites.at(4), sites.at(3));
        assertEquals(5, CallSite.slot(sites.at(3)));
    }

    @Test
    void inlineCacheHasNoSite() {
        // RESUME, PUSH_NULL, LOAD_NAME, CALL 0 with three units of cache, RETURN_VALUE
        CallSites sites = sites(PYTHON_3_12, 0, 151, 0, 2, 0, 101, 0, 171, 0, 255, 255, 255, 255, 255, 255, 83, 0);

        assertTrue(CallSite.orNext(sites.at(3)));
        assertEquals(5, CallSite.slot(sites.at(3)));
        assertEquals(CallSite.NONE, sites.at(4));
        assertEquals(CallSite.NONE, sites.at(99));
        assertEquals(CallSite.NONE, sites.at(-1));
    }

    @Test
    void generatorBeginsWithAValue() {
        // POP_TOP, LOAD_NAME, GET_ITER, RETURN_VALUE
        CallSites sites = sites(PYTHON_3_12, GENERATOR, 1, 0, 101, 0, 68, 0, 83, 0);

        assertEquals("__iter__", CallSite.operator(sites.at(2)));
        assertEquals(5, CallSite.slot(sites.at(2)));
    }

    @Test
    void monitoringHidesNothingThatItsDataTells() {
        // LOAD_SMALL_INT, LOAD_SMALL_INT, INSTRUMENTED_LINE over BINARY_OP -, RETURN_VALUE
        byte[] code = bytes(94, 1, 94, 2, 254, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 35, 0);
        byte[] hidden = new byte[code.length / 2];
        hidden[2] = 44;

        CallSites told = CallSites.of(PYTHON_3_14, new Bytecode(code, hidden, new byte[0], 0, 9, 0));
        CallSites untold = CallSites.of(PYTHON_3_14, new Bytecode(code, null, new byte[0], 0, 9, 0));

        assertEquals("__sub__", CallSite.operator(told.at(2)));
        assertEquals(CallSite.NONE, untold.at(2));
    }

    @Test
    void finallyClauseOf38IsReadByTheBlocksOfTheFrame() {
        // SETUP_FINALLY +6; NOP; POP_BLOCK; BEGIN_FINALLY; LOAD_NAME; CALL_FUNCTION 0; POP_TOP; END_FINALLY; ...
        CallSites sites = sites(PYTHON_3_8, 0, 122, 6, 9, 0, 87, 0, 53, 0, 101, 0, 131, 0, 1, 0, 88, 0, 100, 0, 83, 0);
        MemorySegment frame = MemorySegment.ofArray(new byte[400]);
        int site = sites.at(5);

        assertTrue(CallSite.isAmbiguous(site));
        assertEquals(6, CallSite.slot(sites.choose(site, frame, 0)));

        frame.set(ValueLayout.JAVA_INT_UNALIGNED, 112, 1);
        frame.set(ValueLayout.JAVA_INT_UNALIGNED, 120, 257);
        assertEquals(11, CallSite.slot(sites.choose(site, frame, 0)));

        frame.set(ValueLayout.JAVA_INT_UNALIGNED, 128, 3);
        assertEquals(CallSite.NONE, sites.choose(site, frame, 0));
        frame.set(ValueLayout.JAVA_INT_UNALIGNED, 112, 1_000_000);
        assertEquals(CallSite.NONE, sites.choose(site, frame, 0));
    }

    @Test
    void slotIsReadThroughTheTagAndTheNullBeforeIt() {
        MemorySegment copy = MemorySegment.ofArray(new long[] {0x1000, 1, 0x2001, 0x3000});
        int orNext = CallSite.pack(CallSite.Kind.CALL, 1, true, 0);
        int plain = CallSite.pack(CallSite.Kind.CALL, 1, false, 0);

        assertEquals(0x2000, CallSites.object(orNext, copy, 0, 32));
        assertEquals(0, CallSites.object(plain, copy, 0, 32));
        assertEquals(0x3000, CallSites.object(orNext, copy, 16, 32));
        assertEquals(0, CallSites.object(orNext, copy, 24, 32));
    }

    @Test
    void waysThatMeetAtDifferentDepthsAreUnsound() {
        // LOAD_CONST, POP_JUMP_IF_FALSE 3, LOAD_CONST, LOAD_CONST, RETURN_VALUE
        assertThrows(UnsoundBytecode.class, () -> sites(PYTHON_3_10, 0, 100, 0, 114, 3, 100, 0, 100, 0, 83, 0));
    }

    @Property
    void anyBytesAreAnalysedOrRefused(
            @ForAll @IntRange(min = 8, max = 14) int minor,
            @ForAll byte[] code,
            @ForAll byte[] table,
            @ForAll int flags) {
        byte[] bounded = code.length > 400 ? Arrays.copyOf(code, 400) : code;
        try {
            CallSites.of(TABLES[minor], new Bytecode(bounded, null, table, flags, 1000, 3));
        } catch (UnsoundBytecode e) {
            assertNotNull(e.getMessage());
        }
    }

    private static final Opcodes[] TABLES = IntStream.rangeClosed(0, 14)
            .mapToObj(minor -> Opcodes.of(Math.max(minor, 8)))
            .toArray(Opcodes[]::new);

    /// With five slots before the value stack.
    private static CallSites sites(Opcodes opcodes, int flags, int... code) {
        return CallSites.of(opcodes, new Bytecode(bytes(code), null, new byte[0], flags, 300, 5));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
