package pyrometer.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;

/// The functions of a session for formats that list them once and refer to them by number: from 0 on, in the order in
/// which they were asked for.
final class CalledFunctions {
    private static final int NO_NUMBER = -1;
    private static final Called OUTSIDE_PYTHON = new Called("[outside Python]", "", 0, CodeOrigin.BUILTIN);

    /// @param name with that of its class or of the function around it, if Python itself knows it
    /// @param file `co_filename`; empty for functions written in C
    /// @param firstLine 0 where there is none
    record Called(String name, String file, int firstLine, CodeOrigin origin) {}

    private final Session session;
    private final CodePaths paths;
    private final int[] numbers;
    private final Map<Called, Integer> known = new HashMap<>();
    private final List<Called> functions = new ArrayList<>();

    CalledFunctions(Session session) {
        this.session = session;
        this.paths = new CodePaths(session.environment());
        this.numbers = new int[session.frames().size()];
        Arrays.fill(numbers, NO_NUMBER);
    }

    /// The number of the function that a frame, by its index in the session, is an activation of.
    int number(int frame) {
        if (numbers[frame] == NO_NUMBER) {
            numbers[frame] = number(called(session.frames().get(frame)));
        }
        return numbers[frame];
    }

    /// The number of what stands for the time in which a thread ran no Python code.
    int outsidePython() {
        return number(OUTSIDE_PYTHON);
    }

    private int number(Called function) {
        Integer number = known.putIfAbsent(function, functions.size());
        if (number != null) {
            return number;
        }
        functions.add(function);
        return functions.size() - 1;
    }

    private Called called(Frame frame) {
        CodeOrigin origin = paths.origin(frame);
        return switch (frame) {
            case Frame.Python python -> new Called(python.qualifiedName(), python.file(), python.firstLine(), origin);
            case Frame.C c -> new Called(c.qualifiedName(), "", 0, origin);
        };
    }

    /// Those that were asked for, by number.
    List<Called> all() {
        return functions;
    }
}
