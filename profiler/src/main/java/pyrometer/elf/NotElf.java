package pyrometer.elf;

import java.io.IOException;

/// The file is something else than a program or library for this kind of machine: a script, an archive, a 32-bit ELF.
public final class NotElf extends IOException {
    private static final long serialVersionUID = 1L;

    NotElf(String message) {
        super(message);
    }
}
