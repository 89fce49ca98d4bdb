"""Says what pstats makes of a file, as JSON: its table, its totals and what it prints."""

import io
import json
import pstats
import sys

printed = io.StringIO()
stats = pstats.Stats(sys.argv[1], stream=printed)
stats.sort_stats("cumulative").print_stats()
stats.print_callers()
stats.print_callees()
functions = {
    " ".join(map(str, function)).encode("utf-8", "backslashreplace").decode(): {
        "primitive": primitive, "calls": calls, "tottime": own, "cumtime": total,
        "callers": {" ".join(map(str, caller)): list(values) for caller, values in callers.items()},
    }
    for function, (primitive, calls, own, total, callers) in stats.stats.items()
}
totals = {"tottime": stats.total_tt, "calls": stats.total_calls, "primitive": stats.prim_calls}
print(json.dumps({"functions": functions, "printed": printed.getvalue(), **totals}))
