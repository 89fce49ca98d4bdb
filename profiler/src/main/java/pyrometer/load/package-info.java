/// Sessions that are read from files of other kinds than our own.
@NullMarked
package pyrometer.load;

import org.jspecify.annotations.NullMarked;
