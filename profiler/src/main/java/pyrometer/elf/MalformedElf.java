package pyrometer.elf;

import java.io.IOException;

/// The file says it is ELF, but points outside itself or gives sizes that cannot be: cut short, damaged or forged.
public final class MalformedElf extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedElf(String message) {
        super(message);
    }
}
