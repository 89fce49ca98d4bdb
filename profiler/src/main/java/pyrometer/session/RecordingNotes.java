package pyrometer.session;

import java.util.Locale;

/// Sentences about what a recording lacks.
final class RecordingNotes {
    private static final double NANOS = 1e9;

    private RecordingNotes() {}

    /// The beginning of a sentence that goes on with the reason.
    static String breaksOffAfter(long nanos) {
        return String.format(Locale.ROOT, "The recording breaks off after %.3f s: ", nanos / NANOS);
    }

    static String damaged(int places) {
        return "The file is damaged in " + (places == 1 ? "one place" : places + " places")
                + ": the samples that were there are missing.";
    }

    static String damagedBeyond(long nanos) {
        return String.format(
                Locale.ROOT,
                "The file is damaged: what was recorded later than %.3f s cannot be read any more.",
                nanos / NANOS);
    }
}
