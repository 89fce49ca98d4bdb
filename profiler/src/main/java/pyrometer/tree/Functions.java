package pyrometer.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;

/// The functions of a session by number, so that trees can hold numbers. The first five are the synthetic ones.
final class Functions {
    static final int THREAD = 0;
    static final int SELF = 1;
    static final int OUTSIDE = 2;

    private static final List<Function.Synthetic> SYNTHETIC = List.of(
            Function.Synthetic.THREAD,
            Function.Synthetic.SELF,
            Function.Synthetic.OUTSIDE,
            Function.Synthetic.AWAIT,
            Function.Synthetic.OUT_OF_CONTEXT);

    private final List<Frame> frames;
    private final List<Function> functions = new ArrayList<>(SYNTHETIC);
    private final List<CodeOrigin> origins = new ArrayList<>();
    private final int[] ofFrame;
    private final CodePaths paths;

    Functions(Session session) {
        frames = session.frames();
        ofFrame = new int[frames.size()];
        functions.forEach(_ -> origins.add(CodeOrigin.BUILTIN));

        paths = new CodePaths(session.environment());
        Map<Function, Integer> numbers = new HashMap<>();
        functions.forEach(synthetic -> numbers.put(synthetic, numbers.size()));
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
            case Frame.Python python ->
                markerOf(python)
                        .map(Function.class::cast)
                        .orElseGet(() -> new Function.Python(python.name(), python.file(), python.firstLine()));
            case Frame.C c -> new Function.C(c.qualifiedName());
        };
    }

    /// What a frame stands for that is no function.
    static Optional<Function.Synthetic> markerOf(Frame.Python frame) {
        return frame.equals(Frame.AWAIT)
                ? Optional.of(Function.Synthetic.AWAIT)
                : frame.equals(Frame.OUT_OF_CONTEXT)
                        ? Optional.of(Function.Synthetic.OUT_OF_CONTEXT)
                        : Optional.empty();
    }

    /// How many numbers are in use.
    int size() {
        return functions.size();
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

    CodePaths paths() {
        return paths;
    }

    CodeOrigin origin(int function) {
        return origins.get(function);
    }
}
