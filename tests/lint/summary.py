#!/usr/bin/python3
"""What scripts/summarise-tests says about logs of meson whose answer is known. Speaks TAP."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
import tap

SUMMARY = os.path.join(HERE, '..', '..', 'scripts', 'summarise-tests')


class Summary(unittest.TestCase):
    def expect(self, tests, last_line, code, *lines):
        with tempfile.NamedTemporaryFile('w', suffix='.json') as log:
            for name, result, output in tests:
                log.write(json.dumps({'name': name, 'result': result, 'stdout': output, 'duration': 1.0}) + '\n')
            log.flush()
            done = subprocess.run([sys.executable, SUMMARY, log.name], capture_output=True, text=True, check=False)
        self.said = said = done.stdout.splitlines()
        self.assertEqual((said[-1], done.returncode), (last_line, code))
        for line in lines:
            self.assertIn(line, said)

    def test_points_endings_and_whole_tests_are_counted(self):
        self.expect([('p:a / x', 'OK', '1..2\nok 1 - a\nok 2 - b\n'),
                     ('p:b / y', 'OK', '5 passed, 0 failed\n'), ('p:b / z', 'OK', '')],
                    '8 passed, 0 failed', 0)

    def test_a_test_that_fails_without_a_failed_point_is_one_failure(self):
        self.expect([('p:a / x', 'FAIL', 'ok 1 - a\n'), ('p:a / y', 'TIMEOUT', ''), ('p:a / z', 'FAIL', 'not ok 1 - a\n')],
                    '1 passed, 3 failed', 1, 'failed: p:a / x')

    def test_failed_points_are_shown_with_their_remarks_only(self):
        self.expect([('p:a / x', 'FAIL', 'ok 1 - a\n# fine\nnot ok 2 - b\n# 1 is not 2\nnoise\nok 3 - c\n# e\n')],
                    '2 passed, 1 failed', 1, 'failed: p:a / x', '    not ok 2 - b', '    # 1 is not 2')
        self.assertNotIn('    # fine', self.said)
        self.assertNotIn('    # e', self.said)

    def test_what_is_skipped_is_named_and_neither_passed_nor_failed(self):
        self.expect([('p:a / x', 'SKIP', ''), ('p:a / y', 'SKIP', '1..0 # SKIP not here\n'),
                     ('p:a / z', 'OK', 'ok 1 - a\nok 2 - b # SKIP c\n')],
                    '1 passed, 0 failed', 0, 'skipped: p:a / x', 'skipped: p:a / y', 'skipped: p:a / z (1 of its points)')

    def test_a_run_that_tested_nothing_failed(self):
        self.expect([('p:a / x', 'SKIP', '')], '0 passed, 1 failed', 1)
        self.expect([], '0 passed, 1 failed', 1)


if __name__ == '__main__':
    sys.exit(tap.main(Summary, sys.argv[1:]))
