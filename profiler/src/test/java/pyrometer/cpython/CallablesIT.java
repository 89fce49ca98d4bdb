package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.RemoteMemory;
import pyrometer.memory.UnreadableMemory;
import pyrometer.process.PythonVersion;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;

class CallablesIT {
    private static final int SAMPLES = 3000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("pyrometer.testing.Interpreters#all")
    void everyKindOfCallIsNamed(Interpreter python) throws Exception {
        Count count = sample(python, "c_calls.py", List.of());

        System.out.println(count.summary(python.minor()));
        assertEquals(List.of(), count.wrong);
        assertTrue(count.unknown <= count.used() / 100, count.summary(python.minor()));
        assertTrue(count.notSeen().isEmpty(), "kinds never sampled: " + count.notSeen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"settrace", "setprofile", "monitoring"})
    void everyKindOfCallIsNamedWhileThePythonSideIsObserved(String by) throws Exception {
        for (Interpreter python : Interpreters.all()) {
            int minor = minor(python);
            if (minor < 10 || (by.equals("monitoring") && minor < 12)) {
                continue;
            }
            Count count = sample(python, "c_calls_observed.py", List.of(by));

            System.out.println(count.summary(python.minor() + " with " + by));
            assertEquals(List.of(), count.wrong);
            assertTrue(count.unknown <= count.used() / 50, count.summary(python.minor() + " with " + by));
        }
    }

