#!/usr/bin/python3
"""T6 in random towns: projects are made one after the other, and after each a run covers what the row says. Speaks TAP.

Usage: projects.py COMMAND
As long as only facilities were put or opened the row says exactly who is covered; with streets and gates among them at least so many.
"""
import csv
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import by_unit_gaps  # noqa: E402
import changes  # noqa: E402
import tap  # noqa: E402
import walkers  # noqa: E402

COMMAND = None
SEEDS = (1, 2, 3)
MOST_MADE = 10
WEIGHTS = ('households', 'population', 'elders')
ONLY_ADDED = ('facility', 'open_facility')
TRIED = {}
EXACT = {True: 0, False: 0}


def run(town, folder, parameters='', output='{path: out.gpkg}'):
    town.write(folder, parameters)
    path = os.path.join(folder, 'c.yaml')
    with open(path, encoding='utf-8') as file:
        text = file.read()
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.replace('output: {path: out.gpkg}', 'output: ' + output))
    walkers.run(COMMAND, folder)


class ProjectsTest(unittest.TestCase):
    def made(self, town, gap, number):
        """The town with the change of a gap."""
        town = town.changed(gap)
        if 'NEW' in town.facilities:
            town.facilities[f'NEW{number}'] = town.facilities.pop('NEW')
        return town

    def check_category(self, town, rows, gaps, covered):
        kinds = set()
        for row in rows[:MOST_MADE]:
            gap = gaps[row['gap_ids'].split(', ')[0]]
            town = self.made(town, gap, int(row['number']))
            kinds.add(row['change'])
            TRIED[row['change']] = TRIED.get(row['change'], 0) + 1
            with tempfile.TemporaryDirectory() as folder:
                run(town, folder, ', gaps: false')
                again = covered(folder)
            exact = kinds <= set(ONLY_ADDED)
            EXACT[exact] += 1
            for weight in WEIGHTS:
                said = float(row['covered_' + weight])
                if exact or len(kinds) == 1 and row['number'] == '1':
                    self.assertLessEqual(abs(said - again[row['category'], weight]), 0.5 + 1e-6, row)
                self.assertLessEqual(said, again[row['category'], weight] + 0.5 + 1e-6, row)

    def check_town(self, town, profile, covered):
        with tempfile.TemporaryDirectory() as folder:
            run(town, folder, ', suppress_below: 0, gap_link_m: 90', '{path: out.gpkg, tables: {folder: hand, language: en}}')
            gaps = {row['gap_id']: row for row in walkers.table(folder, 'gaps', profile)}
            with open(os.path.join(folder, 'hand', 'T6_projects.csv'), encoding='utf-8-sig', newline='') as file:
                rows = [row for row in csv.DictReader(file) if row['profile'] == profile]
        for category in changes.KINDS:
            mine = [row for row in rows if row['category'] == category]
            self.assertEqual([int(row['number']) for row in mine], list(range(1, len(mine) + 1)))
            # Every gap with a change is there once.
            self.assertEqual(sorted(gap for row in mine for gap in row['gap_ids'].split(', ')),
                             sorted(key for key, gap in gaps.items() if gap['category'] == category and gap['change']))
            self.check_category(town, mine, gaps, covered)

    def check_alone(self, seed):
        self.check_town(changes.random_town(seed), 'adult', lambda folder: walkers.covered(folder, changes.LIMIT_M))

    def check_by_unit(self, seed):
        town = changes.random_town(seed)
        by_unit_gaps.mix(town, seed)
        self.check_town(town, 'by_unit', by_unit_gaps.covered)

    def test_z_there_were_some_of_both(self):
        self.assertGreater(min(EXACT.values()), 5, EXACT)
        self.assertGreater(len(TRIED), 3, TRIED)


def add_tests():
    for what in ('alone', 'by_unit'):
        for seed in SEEDS:
            setattr(ProjectsTest, f'test_{what}_{seed}', lambda self, what=what, seed=seed: getattr(self, 'check_' + what)(seed))


if __name__ == '__main__':
    COMMAND = os.path.abspath(sys.argv[1])
    add_tests()
    code = tap.main(ProjectsTest)
    print('#', TRIED, EXACT)
    sys.exit(code)
