#!/usr/bin/python3
"""R1, R3, R16: killed at every kind of system call, also while it recovers from that; and the same run once more.

Usage: kills.py COMMAND [TEST ...]     (LCI_FAULTS=long: more calls of more kinds)
"""
import sys

import district
import injection
import trials

# Of each kind of call: how many of them are tried. The rest of a run's calls read, and only the long set dies there.
EACH = {'rename': 4, 'renameat': 3, 'fsync': 3, 'pwrite64': 3, 'write': 2, 'unlinkat': 3, 'unlink': 1, 'mkdir': 3, 'openat': 3, 'close': 2,
        'symlink': 2, 'fdatasync': 3, 'ftruncate': 1, 'flock': 1}
EACH_LONG = {'pwrite64': 40, 'write': 30, 'openat': 30, 'close': 20, 'pread64': 12, 'read': 12, 'fcntl': 12}
OTHERS_LONG = 8
SELDOM = 48  # a kind that is called no more often is tried at each of its calls in the long set, where it changes anything
FIRST = ('pwrite64', 'renameat', 'unlinkat')  # where the run dies whose next one dies, too
RECOVERY = ('unlinkat', 'unlink', 'rename', 'renameat', 'openat', 'fdatasync', 'pwrite64', 'mkdir', 'flock')


def calls_to_kill(counts):
    """(call, when) of a run whose calls were counted."""
    for call, count in sorted(counts.items()):
        if call in ('execve', 'exit_group'):
            continue
        most = EACH.get(call, 0)
        if injection.LONG:
            most = SELDOM if call in injection.CHANGING and count <= SELDOM else EACH_LONG.get(call, OTHERS_LONG)
        for when in injection.spread(count, most) if most else ():
            yield call, when


class KillTest(trials.FaultTest):
    def kill_at(self, call, when):
        done = self.place.run('--quiet', before=injection.inject(call, 'signal=KILL', when))
        self.figures.add('deaths', int(done.returncode in trials.KILLED))
        self.assertIn(done.returncode, (0, *trials.KILLED), done.stderr.decode())

    def trial(self, *deaths):
        """Each of deaths is (call, when): that of the run, of the run that recovers from it ..."""
        self.change()
        self.figures.add('trials')
        for call, when in deaths:
            with self.subTest(call=call, when=when):
                self.kill_at(call, when)
                self.read_whole()
        with self.subTest(then=deaths):
            self.run_well()

    def count_calls(self):
        """Of a run over a published one, with new inputs; of nights, one that also drops an old one."""
        for _ in range(district.KEPT if self.nights else 0):
            self.change()
            self.run_well()
        self.change()
        return injection.counted(injection.traced(self.place, 'all', self.log, '--quiet'))

    def test_killed_at_every_kind_of_call(self):
        for call, when in calls_to_kill(self.count_calls()):
            self.trial((call, when))
        counts = self.figures.counts
        self.assertGreater(counts['trials'], 20)
        self.assertGreaterEqual(counts['deaths'], 0.8 * counts['trials'])

    def test_killed_again_while_recovering(self):
        counts = self.count_calls()
        first = {call: injection.spread(counts[call], 3)[-2] for call in FIRST if counts[call] > 1}
        each = 8 if injection.LONG else 1
        for number, (call, when) in enumerate(first.items()):
            for second in RECOVERY if injection.LONG else RECOVERY[number::len(first)]:
                for then in injection.spread(counts[second], each):
                    self.trial((call, when), (second, then))
        self.assertGreater(self.figures.counts['trials'], 5)
        self.assertGreaterEqual(self.figures.counts['deaths'], 1.3 * self.figures.counts['trials'])

    def test_the_same_run_again_gives_the_same_bytes(self):
        for _ in range(3):
            self.figures.add('trials')
            self.run_well()


class NightKillTest(KillTest):
    nights = True


if __name__ == '__main__':
    sys.exit(trials.main([NightKillTest], only_long=[KillTest]))
