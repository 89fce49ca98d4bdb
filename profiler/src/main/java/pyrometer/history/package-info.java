/// The runs that were kept: a folder of recordings, private to its user, that several profilers use at a time.
@NullMarked
package pyrometer.history;

import org.jspecify.annotations.NullMarked;
