package pyrometer.render;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import pyrometer.session.CodePaths;
import pyrometer.tree.CallTree;

/// Draws one call tree, a line for each call: `{time} {Class.}function  {file}:{line}`.
///
/// Of a group of library calls only those are shown that lead into it, lead out of it or are hot themselves. The calls
/// below the ones left out hang from the nearest one that is shown.
final class TreePrinter {
    /// A library call with more of the thread's time in itself than this is shown although it is in a group.
    private static final double HOT = 0.2;

    /// With fewer calls to hide than this, a line that says so would save nothing.
    private static final int FEWEST_HIDDEN = 2;

    /// Deeper calls begin at the margin again, below a line that says how deep they are; otherwise a stack of 100,000
    /// calls would be gigabytes of white space.
    private static final int LEVELS = 100;

    private static final int MAX_LIBRARIES = 40;
    private static final String BELOW_GROUP = "      ";

    private final CallTree tree;
    private final CodePaths paths;
    private final Options options;
    private final int decimals;
    private final Palette palette;
    private final Branches branches;

    /// For each first node of a group how many calls of the group are not shown.
    private final int[] hiddenCalls;

    private final boolean[] shown;

    /// For each node the caller that is shown.
    private final int[] shownParents;

    private final int[] lastShownChildren;
    private final Map<Integer, Set<String>> hiddenLibraries = new LinkedHashMap<>();

    private record Branches(String inner, String last, String passing, String none) {
        static final Branches UNICODE = new Branches("├─ ", "└─ ", "│  ", "   ");
        static final Branches ASCII = new Branches("|- ", "`- ", "|  ", "   ");
    }

    TreePrinter(CallTree tree, CodePaths paths, Options options, int decimals) {
        this.tree = tree;
        this.paths = paths;
        this.options = options;
        this.decimals = decimals;
        this.palette = options.color() ? Palette.ANSI : Palette.PLAIN;
        this.branches = options.unicode() ? Branches.UNICODE : Branches.ASCII;
        this.hiddenCalls = new int[tree.size()];
        this.shown = new boolean[tree.size()];
        this.shownParents = new int[tree.size()];
        this.lastShownChildren = new int[tree.size()];
        chooseWhatToShow();
        hangUpWhatIsShown();
    }

    private void chooseWhatToShow() {
        boolean[] leadsOut = new boolean[tree.size()];
        for (int node = CallTree.ROOT + 1; node < shown.length; node++) {
            int parent = tree.parent(node);
            leadsOut[parent] |= tree.group(node) != tree.group(parent);
        }
        for (int node = CallTree.ROOT + 1; node < shown.length; node++) {
            int group = tree.group(node);
            shown[node] = group == CallTree.NONE
                    || group == node
                    || leadsOut[node]
                    || tree.selfNanos(node) > HOT * tree.totalNanos();
            if (!shown[node]) {
                hiddenCalls[group]++;
            }
        }
        for (int node = CallTree.ROOT + 1; node < shown.length; node++) {
            int group = tree.group(node);
            if (!shown[node] && hiddenCalls[group] >= FEWEST_HIDDEN) {
                hiddenLibraries
                        .computeIfAbsent(group, _ -> new LinkedHashSet<>())
                        .add(CallText.library(CallText.shortFile(tree, node, paths)));
            }
            shown[node] |= group != CallTree.NONE && hiddenCalls[group] < FEWEST_HIDDEN;
        }
    }

    private void hangUpWhatIsShown() {
        int[] nearestShown = new int[tree.size()];
        for (int node = CallTree.ROOT + 1; node < shown.length; node++) {
            shownParents[node] = nearestShown[tree.parent(node)];
            nearestShown[node] = shown[node] ? node : shownParents[node];
            if (shown[node]) {
                lastShownChildren[shownParents[node]] = node;
            }
        }
    }

    void print(Appendable out) throws IOException {
        int[] depths = new int[tree.size()];
        depths[CallTree.ROOT] = -1;
        StringBuilder indent = new StringBuilder();
        int[] indents = new int[LEVELS]; // for each level how much of the indent is that of its calls
        int printedFrom = 0;
        for (int node = CallTree.ROOT + 1; node < shown.length; node++) {
            if (!shown[node]) {
                continue;
            }
            int parent = shownParents[node];
            int depth = depths[parent] + 1;
            depths[node] = depth;

            int from = depth / LEVELS * LEVELS;
            if (from != printedFrom) {
                out.append(palette.faint("[" + from + " calls deep]")).append('\n');
                printedFrom = from;
            }
            boolean atMargin = depth == from;
            indents = depth < indents.length ? indents : Arrays.copyOf(indents, 2 * depth);
            indent.setLength(depth == 0 ? 0 : indents[depth - 1]);
            if (!atMargin) {
                out.append(indent, indents[from], indent.length()).append(branch(node, parent));
            }
            line(node, out);
            indent.append(depth == 0 ? "" : below(node, parent));
            indents[depth] = indent.length();
            if (hiddenLibraries.containsKey(node)) {
                out.append(indent, indents[from], indent.length());
                groupLine(node, out);
            }
        }
    }

    private String branch(int node, int parent) {
        if (hiddenLibraries.containsKey(parent)) {
            return BELOW_GROUP;
        }
        return lastShownChildren[parent] == node ? branches.last : branches.inner;
    }

    private String below(int node, int parent) {
        if (hiddenLibraries.containsKey(parent)) {
            return BELOW_GROUP;
        }
        return lastShownChildren[parent] == node ? branches.none : branches.passing;
    }

    private void line(int node, Appendable out) throws IOException {
        double share = tree.share(node);
        String time = time(tree.nanos(node));
        String name = CallText.name(tree, node);
        String position = CallText.position(tree, node, paths);
        out.append(palette.time(share, time))
                .append(' ')
                .append(tree.isApplication(node) ? palette.application(name) : name)
                .append(position.isEmpty() ? "" : "  ")
                .append(palette.faint(position + hottestLine(node)))
                .append('\n');
    }

    /// The line of the function at which most of the call's time went by, calls from there included.
    private String hottestLine(int node) {
        if (!options.view().lines()) {
            return "";
        }
        int hottest = 0;
        long most = 0;
        for (Map.Entry<Integer, Long> line : tree.lineNanos(node).entrySet()) {
            if (line.getValue() > most) {
                hottest = line.getKey();
                most = line.getValue();
            }
        }
        if (hottest == 0) {
            return "";
        }
        return ", line " + hottest + (most == tree.nanos(node) ? "" : ": " + time(most));
    }

    private String time(long nanos) {
        return switch (options.time()) {
            case SECONDS -> Decimal.seconds(nanos, decimals);
            case PERCENT_OF_TOTAL -> Decimal.percent(tree.totalNanos() == 0 ? 1 : (double) nanos / tree.totalNanos());
        };
    }

    private void groupLine(int group, Appendable out) throws IOException {
        Set<String> named = new LinkedHashSet<>(hiddenLibraries.get(group));
        named.remove("");
        String libraries = String.join(", ", named);
        if (libraries.length() > MAX_LIBRARIES) {
            libraries = libraries.substring(0, MAX_LIBRARIES - 3) + "...";
        }
        out.append("   [").append(String.valueOf(hiddenCalls[group])).append(" frames hidden]");
        out.append(libraries.isEmpty() ? "" : "  ")
                .append(palette.faint(libraries))
                .append('\n');
    }
}
