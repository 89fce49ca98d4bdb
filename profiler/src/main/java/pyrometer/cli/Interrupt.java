package pyrometer.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import pyrometer.os.LinuxCalls;

/// Ctrl-C, or another signal that asks to end, as a word to what goes on rather than the end of it.
///
/// The virtual machine answers such a signal by ending itself as soon as its hooks are done. This hook never is: the
/// main thread ends everything when it has done what there is to do. A second Ctrl-C does not wait for that.
final class Interrupt {
    private static final int SIGINT = 2;

    private Interrupt() {}

    /// Begins to look out for it. To be called once, in a process that ends by halting.
    ///
    /// @return whether it has come
    static BooleanSupplier expected() {
        AtomicBoolean hasCome = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("interrupt").unstarted(() -> {
                    hasCome.set(true);
                    new LinuxCalls().resetSignal(SIGINT);
                    while (true) {
                        LockSupport.park();
                    }
                }));
        return hasCome::get;
    }
}
