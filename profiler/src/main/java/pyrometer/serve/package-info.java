/// The front door for programs that profile themselves: answers what the Python client asks, as
/// `protocol/client-protocol.md` says.
@NullMarked
package pyrometer.serve;

import org.jspecify.annotations.NullMarked;
