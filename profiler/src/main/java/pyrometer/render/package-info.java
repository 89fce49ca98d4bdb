/// Call trees as text and files: one class for each output.
@NullMarked
package pyrometer.render;

import org.jspecify.annotations.NullMarked;
