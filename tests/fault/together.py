#!/usr/bin/python3
"""R10, R21: two runs at once, one that was killed while it held the lock, and readers who hold the old result open.

Usage: together.py COMMAND [TEST ...]
"""
import os
import signal
import sqlite3
import sys

import injection
import trials

LOCKED = 4
PLACES = 12 if injection.LONG else 3  # of a run, where the other one comes


class TogetherTest(trials.FaultTest):
    def setUp(self):
        super().setUp()
        self.change()
        self.counts = injection.counted(injection.traced(self.place, 'openat,pwrite64,rename', self.log, '--quiet'))

    def stops(self):
        return [('pwrite64', when) for when in injection.inside(self.counts['pwrite64'], PLACES)]

    def second(self):
        """While the first one stands: it does nothing and says why."""
        done = self.place.run('--quiet')
        self.assertEqual(done.returncode, LOCKED, done.stderr.decode())
        self.assertIn('another run is at work', done.stderr.decode())
        self.assertEqual(self.different(1 - self.version), [])

    def test_two_at_once(self):
        for call, when in self.stops():
            with self.subTest(call=call, when=when):
                self.change()
                with injection.stopped(self.place, call, when, self.log, '--quiet') as process:
                    self.second()
                said = process.communicate()[1].decode()
                self.assertEqual(process.returncode, 0, said)
                self.figures.add('trials')
                self.run_well()

    def test_a_reader_keeps_the_old_result(self):
        """Its file stays as it was when it was opened, by name or in the middle of a table."""
        for _ in range(4 if injection.LONG else 2):
            path = os.path.join(self.place.out, 'current/lifecircle.gpkg' if self.nights else 'lifecircle.gpkg')
            with open(path, 'rb') as file:
                reader = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
                rows = reader.execute('SELECT * FROM coverage ORDER BY fid')
                first = rows.fetchone()
                self.change()
                self.run_well()
                self.assertEqual(file.read(), self.versions.clean[1 - self.version]['lifecircle.gpkg'])
                rest = rows.fetchall()
                self.assertEqual([first, *rest], reader.execute('SELECT * FROM coverage ORDER BY fid').fetchall())
                reader.close()
            self.assertGreater(len(rest), 10)
            self.figures.add('rows', len(rest))


class NightTogetherTest(TogetherTest):
    nights = True

    def test_the_holder_of_the_lock_is_killed(self):
        """Nobody has to unlock anything, and whatever stands in the file of the lock is of no matter."""
        for call, when in self.stops():
            with self.subTest(call=call, when=when):
                self.change()
                with injection.stopped(self.place, call, when, self.log, '--quiet') as process:
                    self.second()
                    os.kill(process.held, signal.SIGKILL)
                process.communicate()
                self.assertIn(process.returncode, trials.KILLED)
                self.figures.add('trials')
                self.run_well()
        for text in ('1\n', f'{os.getpid()}\n', '', 'x' * 9999):
            with open(os.path.join(self.place.out, 'lock'), 'w', encoding='utf-8') as file:
                file.write(text)
            self.change()
            self.run_well()
            self.figures.add('trials')


if __name__ == '__main__':
    sys.exit(trials.main([TogetherTest, NightTogetherTest]))
