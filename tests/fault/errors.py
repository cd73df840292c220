#!/usr/bin/python3
"""R5: calls that fail, once or from some time on, at every kind of call: the run fails, or gives the very same bytes.

Usage: errors.py COMMAND [TEST ...]
"""
import sys

import injection
import trials

# How many calls of each kind fail in the short set.
EACH = {'write': 3, 'pwrite64': 3, 'fsync': 2, 'fdatasync': 1, 'close': 1, 'read': 3, 'pread64': 2, 'openat': 4, 'rename': 1, 'renameat': 1,
        'mkdir': 1, 'unlinkat': 1, 'ftruncate': 1, 'symlink': 1, 'flock': 1, 'newfstatat': 2, 'getdents64': 1, 'lseek': 1, 'fcntl': 1}
EACH_LONG = 40
SPARED = ('execve', 'exit_group', 'brk', 'mmap', 'munmap', 'mprotect', 'arch_prctl', 'rt_sigaction', 'futex', 'rseq', 'set_robust_list',
          'set_tid_address', 'exit')  # of the loader and of memory: see memory.py


class ErrorTest(trials.FaultTest):
    def trial(self, call, error, when):
        with self.subTest(call=call, error=error, when=when):
            self.change()
            done = self.place.run('--quiet', before=injection.inject(call, f'error={error}', when))
            self.figures.add('trials')
            self.figures.add('failures', int(done.returncode != 0))
            if done.returncode == 0:
                self.assertEqual(self.different(self.version), [], 'it said that all went well')
            self.read_whole()
        with self.subTest(after=call, error=error, when=when):
            self.run_well()

    def counts(self):
        self.change()
        return injection.counted(injection.traced(self.place, 'all', self.log, '--quiet'))

    def sweep(self, error, calls, persistent):
        counts = self.counts()
        for call in sorted(counts.keys() & calls):
            for when in injection.spread(counts[call], EACH_LONG if injection.LONG else EACH[call]):
                self.trial(call, error, f'{when}+' if persistent else when)
        # fewer than one might think: half of the calls tell what has changed since the night before, which may fail
        self.assertGreater(self.figures.counts['failures'], 0.15 * self.figures.counts['trials'])

    def calls(self):
        return self.counts().keys() - set(SPARED) if injection.LONG else EACH.keys()

    def test_an_error_that_passes(self):
        self.sweep('EIO', self.calls(), persistent=False)

    def test_an_error_that_stays(self):
        self.sweep('EIO', self.calls() if injection.LONG else ('write', 'pwrite64', 'read', 'openat'), persistent=True)

    def test_no_space_for_a_while(self):
        self.sweep('ENOSPC', ('write', 'pwrite64', 'fsync', 'mkdir', 'rename', 'renameat', 'ftruncate', 'symlink', 'fdatasync'), persistent=False)


class NightErrorTest(ErrorTest):
    nights = True


if __name__ == '__main__':
    sys.exit(trials.main([NightErrorTest], only_long=[ErrorTest]))
