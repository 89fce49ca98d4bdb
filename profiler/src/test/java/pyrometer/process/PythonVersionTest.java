package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonVersionTest {
    @ParameterizedTest
    @CsvSource({"030c01f0, 3.12.1", "030d00f0, 3.13.0", "030f00a2, 3.15.0a2", "030f00c1, 3.15.0rc1", "03080000, 3.8"})
    void readsAsPythonPrintsIt(String hex, String text) {
        assertEquals(text, new PythonVersion(Integer.parseInt(hex, 16)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "libpython3.12.so.1.0, 3.12",
        "libpython3.8.so.1.0,  3.8",
        "libpython3.7m.so.1.0, 3.7",
        "libpython3.13t.so.1.0, 3.13",
        "libpython3.11d.so, 3.11",
        "python2.7, 2.7",
    })
    void isPartOfFileNames(String name, String text) {
        PythonVersion version = PythonVersion.ofFileName(name).orElseThrow();

        assertEquals(text, version.toString());
        assertFalse(version.isExact());
    }

    @ParameterizedTest
    @ValueSource(strings = {"libpython3.so", "python", "python3", "bash", "python3.", "libpython311.so", "python.3.1"})
    void someFileNamesHaveNone(String name) {
        assertEquals(Optional.empty(), PythonVersion.ofFileName(name));
    }

    @Test
    void isFoundAmongTheConstantsOfAProgram() {
        assertEquals(
                Optional.of(new PythonVersion(0x030912f0)),
                constants("\0abc\0003.9.18\0some 3.8.1 text\00013.0.0\0003.44.0\0003.9.18\0"));
    }

    @Test
    void isNotGuessedWhereTwoConstantsDiffer() {
        assertEquals(Optional.empty(), constants("\0003.9.18\0003.8.2\0"));
        assertEquals(Optional.empty(), constants("\0003.9.\0003.9.1.2\000.3.9.1\000"));
    }

    private static Optional<PythonVersion> constants(String text) {
        return VersionText.findOnly(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
