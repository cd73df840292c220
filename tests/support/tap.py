"""Runs a unittest.TestCase and speaks TAP, so that meson counts its tests one by one."""
import sys
import unittest


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.number = 0
        self.parts = []  # of the test at hand: (subtest, error) that failed
        self.failed = False

    def line(self, test, good, remark=''):
        self.number += 1
        name = test.id().rpartition('.')[2]
        print(f"{'ok' if good else 'not ok'} {self.number} - {name}{remark}", flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.parts = []
        self.failed = False

    def stopTest(self, test):
        """A test of which only parts failed is told here: unittest calls neither addSuccess nor addFailure for it."""
        super().stopTest(test)
        if self.parts and not self.failed:
            self.line(test, False)
        for part, err in self.parts:
            print(f'# {part}')
            self.print_error(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.parts.append((subtest, err))

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(test, True)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(test, True, f' # SKIP {reason}')

    def explain(self, test, err):
        self.failed = True
        self.line(test, False)
        self.print_error(test, err)

    def print_error(self, test, err):
        for line in self._exc_info_to_string(err, test).splitlines():
            print('# ' + line)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.explain(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.explain(test, err)


def main(case, names=()):
    """Runs all tests of a case, or those named; answers the exit code."""
    return main_of([case], names)


def main_of(cases, names=()):
    """The same of several cases: a list, or those of which only some tests are meant as {case: names}."""
    loader = unittest.TestLoader()
    wanted = cases if isinstance(cases, dict) else {case: loader.getTestCaseNames(case) for case in cases}
    found = [case(name) for case, tests in wanted.items() for name in tests if not names or name in names]
    print(f'1..{len(found)}')
    result = TapResult()
    unittest.TestSuite(found).run(result)
    sys.stdout.flush()
    return 0 if result.wasSuccessful() else 1
