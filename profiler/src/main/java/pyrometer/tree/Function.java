package pyrometer.tree;

/// What a node of a call tree stands for. Calls of equal functions are the same call; which class's method it was and
/// which line it was at are attributes of the node.
public sealed interface Function {

    /// What people call it: `load`, `<module>`, `list.sort`, `[self]`.
    String label();

    /// A Python function, known by where it is defined.
    record Python(String name, String file, int firstLine) implements Function {
        @Override
        public String label() {
            return name;
        }
    }

    /// A function written in C.
    record C(String qualifiedName) implements Function {
        @Override
        public String label() {
            return qualifiedName;
        }
    }

    /// What is in a tree without being a function.
    enum Synthetic implements Function {
        /// The whole thread: the root of every tree, and of no other node.
        THREAD("[root]"),
        /// The time of the parent itself, beside its calls. Always a leaf.
        SELF("[self]"),
        /// Time in which the thread ran no Python code. Always a leaf, below the root.
        OUTSIDE("[outside Python]"),
        /// Time in which a coroutine waited, where a recording says so. Always a leaf.
        AWAIT("[await]"),
        /// Time outside the task that was recorded, where a recording says so. Always a leaf.
        OUT_OF_CONTEXT("[out-of-context]");

        private final String label;

        Synthetic(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }
}
