package pyrometer.tree;

import java.util.Set;
import pyrometer.session.Frame;
import pyrometer.session.FunctionName;

/// One function in two sets of recordings. It is the same where it has the same name in the same file, whatever line it
/// is at; of several with one name in one file, those at the same line, and the others in their order.
///
/// @param label what people call it
/// @param file the short path of its file; empty for a function written in C
/// @param lineBefore where it was defined, or 0
/// @param lineAfter where it is defined, or 0
/// @param application whether it is the program's own code
/// @param frames how it appears in the recordings: once for each class that inherits it
/// @param self the time in itself
/// @param total the time until it returned, once for calls within itself
public record ComparedFunction(
        String label,
        String file,
        int lineBefore,
        int lineAfter,
        boolean application,
        Set<Frame> frames,
        Change self,
        Change total) {
    public ComparedFunction {
        frames = Set.copyOf(frames);
    }

    /// Whether it is what somebody meant by the name.
    public boolean matches(FunctionName name) {
        return frames.stream().anyMatch(name::matches);
    }
}
