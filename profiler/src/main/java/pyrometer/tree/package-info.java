/// Samples merged into call trees, and the passes that make them readable.
@NullMarked
package pyrometer.tree;

import org.jspecify.annotations.NullMarked;
