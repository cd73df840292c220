#!/usr/bin/python3
"""R8, R9: an allocation that fails, each in its turn, and a ceiling on memory.

Allocations of plain runs fail in unit/test_run; here those of nights. Libraries may give up when memory ends: then the run dies, and
the last good result stays.

Usage: memory.py COMMAND ALLOCATIONS [TEST ...]     (ALLOCATIONS: the program of allocations.c)
"""
import os
import re
import resource
import subprocess
import sys

import district
import injection
import trials

SPARSITY = 120 if injection.LONG else 6
STEPS = 40 if injection.LONG else 7
MOST_MB = 2048  # more than a run of the district needs


def ceiling(mb):
    """What a process does before it becomes the command."""
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (mb << 20, mb << 20))


class MemoryTest(trials.FaultTest):
    def least_mb(self, is_enough):
        """The lowest ceiling that is enough; found by halving."""
        low, high = 0, MOST_MB
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if is_enough(middle) else (middle, high)
        return high

    def test_a_ceiling_on_memory(self):
        """From what is enough to load the command up to what is enough for a run: the old result or the new one, nothing else."""
        low = self.least_mb(lambda mb: subprocess.run([self.command, '--version'], capture_output=True, check=False,
                                                      preexec_fn=ceiling(mb)).returncode == 0)
        high = low + 64
        well = False
        for step in range(STEPS):
            limit = low + (high - low) * step // (STEPS - 1)
            with self.subTest(limit_mb=limit):
                self.change()
                done = self.place.run('--quiet', preexec_fn=ceiling(limit))
                said = done.stderr.decode()
                self.figures.add('trials')
                self.figures.add('failures', int(done.returncode == 1))
                self.figures.add('deaths', int(done.returncode < 0))
                if done.returncode == 1:
                    self.assertIn('error: ', said)
                well = done.returncode == 0
                self.assertEqual(self.different(self.version if well else 1 - self.version), [], said)
                self.run_well()
        self.assertTrue(well, 'the highest ceiling was too low')
        self.assertGreater(self.figures.counts['failures'] + self.figures.counts['deaths'], 0)


class NightMemoryTest(MemoryTest):
    nights = True

    def test_each_allocation_of_a_night_fails(self):
        done = subprocess.run([ALLOCATIONS, os.path.join(self.place.out, 'current/lifecircle.gpkg'), 'c.yaml', str(SPARSITY)],
                              cwd=self.place.folder, capture_output=True, text=True, timeout=district.TIMEOUT_S * 20, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for number, what in re.findall(r'(\w+) (\d+)', done.stdout):
            self.figures.add(number, int(what))
        self.assertGreater(self.figures.counts['failures'], 20)
        self.figures.add('of them called something else', len(re.findall('^allocation', done.stderr, re.MULTILINE)))
        self.change()
        self.run_well()


if __name__ == '__main__':
    ALLOCATIONS = os.path.abspath(sys.argv.pop(2))
    sys.exit(trials.main([NightMemoryTest], only_long=[MemoryTest]))
