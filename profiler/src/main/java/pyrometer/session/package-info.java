/// The seam: one recording as plain data, with no address, no operating system and no formatting in it.
///
/// The live half fills a [Session] through [SessionRecorder], and so do the readers of files. All others only
/// read it.
@NullMarked
package pyrometer.session;

import org.jspecify.annotations.NullMarked;
