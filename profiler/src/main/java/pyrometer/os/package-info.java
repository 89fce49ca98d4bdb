/// The only door to native code: the Linux calls Pyrometer makes.
@NullMarked
package pyrometer.os;

import org.jspecify.annotations.NullMarked;
