/**
 * Runs `unittest` as `python -m unittest` does, and also writes each result to a JUnit file, because test output
 * between the results on stderr may have any size. Arguments: the file, then those of unittest. A file without its last
 * line means an aborted run.
 */
export const UNITTEST_REPORT = `import os
import re
import sys
import time
import unittest
from xml.sax.saxutils import escape, quoteattr

path = sys.argv.pop(1)
sys.path[0] = os.getcwd()
report = open(path, "w", encoding="utf-8", errors="replace")
report.write("<testsuites>\\n")


def place(test):
    name = test.id()
    found = re.match(r"^(\\S+) \\((.+)\\)$", name)
    if found:
        return found.group(2), found.group(1)
    suite, _, name = name.rpartition(".")
    return suite, name


class Result(unittest.TextTestResult):
    running = None

    def startTest(self, test):
        self.running, self.began, self.noted = test, time.time(), None
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        if self.noted:
            self.write(test, *self.noted, took=time.time() - self.began)
        self.running = None

    def note(self, test, kind="", text=""):
        # What fails outside of a test (setUpClass) has no end of its own.
        if self.running is None:
            self.write(test, kind, text)
        # A test may fail in several places; it is one test.
        elif self.noted is None or self.noted[0] not in ("failure", "error"):
            self.noted = (kind, text)

    def write(self, test, kind, text, took=0):
        suite, name = place(test)
        inside = "<%s>%s</%s>" % (kind, escape(text), kind) if kind else ""
        names = "classname=%s name=%s" % (quoteattr(suite), quoteattr(name))
        report.write("<testcase %s time=\\"%.6f\\">%s</testcase>\\n" % (names, took, inside))
        report.flush()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.note(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failure", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, "error", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        # A part of a test that is skipped is no test of its own.
        if not hasattr(test, "test_case"):
            self.note(test, "skipped", str(reason))

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note(test)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.note(test, "failure", "unexpected success")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note(test, "failure", "%s\\n%s" % (subtest, self._exc_info_to_string(err, test)))


class Runner(unittest.TextTestRunner):
    resultclass = Result

    def run(self, test):
        result = super().run(test)
        report.write("</testsuites>\\n")
        report.close()
        return result


sys.argv[0] = "python3 -m unittest"
unittest.main(module=None, testRunner=Runner)
`;
