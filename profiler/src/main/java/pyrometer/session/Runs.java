package pyrometer.session;

/// Walks the samples of one thread from the first to the last, run by run.
///
/// A run says: at every look during its ticks the thread had this stack and was in this state. A tick at which
/// the
/// thread could not be read belongs to the run of its next good sample. Ticks between two runs belong to none:
/// the
/// thread was not there, or a slice has left it out.
///
/// Before the first call of [#next] and after one that gave false the other methods have no meaning.
public interface Runs {
    /// Goes to the next run, if there is one.
    boolean next();

    /// The first tick of the run.
    int start();

    /// The tick after the last one of the run.
    int end();

    /// A node of the session's [StackTrie].
    int stack();

    ThreadState state();

    /// When the run began: the time of the tick before its first. In nanoseconds since the recording began.
    long startNanos();

    /// When the run ended.
    long endNanos();

    /// The time that the ticks of the run stand for.
    default long nanos() {
        return endNanos() - startNanos();
    }
}
