/// The seam: one recording as plain data, with no address, no operating system and no formatting in it.
///
/// The live half fills a [Session] through [SessionRecorder]; the offline half only reads it.
@NullMarked
package pyrometer.session;

import org.jspecify.annotations.NullMarked;
