/// The command line: the front door.
@NullMarked
package pyrometer.cli;

import org.jspecify.annotations.NullMarked;
