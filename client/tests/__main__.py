"""Runs the tests, those of the modules that are named or all, and prints a line of JSON for each."""

import json
import os
import sys
import time
import unittest
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))


class Reporter(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self._began = time.perf_counter()
        self._said = False

    def say(self, test, outcome, details=""):
        self._said = True
        seconds = time.perf_counter() - getattr(self, "_began", time.perf_counter())
        line = {"test": test.id(), "outcome": outcome, "details": details, "seconds": round(seconds, 3)}
        sys.__stdout__.write(json.dumps(line) + "\n")
        sys.__stdout__.flush()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.say(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say(test, "failed", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.say(test, "failed", self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.say(subtest, "failed", self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.say(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        raise NotImplementedError("no test is expected to fail")


def main(names):
    warnings.simplefilter("error")
    loader = unittest.TestLoader()
    top = os.path.dirname(HERE)
    suite = loader.loadTestsFromNames(names) if names else loader.discover(HERE, top_level_dir=top)
    result = Reporter()
    suite.run(result)
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
