package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import pyrometer.memory.Memory;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.Ranges;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;

class CallablesTest {
    private static final int CALL = CallSite.pack(CallSite.Kind.CALL, 0, false, 0);
    private static final int ENTER = CallSite.pack(CallSite.Kind.ENTER, 0, false, 0);
    private static final int POWER = CallSite.pack(CallSite.Kind.OPERATOR, 0, false, Operators.number("__pow__", 0));

    private static final int READY = 1 << 12;
    private static final int HEAP = 1 << 9;
    private static final int TYPES = 1 << 31;

    private static final int TYPE = 0x1000;
    private static final int BUILTIN = 0x1200;
    private static final int LIST = 0x1400;
    private static final int SUBCLASS = 0x1600;
    private static final int MODULE = 0x1800;
    private static final int APPEND = 0x3020;
    private static final int CYTHON = 0x1a00;
    private static final int METHOD = 0x3040;

    private static final Layout LAYOUT =
            Layout.of(new PythonVersion(0x030C01F0)).orElseThrow();

    private final FakeTarget target = new FakeTarget();
    private final Callables callables = new Callables(LAYOUT, new MemoryReader(target));

    CallablesTest() {
        target.type(TYPE, "type", TYPES, 0, 0);
        target.type(BUILTIN, "builtin_function_or_method", 0, 0, 0);
        target.type(LIST, "list", 0, 0, 0x3000);
        target.type(SUBCLASS, "Numbers", HEAP, LIST, 0);
        target.type(MODULE, "module", 0, 0, 0);
        target.word(0x3000, target.string("sort"));
        target.word(APPEND, target.string("append"));
    }

    @Test
    void methodIsNamedAfterTheClassThatDefinesIt() throws UnreadableMemory {
        target.object(0x5000, BUILTIN, APPEND, 0x6000);
        target.object(0x6000, SUBCLASS, 0, 0);

        assertNull(known(CALL, 0x5000));
        assertEquals(new Callable(Callable.Kind.C_FUNCTION, "list.append"), resolve(CALL, 0x5000));
        assertEquals("list.append", nameOf(known(CALL, 0x5000)));
    }

    @Test
    void functionOfAModuleHasItsOwnName() throws UnreadableMemory {
        target.object(0x5000, BUILTIN, APPEND, 0x6000);
        target.object(0x6000, MODULE, 0, 0);

        assertEquals("append", resolve(CALL, 0x5000).name());
    }

    @Test
    void addressThatIsUsedAgainDoesNotKeepItsName() throws UnreadableMemory {
        target.object(0x5000, BUILTIN, APPEND, 0);
        assertEquals("append", resolve(CALL, 0x5000).name());

        target.object(0x5000, BUILTIN, 0x3000, 0);

        assertNull(known(CALL, 0x5000));
        assertEquals("sort", resolve(CALL, 0x5000).name());
    }

    @Test
    void objectThatIsNotWhatItWasWhenItWasCopiedHasNoName() throws UnreadableMemory {
        target.object(0x5000, BUILTIN, APPEND, 0);
        MemorySegment copy = copy(0x5000);
        target.object(0x5000, LIST, 0, 0);

        assertEquals(Callable.NONE, callables.resolve(CALL, 0x5000, copy, 0));
        assertNull(callables.known(CALL, 0x5000, copy, 0));
    }

    @Test
    void freedCallableHasNoName() throws UnreadableMemory {
        target.object(0x5000, BUILTIN, APPEND, 0);
        assertEquals("append", resolve(CALL, 0x5000).name());

        for (long refcount : new long[] {0, 0x7fff_1234_5670L}) {
            target.word(0x5000, refcount);

            assertEquals(Callable.NONE, known(CALL, 0x5000));
            assertEquals(Callable.NONE, resolve(CALL, 0x5000));
        }
        target.word(0x5000, 0xffff_ffffL | 1L << 60);
        assertEquals("append", resolve(CALL, 0x5000).name());
    }

    @Test
    void classIsAnotherKindOfCall() throws UnreadableMemory {
        assertEquals(new Callable(Callable.Kind.TYPE, "list"), resolve(CALL, LIST));
        assertEquals(new Callable(Callable.Kind.TYPE, "list"), known(CALL, LIST));
        assertEquals(new Callable(Callable.Kind.TYPE, "Numbers"), resolve(CALL, SUBCLASS));
    }

    @Test
    void operatorIsNamedAfterItsOperand() throws UnreadableMemory {
        target.object(0x5000, LIST, 0, 0);

        assertEquals(new Callable(Callable.Kind.OPERATOR, "list.__pow__"), resolve(POWER, 0x5000));
        assertEquals("list.__pow__", nameOf(known(POWER, 0x5000)));
        assertEquals("list.__enter__", resolve(ENTER, 0x5000).name());
        assertEquals(Callable.NONE, resolve(CALL, 0x5000));
    }

