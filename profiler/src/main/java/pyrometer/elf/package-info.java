/// ELF files from bytes: sections, symbols, where a file is loaded. Knows no process.
@NullMarked
package pyrometer.elf;

import org.jspecify.annotations.NullMarked;
