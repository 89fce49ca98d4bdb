package pyrometer.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;

class RealElfIT {
    static List<Interpreter> interpreters() {
        return Interpreters.all();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void agreesWithBinutilsOnEveryThirtiethExportedSymbol(Interpreter interpreter) throws Exception {
        Path file = fileWithTheRuntime(interpreter);
        Map<String, Long> expected = symbolsFromNm(file);
        assertTrue(expected.containsKey("_PyRuntime"), expected.size() + " symbols");

        try (ElfFile elf = ElfFile.open(file)) {
            int n = 0;
            for (Map.Entry<String, Long> symbol : expected.entrySet()) {
                if (n++ % 30 == 0 || symbol.getKey().equals("_PyRuntime")) {
                    assertEquals(OptionalLong.of(symbol.getValue()), elf.symbol(symbol.getKey()), symbol.getKey());
                }
            }
            assertEquals(OptionalLong.empty(), elf.symbol("no_such_symbol"));
        }
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void theRuntimeHasASectionOfItsOwnSinceCPython310(Interpreter interpreter) throws Exception {
        assumeTrue(
                Integer.parseInt(interpreter.minor().substring(2)) >= 10,
                "before 3.10 the runtime lies among other data");

        try (ElfFile elf = ElfFile.open(fileWithTheRuntime(interpreter))) {
            assertEquals(
                    elf.symbol("_PyRuntime").orElseThrow(),
                    elf.section(".PyRuntime").orElseThrow().address());
        }
    }

    @Test
    void aDamagedLibraryGivesOnlyTheCheckedFailure(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("damaged");
        Files.copy(fileWithTheRuntime(Interpreters.newest()), file);
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(512 << 10);
        }
        var random = new Random(7);
        try (var damage = new RandomAccessFile(file.toFile(), "rw")) {
            for (int round = 0; round < 300; round++) {
                for (int flip = 0; flip < 20; flip++) {
                    damage.seek(random.nextInt(random.nextBoolean() ? 1024 : 512 << 10));
                    damage.write(random.nextInt());
                }
                if (round % 3 == 0) { // Else the first magic number to break would be all that is ever tested.
                    damage.seek(0);
                    damage.write(start, 0, round % 2 == 0 ? 1024 : start.length);
                }
                try (ElfFile elf = ElfFile.open(file)) {
                    elf.symbol("_PyRuntime");
                } catch (NotElf | MalformedElf e) {
                    assertTrue(e.toString().contains(file.toString()), e.toString());
                }
            }
        }
    }

    private static Path fileWithTheRuntime(Interpreter interpreter) throws IOException {
        Path program = interpreter.executable().toRealPath();
        try (ElfFile elf = ElfFile.open(program)) {
            for (String library : elf.needed()) {
                if (library.startsWith("libpython")) {
                    // Beside `bin` in the builds from Maven Central, in `lib` elsewhere.
                    Path root = program.resolve("../..").normalize();
                    Path beside = root.resolve(library);
                    return (Files.exists(beside) ? beside : root.resolve("lib").resolve(library)).toRealPath();
                }
            }
        }
        return program;
    }

    private static Map<String, Long> symbolsFromNm(Path file) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/nm")), "needs nm of binutils");
        Process nm = new ProcessBuilder("nm", "-D", "--defined-only", "--without-symbol-versions", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Long> symbols = new HashMap<>();
        nm.inputReader().lines().forEach(line -> {
            String[] fields = line.split(" ");
            if (!fields[1].equals("A")) {
                symbols.put(fields[2], Long.parseLong(fields[0], 16));
            }
        });
        assertEquals(0, nm.waitFor());
        return symbols;
    }
}
