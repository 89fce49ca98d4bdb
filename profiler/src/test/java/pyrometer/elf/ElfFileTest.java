package pyrometer.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElfFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = TinyElf.Hash.class,
            names = {"GNU", "SYSTEM_V"})
    void findsAnExportedSymbolThroughEitherHashTable(TinyElf.Hash hash) throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(hash)))) {
            assertEquals(OptionalLong.of(TinyElf.RUNTIME), elf.symbol("_PyRuntime"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsALocalSymbolWhereTheFileIsNotStripped(TinyElf.Hash hash) throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(hash)))) {
            assertEquals(OptionalLong.of(TinyElf.HIDDEN), elf.symbol("hidden"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSymbolThatItOnlyUsesIsNotFound(TinyElf.Hash hash) throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(hash)))) {
            assertEquals(OptionalLong.empty(), elf.symbol("elsewhere"));
            assertEquals(OptionalLong.empty(), elf.symbol("nowhere"));
            assertEquals(OptionalLong.empty(), elf.symbol("_PyRuntim"));
        }
    }

    @Test
    void findsSectionsByName() throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(TinyElf.Hash.GNU)))) {
            Section runtime = elf.section(".PyRuntime").orElseThrow();
            assertEquals(TinyElf.RUNTIME, runtime.address());
            assertTrue(runtime.inFile());

            assertEquals(0, elf.data(elf.section(".bss").orElseThrow(), 100).remaining());
            assertEquals(Optional.empty(), elf.section(".rodata"));
        }
    }

    @Test
    void readsTheBytesBehindAnAddressWhereTheFileHasThem() throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(TinyElf.Hash.GNU)))) {
            byte[] cookie = new byte[8];
            elf.data(TinyElf.RUNTIME, 8).orElseThrow().get(cookie);
            assertArrayEquals(TinyElf.COOKIE, cookie);

            assertEquals(Optional.empty(), elf.data(TinyElf.BASE + 4090, 8));
            assertEquals(Optional.empty(), elf.data(Long.MAX_VALUE, 8));
            assertEquals(Optional.empty(), elf.data(-8, 8));
        }
    }

    @Test
    void saysWhichLibrariesItNeedsAndWhere() throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(TinyElf.Hash.GNU)))) {
            assertEquals(List.of("libpython3.12.so.1.0"), elf.needed());
            assertEquals(Optional.of("libtiny.so"), elf.soname());
            assertEquals(Optional.of("$ORIGIN/../lib"), elf.runPath());
        }
    }

    @Test
    void theLoadBiasIsTheDistanceFromTheFilesAddressesToTheProcesss() throws IOException {
        try (ElfFile elf = ElfFile.open(write(TinyElf.build(TinyElf.Hash.GNU)))) {
            assertEquals(OptionalLong.of(0x7f00_0000_0000L), elf.loadBias(0x7f00_0001_0000L, 4096, 0));
            assertEquals(OptionalLong.empty(), elf.loadBias(0x7f00_0001_0000L, 4096, 8192));
        }
    }

    @Test
    void aScriptIsNotElf() throws IOException {
        Path script = write("#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThrows(NotElf.class, () -> ElfFile.open(script));
        assertThrows(NotElf.class, () -> ElfFile.open(write(new byte[0])));
    }

    @Test
    void aProgramForAnotherKindOfMachineIsNamedSo() throws IOException {
        byte[] bytes = TinyElf.build(TinyElf.Hash.GNU);
        bytes[0x12] = 40;

        NotElf failure = assertThrows(NotElf.class, () -> ElfFile.open(write(bytes)));

        assertTrue(failure.toString().contains("ELF machine 40"), failure.toString());
    }

    @Test
    void aMissingFileIsReportedAsMissing() {
        assertThrows(NoSuchFileException.class, () -> ElfFile.open(folder.resolve("nothing")));
    }

    @Test
    void aFileCutShortAnywhereGivesOnlyTheCheckedFailures() throws IOException {
        byte[] whole = TinyElf.build(TinyElf.Hash.GNU);
        for (int length = 0; length < whole.length; length += 7) {
            askEverything(write(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void damagedFilesGiveOnlyTheCheckedFailures() {
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            var random = new Random(20261122);
            for (TinyElf.Hash hash : TinyElf.Hash.values()) {
                byte[] whole = TinyElf.build(hash);
                for (int round = 0; round < 4000; round++) {
                    byte[] damaged = whole.clone();
                    int flips = 1 + random.nextInt(8);
                    for (int flip = 0; flip < flips; flip++) {
                        damaged[aPlaceThatMatters(random)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                    }
                    askEverything(write(damaged));
                }
            }
        });
    }

    /// Headers, tables and strings, rather than the zeroes between.
    private static int aPlaceThatMatters(Random random) {
        int[] places = {0, 0x40, 0x78, 0x100, 0x200, 0x300, 0x400, 0x500, 0xa40, 0xb00};
        return places[random.nextInt(places.length)] + random.nextInt(64);
    }

    private static void askEverything(Path path) {
        try (ElfFile elf = ElfFile.open(path)) {
            for (String name : List.of("_PyRuntime", "hidden", "elsewhere")) {
                ask(() -> elf.symbol(name));
            }
            ask(() -> elf.section(".PyRuntime"));
            ask(() -> {
                Optional<Section> section = elf.section(".bss");
                return section.isPresent() ? elf.data(section.get(), 1 << 20) : section;
            });
            ask(elf::needed);
            ask(elf::runPath);
            ask(elf::soname);
            ask(() -> elf.data(TinyElf.RUNTIME, 8));
            ask(() -> elf.loadBias(0x7000_0000, 4096, 0));
        } catch (NotElf | MalformedElf e) {
            // One of the two expected answers.
        } catch (IOException e) {
            fail(e);
        }
    }

    private interface Question {
        Object answer() throws IOException;
    }

    private static void ask(Question question) throws IOException {
        try {
            question.answer();
        } catch (MalformedElf e) {
            assertTrue(e.toString().contains("is damaged: "), e.toString());
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }
}
