package pyrometer.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;

/// The functions of a session by number, so that trees can hold numbers. The first three are the synthetic ones.
final class Functions {
    static final int THREAD = 0;
    static final int SELF = 1;
    static final int OUTSIDE = 2;

    private final List<Frame> frames;
    private final List<Function> functions =
            new ArrayList<>(List.of(Function.Synthetic.THREAD, Function.Synthetic.SELF, Function.Synthetic.OUTSIDE));
    private final List<CodeOrigin> origins = new ArrayList<>();
    private final int[] ofFrame;
    private final CodePaths paths;

    Functions(Session session) {
        frames = session.frames();
        ofFrame = new int[frames.size()];
        functions.forEach(_ -> origins.add(CodeOrigin.BUILTIN));

        paths = new CodePaths(session.environment());
        Map<Function, Integer> numbers = new HashMap<>();
        for (int i = 0; i < ofFrame.length; i++) {
            Frame frame = frames.get(i);
            Function function = functionOf(frame);
            Integer known = numbers.putIfAbsent(function, functions.size());
            if (known == null) {
                functions.add(function);
                origins.add(paths.origin(frame));
            }
            ofFrame[i] = known == null ? functions.size() - 1 : known;
        }
    }

    private static Function functionOf(Frame frame) {
        return switch (frame) {
            case Frame.Python python -> new Function.Python(python.name(), python.file(), python.firstLine());
            case Frame.C c -> new Function.C(c.qualifiedName());
        };
    }

    /// The function that the frame, by its index in the session, is an activation of.
    int ofFrame(int frame) {
        return ofFrame[frame];
    }

    Frame frame(int frame) {
        return frames.get(frame);
    }

    Function get(int function) {
        return functions.get(function);
    }

    int size() {
        return functions.size();
    }

    CodePaths paths() {
        return paths;
    }

    CodeOrigin origin(int function) {
        return origins.get(function);
    }
}
