package pyrometer.tree;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import pyrometer.session.CodeOrigin;
import pyrometer.session.Frame;

/// The calls of one thread, each with its wall-clock time. Immutable; a [Pass] makes a new one.
///
/// Nodes are numbered in the order in which they are printed: a caller right before its calls, so the nodes below `n`
/// are exactly those from `n + 1` up to the one before `end(n)`. Most work on a tree is one loop over its numbers, and
/// none of it recurses: a stack may be as deep as the program likes.
///
/// The time of a node includes its calls. What its children do not account for was absorbed: it belonged to nodes that
/// a pass has left out.
public final class CallTree {
    /// The node that is the thread itself. Its children are where the thread's stacks began: usually just one.
    public static final int ROOT = 0;

    /// The parent of the root, and the group of a node in none.
    public static final int NONE = -1;

    private final Functions functions;
    private final int[] parents;
    private final int[] ends;
    private final int[] function;
    private final long[] nanos;
    private final long[] samples;
    private final Places places;
    private final boolean[] application;
    private final int[] groups;

    CallTree(
            Functions functions,
            int[] parents,
            int[] function,
            long[] nanos,
            long[] samples,
            Places places,
            int[] groups) {
        this.functions = functions;
        this.parents = parents;
        this.ends = ends(parents);
        this.function = function;
        this.nanos = nanos;
        this.samples = samples;
        this.places = places;
        this.application = applicationNodes();
        this.groups = groups;
    }

    private static int[] ends(int[] parents) {
        int[] ends = new int[parents.length];
        for (int node = parents.length - 1; node >= 0; node--) {
            ends[node] = Math.max(ends[node], node + 1);
            if (node > ROOT) {
                ends[parents[node]] = Math.max(ends[parents[node]], ends[node]);
            }
        }
        return ends;
    }

    private boolean[] applicationNodes() {
        boolean[] result = new boolean[parents.length];
        for (int node = ROOT + 1; node < result.length; node++) {
            CodeOrigin origin = functions.origin(function[node]);
            result[node] = origin == CodeOrigin.APPLICATION
                    || (origin == CodeOrigin.GENERATED && (parents[node] == ROOT || result[parents[node]]));
        }
        return result;
    }

    /// This tree with its nodes assigned to groups.
    ///
    /// @param groups for each node the first node of its group, or [#NONE]
    CallTree withGroups(int[] groups) {
        return new CallTree(functions, parents, function, nanos, samples, places, groups);
    }

    Functions functions() {
        return functions;
    }

    Places places() {
        return places;
    }

    int functionNumber(int node) {
        return function[node];
    }

    /// The number of nodes, the root included.
    public int size() {
        return parents.length;
    }

    /// Whether there is nothing to show.
    public boolean isEmpty() {
        return size() == 1;
    }

    /// The caller, or [#NONE] for the root.
    public int parent(int node) {
        return parents[node];
    }

    /// The node after the last one below `node`. Its first child, if it has one, is `node + 1`; the end of a child is
    /// the next child, unless it is the end of `node` too.
    public int end(int node) {
        return ends[node];
    }

    public boolean isLeaf(int node) {
        return ends[node] == node + 1;
    }

    public Function function(int node) {
        return functions.get(function[node]);
    }

    public boolean isSelf(int node) {
        return function[node] == Functions.SELF;
    }

    /// The time spent in the node and what it called.
    public long nanos(int node) {
        return nanos[node];
    }

    /// How many looks the time of the node is made of. A look that was given up counts with the one after it, as its
    /// time does.
    public long samples(int node) {
        return samples[node];
    }

    /// The time of the whole thread.
    public long totalNanos() {
        return nanos[ROOT];
    }

    /// The node's share of the time of the whole thread.
    public double share(int node) {
        return totalNanos() == 0 ? 1 : (double) nanos[node] / totalNanos();
    }

    /// The time not spent in functions below the node: its own, and what it absorbed.
    public long selfNanos(int node) {
        long self = nanos[node];
        for (int child = node + 1; child < ends[node]; child = ends[child]) {
            if (!(function(child) instanceof Function.Synthetic)) {
                self -= nanos[child];
            }
        }
        return self;
    }

    /// Whether the node runs the program's own code.
    public boolean isApplication(int node) {
        return application[node];
    }

    public CodeOrigin origin(int node) {
        return functions.origin(function[node]);
    }

    /// The first node of the group of library calls that the node is in, or [#NONE].
    public int group(int node) {
        return groups.length == 0 ? NONE : groups[node];
    }

    /// The class of `self` or `cls`; where there were several, the one with most time, or else the first by its name.
    public Optional<String> className(int node) {
        Map<String, Long> times = new HashMap<>();
        for (int i = places.start(node); i < places.end(node); i++) {
            if (functions.frame(places.frame(i)) instanceof Frame.Python python && python.className() != null) {
                times.merge(python.className(), places.nanos(i), Long::sum);
            }
        }
        return hottest(times);
    }

    /// The name with most time; of several the first.
    static Optional<String> hottest(Map<String, Long> times) {
        String hottest = null;
        long most = 0;
        for (Map.Entry<String, Long> each : times.entrySet()) {
            long time = each.getValue();
            if (time > most || (time == most && hottest != null && each.getKey().compareTo(hottest) < 0)) {
                most = time;
                hottest = each.getKey();
            }
        }
        return Optional.ofNullable(hottest);
    }

    /// The time for which the node was at each of its lines.
    public SortedMap<Integer, Long> lineNanos(int node) {
        SortedMap<Integer, Long> lines = new TreeMap<>();
        for (int i = places.start(node); i < places.end(node); i++) {
            if (places.line(i) > 0) {
                lines.merge(places.line(i), places.nanos(i), Long::sum);
            }
        }
        return lines;
    }

    /// Whether the function asks to be left out of tracebacks.
    boolean isHidden(int node) {
        for (int i = places.start(node); i < places.end(node); i++) {
            if (functions.frame(places.frame(i)) instanceof Frame.Python python && python.hidden()) {
                return true;
            }
        }
        return false;
    }

    /// Makes sure that the tree is one: each caller right before its calls, and no call longer than its caller.
    ///
    /// @return this tree
    public CallTree check() {
        int[] sizes = new int[size()];
        long[] inChildren = new long[size()];
        for (int node = size() - 1; node >= ROOT; node--) {
            sizes[node]++;
            if (inChildren[node] > nanos[node]) {
                throw new IllegalStateException("calls of node " + node + " take " + inChildren[node] + " of its "
                        + nanos[node] + " ns: " + function(node));
            }
            if (sizes[node] != ends[node] - node) {
                throw new IllegalStateException(
                        "node " + node + " ends at " + ends[node] + " with " + sizes[node] + " nodes");
            }
            if (node > ROOT) {
                inChildren[parents[node]] += nanos[node];
                sizes[parents[node]] += sizes[node];
            }
        }
        return this;
    }
}
