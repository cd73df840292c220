#!/usr/bin/python3
"""R20: a year of nights with seeded edits: each gives what a full run gives, and nothing grows but what has to.

Usage: year.py COMMAND [TEST ...]     (LCI_FAULTS=long: 365 nights, or as many as the time allows)
"""
import os
import random
import shutil
import sys
import time

import district
import injection
import trials

NIGHTS = 365 if injection.LONG else 12
TIME_S = 3600 if injection.LONG else 40
EVERY = 10 if injection.LONG else 4  # nights between two comparisons with a full run
SEED = 366
MOST_GROWTH = 1.6  # of what nights keep, from when the kept runs are complete
FEW_NIGHTS = 5


class Edits:
    """A town that somebody works on: streets that close and open, facilities that move, people who come and go."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.town = district.town.Town(1)
        self.closed = []

    def step(self):
        kind = self.chance.choice(('move', 'people', 'street', 'order', 'nothing', 'rename'))
        town = self.town
        if kind == 'move':
            town.facilities[self.chance.randrange(7)].update(x=round(self.chance.uniform(0, 1200), 2), y=round(self.chance.uniform(0, 1200), 2))
        elif kind == 'people':
            for row in self.chance.sample(town.homes, 5):
                row['households'] = self.chance.randrange(0, 200)
        elif kind == 'street' and (self.closed and self.chance.random() < 0.5):
            town.streets.append(self.closed.pop())
        elif kind == 'street':
            self.closed.append(town.streets.pop(self.chance.randrange(len(town.streets))))
        elif kind == 'order':
            self.chance.shuffle(town.homes)
            self.chance.shuffle(town.streets)
        elif kind == 'rename':
            self.chance.choice(town.homes)['name'] = f'小区{self.chance.randrange(1000)}'
        return kind


class YearTest(trials.FaultTest):
    nights = True

    def setUp(self):
        super().setUp()
        self.edits = Edits(SEED)
        self.full = district.District(self.versions, os.path.join(self.keeper.name, 'full'))
        self.addCleanup(shutil.rmtree, self.full.folder)

    def hand_in(self, place):
        for name in os.listdir(place.folder):
            if name.split('.')[0] in ('clinics', 'markets', 'parks', 'homes', 'streets', 'units'):
                os.remove(os.path.join(place.folder, name))
        district.write_town(self.edits.town, place.folder)
        shutil.copyfile(os.path.join(self.versions.inputs[0], 'c.yaml'), os.path.join(place.folder, 'c.yaml'))

    def compare_with_full(self):
        """In a folder of its own, without anything from before."""
        shutil.rmtree(self.full.out, ignore_errors=True)
        for name in os.listdir(self.place.folder):
            if name != district.OUT:
                shutil.copyfile(os.path.join(self.place.folder, name), os.path.join(self.full.folder, name))
        done = self.full.run('--quiet', '--full')
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(district.different(self.place.result(), self.full.result()), [])
        self.figures.add('compared')

    def test_a_year(self):
        end = time.monotonic() + TIME_S
        sizes, memory = [], []
        for number in range(1, NIGHTS + 1):
            kind = self.edits.step()
            self.hand_in(self.place)
            done = self.place.run('--quiet', before=['/usr/bin/time', '-f', '%M'])
            with self.subTest(seed=SEED, night=number, edit=kind):
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(self.place.leftovers(), [])
            self.figures.add('nights')
            memory.append(int(done.stderr.decode().split()[-1]))
            sizes.append(size_of(self.place.out))
            if number % EVERY == 0:
                with self.subTest(seed=SEED, night=number, edit=kind):
                    self.compare_with_full()
            if time.monotonic() > end:
                break
        self.compare_with_full()
        self.figures.add('bytes', sizes[-1])
        self.figures.add('memory_kb', max(memory))
        self.assertLess(max(sizes), MOST_GROWTH * min(sizes[FEW_NIGHTS:] or sizes), 'what nights keep has grown')
        self.assertLess(max(memory), 1.3 * min(memory), 'memory has grown')

    def test_a_night_keeps_no_file_open(self):
        """Nights are processes of their own: what one would lose in a longer life is still open when it ends."""
        self.change()
        lines = injection.traced(self.place, 'openat,close,dup,exit_group', self.log, '--quiet')
        opened = sum(1 for line in lines if injection.CALL.match(line).group(1) in ('openat', 'dup') and ' = -1' not in line)
        closed = sum(1 for line in lines if injection.CALL.match(line).group(1) == 'close' and ' = 0' in line)
        self.figures.add('opened', opened)
        self.assertLessEqual(opened - closed, 3, 'files that are still open at the end')


def size_of(folder):
    return sum(os.lstat(os.path.join(parent, name)).st_size for parent, _, names in os.walk(folder) for name in names)


if __name__ == '__main__':
    sys.exit(trials.main([YearTest]))
