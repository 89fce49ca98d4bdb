package pyrometer.cli;

import java.time.Duration;
import java.util.Optional;

/// Which running program to record, how and what to make of it.
///
/// @param duration for how long; until it ends or the user says so, if nothing
record AttachOptions(int pid, Optional<Duration> duration, RecordingOptions recording, ReportOptions report) {}
