/// What is handed out: takes the jar of the profiler and the Python package, gives an image that needs no Java on the
/// machine, a tarball of it and a wheel. Knows the JDK's `jlink`, and nothing of profiling.
@NullMarked
package pyrometer.dist;

import org.jspecify.annotations.NullMarked;
