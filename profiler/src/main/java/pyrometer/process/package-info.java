/// A process from outside: how it is started and how it ended, what is mapped into it, which threads it has.
@NullMarked
package pyrometer.process;

import org.jspecify.annotations.NullMarked;
