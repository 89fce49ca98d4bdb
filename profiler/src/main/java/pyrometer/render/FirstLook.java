package pyrometer.render;

import java.util.ArrayList;
import java.util.List;

/// What a page shows at first, written as its links are: see `report/src/ui/state.ts`.
final class FirstLook {
    private FirstLook() {}

    static String of(Options options) {
        List<String> parts = new ArrayList<>();
        if (options.timeline()) {
            parts.add("v=timeline");
        }
        if (options.showAll()) {
            parts.add("all=1");
        }
        if (options.filterThreshold() != Options.DEFAULT.filterThreshold()) {
            parts.add("min=" + options.filterThreshold());
        }
        if (options.time() == Options.Time.PERCENT_OF_TOTAL) {
            parts.add("pc=1");
        }
        if (options.view().foldRecursion()) {
            parts.add("x=r");
        }
        return String.join("&", parts);
    }
}
