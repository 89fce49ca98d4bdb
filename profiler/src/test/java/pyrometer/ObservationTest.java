package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import pyrometer.process.Finding;

class ObservationTest {
    @Test
    void pythonThatCannotBeReadIsNamedWithWhatCanBe() {
        assertEquals(
                Optional.of("cannot profile this Python: this is PyPy."
                        + " Pyrometer reads CPython 3.8 to 3.14 with the GIL; --python PATH names another."),
                Observation.unsupported(new Finding.OtherPython("PyPy")));
    }

    @Test
    void programThatMayStillBecomePythonIsNotRefused() {
        assertEquals(Optional.empty(), Observation.unsupported(new Finding.NotPython("/bin/sh")));
    }
}
