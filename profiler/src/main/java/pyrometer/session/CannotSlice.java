package pyrometer.session;

/// A part of a recording was asked for that there is not. The message is for the user: it says what there is.
public final class CannotSlice extends Exception {
    private static final long serialVersionUID = 1L;

    CannotSlice(String message) {
        super(message.replaceAll("\\p{Cntrl}", "?")); // names come from the program, and are not trusted
    }
}
