package pyrometer.cpython;

/// What one instruction calls, packed into an `int` so that a look-up at sample time allocates nothing.
///
/// Bits 0-15 the slot, 16 whether the next slot may hold it instead, 17-18 the kind, 19-25 the operator, 31 whether it
/// is one of several candidates that [CallSites] has to choose from.
final class CallSite {
    /// What is called, and so what the object in the slot is.
    enum Kind {
        /// Nothing is called here.
        NONE(0),
        /// The slot holds the callable.
        CALL(1),
        /// `with`: the slot holds the context manager, or its bound `__exit__`; its `__enter__` is being called.
        ENTER(2),
        /// The slot holds an operand, whose type's method is being called.
        OPERATOR(3);

        private final int bits;

        Kind(int bits) {
            this.bits = bits;
        }
    }

    /// Packed: no call.
    static final int NONE = 0;

    /// Slots behind this one are not looked at.
    static final int MAX_SLOT = 0xffff;

    private static final int OR_NEXT = 1 << 16;
    private static final int KIND_SHIFT = 17;
    private static final int OPERATOR_SHIFT = 19;
    /// What tells one called method from another: kind and operator.
    static final int METHOD_BITS = 3 << KIND_SHIFT | 0x7f << OPERATOR_SHIFT;

    private static final int AMBIGUOUS = 1 << 31;

    private CallSite() {}

    static int pack(Kind kind, int slot, boolean orNext, int operator) {
        return slot | (orNext ? OR_NEXT : 0) | kind.bits << KIND_SHIFT | operator << OPERATOR_SHIFT;
    }

    static Kind kind(int site) {
        return switch (site >>> KIND_SHIFT & 3) {
            case 1 -> Kind.CALL;
            case 2 -> Kind.ENTER;
            case 3 -> Kind.OPERATOR;
            default -> Kind.NONE;
        };
    }

    /// The index in the frame's array of locals, cells, free variables and value stack (`localsplus`).
    static int slot(int site) {
        return site & MAX_SLOT;
    }

    /// Whether the next slot holds the object if this one is NULL.
    static boolean orNext(int site) {
        return (site & OR_NEXT) != 0;
    }

    /// The method that an operator calls, for example `__pow__`.
    static String operator(int site) {
        return Operators.name(site >>> OPERATOR_SHIFT & 0x7f);
    }

    static int ambiguous(int index) {
        return AMBIGUOUS | index;
    }

    static boolean isAmbiguous(int site) {
        return site < 0;
    }

    static int index(int ambiguous) {
        return ambiguous & ~AMBIGUOUS;
    }
}