    @Test
    void resultOfAComparisonIsNotTakenForWhatWasCompared() throws UnreadableMemory {
        target.type(MODULE, "bool", 0, 0, 0);
        target.object(0x5000, MODULE, 0, 0);

        assertEquals(Callable.NONE, resolve(POWER, 0x5000));
    }

    @Test
    void functionOfCythonHasItsQualifiedName() throws UnreadableMemory {
        target.type(CYTHON, "_cython_3_3_0.cython_function_or_method", HEAP, 0, 0);
        target.word(METHOD, target.string("run_forever"));
        target.object(0x5000, CYTHON, METHOD, 0x5000);
        target.word(0x5000 + 80, target.asciiObject(0x6000, "Loop.run_forever"));

        assertEquals(new Callable(Callable.Kind.C_FUNCTION, "Loop.run_forever"), resolve(CALL, 0x5000));
    }

    @Test
    void functionOfCythonHasItsOwnNameWhereItsQualifiedOneIsNotFound() throws UnreadableMemory {
        target.type(CYTHON, "_cython_0_29_36.cython_function_or_method", 0, 0, 0);
        target.word(METHOD, target.string("run_forever"));
        target.object(0x5000, CYTHON, METHOD, 0x5000);
        target.word(0x5000 + 80, target.asciiObject(0x6000, "a docstring"));

        assertEquals(new Callable(Callable.Kind.C_FUNCTION, "run_forever"), resolve(CALL, 0x5000));
        assertEquals("run_forever", nameOf(known(CALL, 0x5000)));
    }

    @Property(tries = 300)
    void anyMemoryIsNamedOrRefused(@ForAll long seed, @ForAll @IntRange(min = 8, max = 14) int minor) {
        MemoryReader noise = new MemoryReader(new Noise(seed));
        BytecodeReader reader = new BytecodeReader(noise, Opcodes.of(minor));
        try {
            Callable callable = new Callables(LAYOUT, noise).resolve(CALL, 0x5000, noise.read(0x5000, 48), 0);
            assertNotNull(callable.name());
            assertNotNull(reader.read(0x6000));
        } catch (UnreadableMemory e) {
            assertNotNull(e.getMessage());
        }
    }

    private Callable resolve(int site, long object) throws UnreadableMemory {
        return callables.resolve(site, object, copy(object), 0);
    }

    private @Nullable Callable known(int site, long object) {
        return callables.known(site, object, copy(object), 0);
    }

    private static String nameOf(@Nullable Callable callable) {
        return callable == null ? "" : callable.name();
    }

    private MemorySegment copy(long object) {
        byte[] header = new byte[Callables.HEADER_SIZE];
        MemorySegment.copy(target.bytes, object, MemorySegment.ofArray(header), 0, header.length);
        return MemorySegment.ofArray(header);
    }

    /// Objects in 64 KiB from address 0 on.
    private static final class FakeTarget implements Memory {
        final MemorySegment bytes = MemorySegment.ofArray(new byte[1 << 16]);
        private int strings = 0xf000;

        void word(long address, long value) {
            bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
        }

        long string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            MemorySegment.copy(MemorySegment.ofArray(utf8), 0, bytes, strings, utf8.length);
            strings += utf8.length + 1;
            return strings - utf8.length - 1L;
        }

        /// A `str` of 3.12.
        long asciiObject(long address, String text) {
            word(address + 16, text.length());
            word(address + 32, 1 << 2 | 1 << 5 | 1 << 6);
            byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(MemorySegment.ofArray(ascii), 0, bytes, address + 40, ascii.length);
            return address;
        }

        void object(long address, long type, long first, long second) {
            word(address, 1);
            word(address + 8, type);
            word(address + 16, first);
            word(address + 24, second);
        }

        void type(long address, String name, int flags, long base, long methods) {
            word(address, 1);
            word(address + 8, TYPE);
            word(address + 24, string(name));
            word(address + 168, Integer.toUnsignedLong(flags | READY));
            word(address + 232, methods);
            word(address + 256, base);
        }

        @Override
        public int read(Ranges ranges) {
            long end = ranges.address(0) + ranges.length(0);
            if (ranges.address(0) < 0 || end > bytes.byteSize()) {
                return 0;
            }
            MemorySegment.copy(bytes, ranges.address(0), ranges.bytes(), 0, ranges.length(0));
            return 1;
        }
    }

    /// Every address can be read, and holds whatever: small numbers and set bits as often as not.
    private static final class Noise implements Memory {
        private final Random random;

        Noise(long seed) {
            random = new Random(seed);
        }

        @Override
        public int read(Ranges ranges) {
            for (long at = 0; at < ranges.length(0); at++) {
                byte value = (byte) (random.nextInt(4) == 0 ? 0 : random.nextInt());
                ranges.bytes().set(ValueLayout.JAVA_BYTE, at, value);
            }
            return 1;
        }
    }
}
