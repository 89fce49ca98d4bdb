/// Bytes of another process by address: what can be read, how it is asked for, and what failure looks like.
///
/// Nothing here knows what the bytes mean.
@NullMarked
package pyrometer.memory;

import org.jspecify.annotations.NullMarked;
