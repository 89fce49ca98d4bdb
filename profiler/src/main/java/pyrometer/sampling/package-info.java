/// Looks at every thread of a target again and again, and gives only stacks that were really there.
@NullMarked
package pyrometer.sampling;

import org.jspecify.annotations.NullMarked;
