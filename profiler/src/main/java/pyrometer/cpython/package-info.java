/// CPython from outside: where each version keeps its state, read as frames, code, lines and calls.
@NullMarked
package pyrometer.cpython;

import org.jspecify.annotations.NullMarked;
