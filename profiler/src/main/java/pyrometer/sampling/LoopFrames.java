package pyrometer.sampling;

import java.util.Arrays;
import pyrometer.cpython.CodeObject;

/// Which of the session's frames are those of asyncio's event loop. Told of each frame when it is met first.
final class LoopFrames {
    /// What a frame has to do with the loop.
    enum Role {
        NONE,
        /// `run_forever`: what is above it the loop runs.
        LOOP,
        /// `asyncio.run`, or what it calls: runs a loop. If that is one in C, such as that of uvloop, what is above it
        /// the loop runs.
        RUNNER,
        /// `run_forever` or `run_until_complete` of a loop in C: the function that calls it is a runner at that line.
        LOOP_IN_C,
        /// `_run_once`: one turn of the loop.
        TURN,
        /// `Handle._run`: calls one callback, such as a step of a task.
        CALLBACK,
        /// `select`: waits until there is something to do.
        WAIT
    }

    private Role[] roles = new Role[0];
    private boolean hasLoops;

    void met(CodeObject code, int frame) {
        met(role(code.name(), code.file()), frame);
    }

    /// @param function a C function
    void met(String function, int frame) {
        String name = function.substring(function.lastIndexOf('.') + 1);
        boolean runs = name.equals("run_forever") || name.equals("run_until_complete");
        met(runs ? Role.LOOP_IN_C : Role.NONE, frame);
    }

    private void met(Role role, int frame) {
        if (role == Role.NONE) {
            return;
        }
        if (frame >= roles.length) {
            int length = roles.length;
            roles = Arrays.copyOf(roles, Math.max(2 * length, frame + 1));
            Arrays.fill(roles, length, roles.length, Role.NONE);
        }
        roles[frame] = role;
        hasLoops |= role == Role.LOOP || role == Role.RUNNER || role == Role.LOOP_IN_C;
    }

    private static Role role(String function, String file) {
        return switch (function) {
            case "run_forever" -> file.endsWith("/asyncio/base_events.py") ? Role.LOOP : Role.NONE;
            case "_run_once" -> file.endsWith("/asyncio/base_events.py") ? Role.TURN : Role.NONE;
            case "_run" -> file.endsWith("/asyncio/events.py") ? Role.CALLBACK : Role.NONE;
            case "run" -> file.endsWith("/asyncio/runners.py") ? Role.RUNNER : Role.NONE;
            case "select" -> file.endsWith("/selectors.py") ? Role.WAIT : Role.NONE;
            default -> Role.NONE;
        };
    }

    /// Whether a loop was ever met.
    boolean hasLoops() {
        return hasLoops;
    }

    Role role(int frame) {
        return frame < roles.length ? roles[frame] : Role.NONE;
    }
}
