#!/usr/bin/python3
"""R19: the power goes. A file system in an image file: a copy of the image while it is mounted holds what has reached the disk, no more.

Usage: power.py COMMAND NOSYNC [TEST ...]     (NOSYNC: nosync.c as a library to preload)
"""
import contextlib
import os
import shutil
import subprocess
import sys

import district
import injection
import trials

IMAGE_MB = 64
# Nothing is written but what is asked for: no commit for five minutes, data in no order, no guess that a rename wants a sync.
OPTIONS = 'loop,commit=300,data=writeback,noauto_da_alloc'
STEPS = {'rename': 3, 'renameat': 2, 'fsync': 3, 'symlink': 1, 'unlinkat': 1, 'fdatasync': 3}
EACH_LONG = 12


class PowerTest(trials.FaultTest):
    """The folder of the outputs is a disk of its own."""

    def setUp(self):
        self.image = os.path.join(self.keeper.name, self.name() + '.image')
        out = os.path.join(self.keeper.name, self.name(), district.OUT)
        os.makedirs(out)
        for words in (['truncate', '-s', f'{IMAGE_MB}M', self.image], ['mkfs.ext4', '-q', '-F', self.image],
                      ['mount', '-o', OPTIONS, self.image, out]):
            done = subprocess.run(words, capture_output=True, check=False)
            if done.returncode != 0:
                shutil.rmtree(os.path.dirname(out))
                self.skipTest(f"{words[0]}: {done.stderr.decode().strip()}")
        self.addCleanup(shutil.rmtree, os.path.dirname(out), ignore_errors=True)
        self.addCleanup(subprocess.run, ['umount', out], check=True)
        shutil.rmtree(os.path.join(out, 'lost+found'))
        super().setUp()
        os.sync()

    @contextlib.contextmanager
    def after_the_power_went(self):
        """A district whose outputs are those of the disk as it would be found."""
        snapshot = self.image + '.copy'
        folder = os.path.join(self.keeper.name, 'found')
        out = os.path.join(folder, district.OUT)
        os.makedirs(out, exist_ok=True)
        subprocess.run(['cp', '--sparse=always', self.image, snapshot], check=True)
        subprocess.run(['mount', '-o', 'loop', snapshot, out], check=True)
        try:
            yield district.District(self.versions, folder)
        finally:
            subprocess.run(['umount', out], check=True)

    def look(self, ended_well):
        """True: a reader finds all of one run, and the new one if the command had said that it was done."""
        with self.after_the_power_went() as found:
            differences = [district.different(found.result(), self.versions.clean[version]) for version in (0, 1)]
        self.figures.add('trials')
        lost = differences[self.version] != [] if ended_well else [] not in differences
        self.figures.add('losses', int(lost))
        return differences if lost else None

    def trial(self, before=(), preload=None):
        self.change()
        done = self.place.run('--quiet', before=before, environment={'LD_PRELOAD': preload} if preload else None)
        self.assertIn(done.returncode, (0, *trials.KILLED), done.stderr.decode())
        return self.look(done.returncode == 0)

    def test_the_power_goes_after_the_end(self):
        for _ in range(6 if injection.LONG else 2):
            self.assertIsNone(self.trial())

    def test_the_power_goes_at_each_step(self):
        self.change()
        counts = injection.counted(injection.traced(self.place, ','.join(STEPS), self.log, '--quiet'))
        for call, most in STEPS.items():
            for when in injection.spread(counts[call], EACH_LONG if injection.LONG else most):
                with self.subTest(call=call, when=when):
                    self.assertIsNone(self.trial(before=injection.inject(call, 'signal=KILL', when)))
                self.run_well()
                os.sync()

    def test_the_next_run_goes_well_on_what_was_found(self):
        self.change()
        counts = injection.counted(injection.traced(self.place, 'fsync,rename', self.log, '--quiet'))
        for when in injection.spread(counts['rename'], EACH_LONG if injection.LONG else 1):
            self.trial(before=injection.inject('rename', 'signal=KILL', when))
            with self.after_the_power_went() as found:
                found.hand_in(self.version)
                done = found.run()
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(district.different(found.result(), self.versions.clean[self.version]), [])
                self.assertEqual(found.leftovers(), [])
            self.run_well()

    def test_a_program_without_syncs_loses(self):
        lost = [self.trial(preload=NOSYNC) for _ in range(3)]
        self.assertTrue(any(lost), 'this test cannot tell a program that syncs from one that does not')


class NightPowerTest(PowerTest):
    nights = True


if __name__ == '__main__':
    NOSYNC = os.path.abspath(sys.argv.pop(2))
    sys.exit(trials.main([NightPowerTest], only_long=[PowerTest]))
