package pyrometer.memory;

import pyrometer.os.Errno;
import pyrometer.os.LinuxCalls;

/// The memory of a live process, read with `process_vm_readv`. Used by one thread.
public final class RemoteMemory implements Memory {
    private final int pid;
    private final LinuxCalls calls = new LinuxCalls();

    public RemoteMemory(int pid) {
        this.pid = pid;
    }

    @Override
    public int read(Ranges ranges) {
        if (ranges.count() == 0) {
            return 0;
        }
        long copied = calls.processVmReadv(pid, ranges.localVector(), ranges.remoteVector(), ranges.count());
        if (copied == ranges.size()) {
            return ranges.count();
        }
        if (copied < 0) {
            return switch ((int) -copied) {
                case Errno.EFAULT -> 0;
                case Errno.ESRCH -> throw new TargetGone(pid);
                case Errno.EPERM -> throw new TargetRefused(pid);
                default ->
                    throw new IllegalStateException("process_vm_readv of %d ranges, %d bytes from process %d: errno %d"
                            .formatted(ranges.count(), ranges.size(), pid, -copied));
            };
        }
        int whole = 0;
        for (long end = ranges.length(0); end <= copied; end += ranges.length(whole)) {
            whole++;
        }
        return whole;
    }
}
