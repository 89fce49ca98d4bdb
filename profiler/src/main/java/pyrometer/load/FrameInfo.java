package pyrometer.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pyrometer.session.Frame;
import pyrometer.session.StackTrie;
import pyrometer.session.ThreadInfo;

/// One entry of a stack as pyinstrument writes it: `name NUL file NUL firstLine`, then for each attribute `SOH`, a
/// letter
/// and the attribute's value; or the name of a marker alone.
///
/// @param identifier the part that makes frames of the same function equal
/// @param element what the entry stands for
record FrameInfo(String identifier, Element element) {
    private static final char SEPARATOR = '\u0000';
    private static final char ATTRIBUTE = '\u0001';
    private static final String THREAD = "<thread>";
    private static final String BUILT_IN = "<built-in>";

    sealed interface Element {
        /// The thread whose stack it is; always the outermost entry.
        record ThreadStart(ThreadInfo thread) implements Element {}

        /// A function at a line.
        record Call(Frame frame, int line) implements Element {}

        /// The end of a stack whose time is not that of a function. `[self]` has no frame: it says what is so anyway.
        record Marker(Optional<Frame.Python> frame) implements Element {}
    }

    static FrameInfo of(String text) throws UnreadableSession {
        int attributes = text.indexOf(ATTRIBUTE);
        String identifier = attributes < 0 ? text : text.substring(0, attributes);
        return new FrameInfo(identifier, element(identifier, attributes < 0 ? "" : text.substring(attributes + 1)));
    }

    private static Element element(String identifier, String attributes) throws UnreadableSession {
        List<String> parts = split(identifier, SEPARATOR);
        if (parts.size() == 1) {
            return switch (identifier) {
                case "[await]" -> new Element.Marker(Optional.of(Frame.AWAIT));
                case "[out-of-context]" -> new Element.Marker(Optional.of(Frame.OUT_OF_CONTEXT));
                case "[self]" -> new Element.Marker(Optional.empty());
                default -> throw unreadable(identifier);
            };
        }
        if (parts.size() != 3) {
            throw unreadable(identifier);
        }
        String name = parts.get(0);
        String file = parts.get(1);
        if (file.equals(THREAD)) {
            return new Element.ThreadStart(
                    new ThreadInfo(0, number(parts.get(2), identifier), 0, name, name.equals("MainThread")));
        }
        int firstLine = line(parts.get(2), identifier);
        return file.equals(BUILT_IN)
                ? new Element.Call(new Frame.C(name), StackTrie.NO_LINE)
                : python(name, file, firstLine, split(attributes, ATTRIBUTE), identifier);
    }

    /// Attributes of other letters are of a later version, and no loss.
    private static Element python(String name, String file, int firstLine, List<String> attributes, String identifier)
            throws UnreadableSession {
        String className = null;
        int line = StackTrie.NO_LINE;
        boolean hidden = false;
        for (String attribute : attributes) {
            if (attribute.startsWith("c")) {
                className = attribute.substring(1);
            } else if (attribute.startsWith("l")) {
                line = line(attribute.substring(1), identifier);
            } else if (attribute.startsWith("h")) {
                hidden = attribute.equals("h1");
            }
        }
        return new Element.Call(new Frame.Python(name, name, file, firstLine, className, hidden), line);
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    /// Some code has no line, or one below its file; both are 0 here.
    private static int line(String text, String identifier) throws UnreadableSession {
        return Math.clamp(number(text, identifier), 0, Integer.MAX_VALUE);
    }

    private static long number(String text, String identifier) throws UnreadableSession {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw unreadable(identifier);
        }
    }

    private static UnreadableSession unreadable(String identifier) {
        return new UnreadableSession("frame_records has a frame that is none: " + quoted(identifier));
    }

    /// As much of the text as fits into a message, without what could move a cursor.
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(60).forEach(c -> quoted.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return quoted.append(text.length() > 60 ? "...'" : "'").toString();
    }
}
