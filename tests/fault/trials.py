"""What every test of faults does: a district with a published result, a fault, what a reader finds after it, and the next run."""
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import tap

import district
import injection

KILLED = (-9, 137)


class FaultTest(unittest.TestCase):
    """A class of tests: `nights` says whether its configuration is one of nights."""
    command = None
    nights = False

    @classmethod
    def setUpClass(cls):
        cls.keeper = tempfile.TemporaryDirectory(prefix='lifecircle-fault-')
        cls.versions = district.Versions(cls.command, cls.keeper.name, cls.nights)

    @classmethod
    def tearDownClass(cls):
        cls.keeper.cleanup()

    def setUp(self):
        self.place = district.District(self.versions, os.path.join(self.keeper.name, self.name()))
        self.addCleanup(shutil.rmtree, self.place.folder, ignore_errors=True)
        self.log = os.path.join(self.keeper.name, self.name() + '.log')
        self.figures = injection.Figures(self.name())
        self.addCleanup(self.figures.print)
        self.version = 0
        self.place.hand_in(0)
        self.run_well()

    def name(self):
        return self.id().rpartition('.')[2]

    def run_well(self, **more):
        """The next run repairs what the last one left, and gives what a clean one gives."""
        done = self.place.run(**more)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(self.different(self.version), [])
        self.assertEqual(self.place.leftovers(), [])
        return done

    def different(self, version):
        """Names of files that are not those of a clean run."""
        return district.different(self.place.result(), self.versions.clean[version])

    def change(self):
        """The other version is handed in."""
        self.version = 1 - self.version
        self.place.hand_in(self.version)

    def read_whole(self):
        """Every file is a whole one of the old or the new run; those of a night are all of one run."""
        if self.nights:
            self.assertIn([], [self.different(version) for version in (0, 1)])
            return
        found = self.place.result()
        self.assertEqual(found.keys(), self.versions.clean[0].keys())
        mixed = [name for name, data in found.items() if data not in (self.versions.clean[0][name], self.versions.clean[1][name])]
        self.assertEqual(mixed, [])

    def fail_and_keep(self, done, code, *words):
        """The run failed with this exit code, said these words, left the old result as it was and nothing beside it."""
        said = done.stderr.decode()
        self.assertEqual(done.returncode, code, said)
        for word in words:
            self.assertIn(word, said)
        self.assertEqual(self.different(1 - self.version), [])
        self.assertEqual(self.place.leftovers(), [])


def main(cases, only_long=()):
    """Runs the tests of the classes, COMMAND [TEST ...] on the command line; those of some in the long set only."""
    FaultTest.command = os.path.abspath(sys.argv[1])
    return tap.main_of([*cases, *(only_long if injection.LONG else ())], sys.argv[2:])
