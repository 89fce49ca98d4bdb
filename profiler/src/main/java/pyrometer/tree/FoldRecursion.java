package pyrometer.tree;

/// Folds a call of a function below another call of it into that other one: what the inner call made, the outer one
/// made. What lies between the two keeps only the time in which the inner call was not on the stack.
///
/// The outer call keeps its lines. Which lines the calls between were at during the time they keep is not known, so
/// they have none.
public record FoldRecursion() implements Pass {
    @Override
    public CallTree apply(CallTree tree) {
        return new Fold(tree).result();
    }

    private static final class Fold {
        private final CallTree tree;
        private final TreeBuilder builder;

        /// For each node the one that stands for it.
        private final int[] folded;

        /// By node that stands for others: its function, caller and the first node that it stands for.
        private final int[] functions;

        private final int[] parents;
        private final int[] firsts;
        private final long[] nanos;
        private final long[] samples;

        /// By function, the end of the outermost call of it that was come to last.
        private final int[] ends;

        private int size = 1;

        Fold(CallTree tree) {
            this.tree = tree;
            this.builder = new TreeBuilder(tree.functions());
            this.folded = new int[tree.size()];
            this.functions = new int[tree.size()];
            this.parents = new int[tree.size()];
            this.firsts = new int[tree.size()];
            this.nanos = new long[tree.size()];
            this.samples = new long[tree.size()];
            this.ends = new int[tree.functions().size()];
        }

        CallTree result() {
            for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
                folded[node] = standIn(node, folded[tree.parent(node)]);
            }
            shareOutTime();
            copy();
            return builder.build();
        }

        private int standIn(int node, int caller) {
            int function = tree.functionNumber(node);
            boolean isFunction = !(tree.function(node) instanceof Function.Synthetic);
            if (isFunction && node < ends[function]) {
                for (int above = caller; above != CallTree.ROOT; above = parents[above]) {
                    if (functions[above] == function) {
                        return above;
                    }
                }
            }
            ends[function] = Math.max(ends[function], tree.end(node));
            functions[size] = function;
            parents[size] = caller;
            firsts[size] = node;
            return size++;
        }

        /// Each node's own time goes to its stand-in, and from there to the callers of that.
        private void shareOutTime() {
            for (int node = tree.size() - 1; node > CallTree.ROOT; node--) {
                move(node, folded[node], 1);
                move(node, folded[tree.parent(node)], -1);
            }
            move(CallTree.ROOT, CallTree.ROOT, 1);
            for (int standIn = size - 1; standIn > CallTree.ROOT; standIn--) {
                nanos[parents[standIn]] += nanos[standIn];
                samples[parents[standIn]] += samples[standIn];
            }
        }

        private void move(int node, int to, int sign) {
            nanos[to] += sign * tree.nanos(node);
            samples[to] += sign * tree.samples(node);
        }

        private void copy() {
            int[] copies = new int[size];
            builder.addTime(CallTree.ROOT, nanos[CallTree.ROOT], samples[CallTree.ROOT]);
            for (int standIn = CallTree.ROOT + 1; standIn < size; standIn++) {
                if (nanos[standIn] == 0 && tree.nanos(firsts[standIn]) > 0) {
                    copies[standIn] = copies[parents[standIn]]; // it was there only for the recursion
                    continue;
                }
                int node = firsts[standIn];
                copies[standIn] = builder.add(copies[parents[standIn]], functions[standIn]);
                builder.addTime(copies[standIn], nanos[standIn], samples[standIn]);
                builder.addPlaces(tree, node, copies[standIn], nanos[standIn] == tree.nanos(node));
            }
        }
    }
}