    private Count sample(Interpreter python, String script, List<String> arguments) throws Exception {
        Path now = Files.write(folder.resolve("now-" + python), new byte[4096]);
        List<String> all = new ArrayList<>(List.of(now.toString()));
        all.addAll(arguments);
        Process target = start(python, script, all);
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(now, StandardOpenOption.READ);
                BufferedReader out = target.inputReader(StandardCharsets.UTF_8)) {
            MemorySegment kind = channel.map(FileChannel.MapMode.READ_ONLY, 0, 4096, arena);
            long thread = Long.parseLong(out.readLine());
            Count count = new Count(out);
            Sampler sampler = new Sampler(minor(python), (int) target.pid(), thread);
            Random random = new Random(1);
            while (count.used() < SAMPLES && target.isAlive()) {
                LockSupport.parkNanos(100_000 + random.nextInt(1_500_000));
                int before = now(kind);
                String name = before == 0 ? "" : sampler.sample();
                if (before != 0 && before == now(kind)) {
                    count.add(before, name);
                }
            }
            assertTrue(target.isAlive());
            return count;
        } finally {
            target.destroyForcibly();
        }
    }

    private static Process start(Interpreter python, String script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(python.executable().toString());
        command.add(StandardLibrary.script(script).toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int minor(Interpreter python) {
        return Integer.parseInt(python.minor().substring(2));
    }

    private static int now(MemorySegment kind) {
        return (byte) ValueLayout.JAVA_BYTE.varHandle().getVolatile(kind, 0L);
    }

    private static final class Count {
        /// By number, from 1: a label, then the names that are right.
        private final List<List<String>> kinds = new ArrayList<>();

        private final Map<Integer, Integer> seen = new TreeMap<>();
        final List<String> wrong = new ArrayList<>();
        private final Map<String, Integer> unknowns = new TreeMap<>();
        private String last = "";
        int right;
        int unknown;

        Count(BufferedReader out) throws IOException {
            for (String line = out.readLine(); !line.isEmpty(); line = out.readLine()) {
                List<String> words = List.of(line.split(" "));
                kinds.add(words.subList(1, words.size()));
            }
        }

        int used() {
            return right + unknown + wrong.size();
        }

        void add(int kind, String name) {
            if (name.equals("mmap.__setitem__")) {
                return; // the mark itself
            }
            List<String> known = kinds.get(kind - 1);
            String place = known.getFirst() + name;
            if (name.startsWith("?") && place.equals(last)) {
                return; // the target has not run since
            }
            last = place;
            seen.merge(kind, 1, Integer::sum);
            if (known.subList(1, known.size()).contains(name)) {
                right++;
            } else if (name.startsWith("?")) {
                unknown++;
                unknowns.merge(place, 1, Integer::sum);
            } else {
                wrong.add(name + " in " + known.getFirst());
            }
        }

        List<String> notSeen() {
            return IntStream.rangeClosed(1, kinds.size())
                    .filter(kind -> !seen.containsKey(kind))
                    .mapToObj(kind -> kinds.get(kind - 1).getFirst())
                    .toList();
        }

        String summary(String of) {
            return "C calls of %s: %d kinds, %d samples, %d right, %d wrong %s, %d unknown %s"
                    .formatted(of, seen.size(), used(), right, wrong.size(), wrong, unknown, unknowns);
        }
    }

    /// The least that finds the leaf frame of a thread, as the sampler of the product will do it better.
    private static final class Sampler {
        private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

        private final int minor;
        private final long thread;
        private final MemoryReader memory;
        private final BytecodeReader reader;
        private final Opcodes opcodes;
        private final Callables callables;
        private final Map<Long, CallSites> sites = new HashMap<>();

        /// Where the last sample was.
        long code;

        int unit;

        Sampler(int minor, int pid, long thread) {
            this.minor = minor;
            this.thread = thread;
            this.memory = new MemoryReader(new RemoteMemory(pid));
            this.opcodes = Opcodes.of(minor);
            this.reader = new BytecodeReader(memory, opcodes);
            this.callables = new Callables(
                    Layout.of(new PythonVersion(0x030000F0 | minor << 16)).orElseThrow(),
                    new MemoryReader(memory.memory()));
        }

        /// The name of the C function, or what was found instead behind a question mark.
        String sample() {
            try {
                long frame = topFrame();
                int size = minor <= 10 ? 1024 : 512;
                MemorySegment copy = MemorySegment.ofArray(readUpTo(frame, size));
                code = copy.get(WORD, minor <= 11 ? 32 : 0) & ~3L;
                if (minor >= 12 && copy.get(ValueLayout.JAVA_BYTE, minor >= 14 ? 74 : 70) >= 3) {
                    return "?shim";
                }
                CallSites found = sites.get(code);
                if (found == null) {
                    found = CallSites.of(opcodes, reader.read(code));
                    sites.put(code, found);
                }
                unit = unit(copy, code);
                int site = minor == 8 ? found.choose(found.at(unit), copy, 0) : found.at(unit);
                if (site == CallSite.NONE) {
                    return "?no site at unit " + unit;
                }
                int localsplus = minor <= 9 ? 360 : minor == 10 ? 352 : minor <= 13 ? 72 : 80;
                if (minor >= 14 && copy.get(WORD, 64) != frame + localsplus + 8L * found.top(unit)) {
                    return "?stack pointer";
                }
                long object = CallSites.object(site, copy, localsplus, copy.byteSize());
                if (object == 0) {
                    return "?null";
                }
                MemorySegment header = MemorySegment.ofArray(memory.readBytes(object, Callables.HEADER_SIZE));
                MemorySegment again = MemorySegment.ofArray(readUpTo(frame, size));
                if (topFrame() != frame
                        || (again.get(WORD, minor <= 11 ? 32 : 0) & ~3L) != code
                        || unit(again, code) != unit
                        || CallSites.object(site, again, localsplus, again.byteSize()) != object) {
                    return "?torn";
                }
                Callable callable = callables.known(site, object, header, 0);
                if (callable == null) {
                    callable = callables.resolve(site, object, header, 0);
                    Callable known = callables.known(site, object, header, 0);
                    assertTrue(known == null || known.equals(callable), () -> "remembered otherwise: " + known);
                }
                return callable.name().isEmpty() ? "?" + callable.kind() : callable.name();
            } catch (UnreadableMemory | UnsoundBytecode e) {
                return "?" + e.getMessage();
            }
        }

        private byte[] readUpTo(long address, int size) throws UnreadableMemory {
            try {
                return memory.readBytes(address, size);
            } catch (UnreadableMemory e) {
                return memory.readBytes(address, 4096 - (address & 4095)); // next page not mapped
            }
        }

        private long topFrame() throws UnreadableMemory {
            return switch (minor) {
                case 8, 9, 10 -> memory.readLong(thread + 24);
                case 11 -> memory.readLong(memory.readLong(thread + 56) + 8);
                case 12 -> memory.readLong(memory.readLong(thread + 56));
                default -> memory.readLong(thread + 72);
            };
        }

        private int unit(MemorySegment frame, long code) {
            return switch (minor) {
                case 8, 9 -> frame.get(INT, 104) / 2;
                case 10 -> frame.get(INT, 96);
                case 11 -> (int) (frame.get(WORD, 56) - code - 184) / 2;
                case 12 -> (int) (frame.get(WORD, 56) - code - 192) / 2;
                case 13 -> (int) (frame.get(WORD, 56) - code - 200) / 2;
                default -> (int) (frame.get(WORD, 56) - code - 208) / 2;
            };
        }
    }
}
