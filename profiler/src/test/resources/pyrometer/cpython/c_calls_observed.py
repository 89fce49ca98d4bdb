"""c_calls.py with something inside the process that listens to it as well: settrace, setprofile or monitoring."""

import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def nothing(*arguments):
    return None


def trace(frame, event, argument):
    frame.f_trace_opcodes = True
    return trace


def observe(how):
    if how == "settrace":
        sys.settrace(trace)
    elif how == "setprofile":
        sys.setprofile(nothing)
    else:
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(3, "test")
        for event in (events.LINE, events.INSTRUCTION, events.CALL, events.PY_START):
            sys.monitoring.register_callback(3, event, nothing)
        sys.monitoring.set_events(3, events.LINE | events.INSTRUCTION | events.CALL | events.PY_START)


observe(sys.argv[2])
runpy.run_path(os.path.join(HERE, "c_calls.py"), run_name="__main__")
