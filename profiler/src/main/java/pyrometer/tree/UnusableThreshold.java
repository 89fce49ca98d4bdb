package pyrometer.tree;

/// A threshold that is none, or is for a function that there is not. The message is for the user: it says what would
/// do.
public final class UnusableThreshold extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableThreshold(String message) {
        super(message.replaceAll("\\p{Cntrl}", "?")); // names come from the program, and are not trusted
    }
}
