package pyrometer.render;

import java.util.ArrayList;
import java.util.List;
import pyrometer.session.Session;
import pyrometer.session.ThreadSamples;
import pyrometer.tree.AggregateRepeatedCalls;
import pyrometer.tree.CallTree;
import pyrometer.tree.CallTrees;
import pyrometer.tree.FoldRecursion;
import pyrometer.tree.GroupLibraryCalls;
import pyrometer.tree.MergeConsecutiveSelfTime;
import pyrometer.tree.Pass;
import pyrometer.tree.RemoveHidden;
import pyrometer.tree.RemoveImportSystem;
import pyrometer.tree.RemoveIrrelevant;
import pyrometer.tree.RemoveUnnecessarySelfTime;
import pyrometer.tree.TrimStem;

/// The trees of a session as a person wants to read them. Text and JSON show the same ones.
final class ReadableTrees {
    private final Options options;
    private final CallTrees trees;
    private final List<Pass> passes;

    ReadableTrees(Session session, Options options) {
        this.options = options;
        this.trees = new CallTrees(session);
        this.passes = passes(options);
    }

    static List<Pass> passes(Options options) {
        List<Pass> passes = new ArrayList<>(passesOfTables(options));
        if (options.view().foldRecursion()) {
            passes.add(new FoldRecursion());
        }
        passes.add(new MergeConsecutiveSelfTime());
        if (!options.timeline()) {
            passes.add(new AggregateRepeatedCalls());
        }
        if (!options.showAll()) {
            passes.add(new RemoveIrrelevant(options.filterThreshold()));
        }
        passes.add(new RemoveUnnecessarySelfTime());
        if (!options.showAll()) {
            passes.add(new GroupLibraryCalls(options.hide(), options.show()));
        }
        return List.copyOf(passes);
    }

    /// What is left out before anything is added up for a table.
    private static List<Pass> passesOfTables(Options options) {
        return options.showAll()
                ? List.of(new TrimStem())
                : List.of(new TrimStem(), new RemoveImportSystem(), new RemoveHidden());
    }

    CallTree of(ThreadSamples thread) {
        return after(passes, options.timeline() ? trees.inTimeOrder(thread) : trees.addedUp(thread));
    }

    /// The thread's calls for a table: with those that are too short for the tree.
    CallTree forTable(ThreadSamples thread) {
        return after(passesOfTables(options), trees.addedUp(thread));
    }

    private static CallTree after(List<Pass> passes, CallTree tree) {
        CallTree result = tree;
        for (Pass pass : passes) {
            result = pass.apply(result);
        }
        return result;
    }
}
